import { readFileSync } from 'node:fs';
import envCi from 'env-ci';

/** What a build service says of the build that runs this; null for what it does not say. */
export interface Build {
  /** `GitHub Actions` */
  readonly service: string | null;
  /** What is checked out: of a pull request mostly a merge that is nowhere else. */
  readonly checkedOut: string | null;
  /** What is built: of a pull request its own last commit. */
  readonly commit: string | null;
  /** Of a pull request the branch it comes from; null for a tag, and for the branch of a merge queue. */
  readonly branch: string | null;
  /** Of a pull request the commit that it is to go on top of. */
  readonly base: string | null;
  readonly pullRequest: string | null;
  readonly runNumber: number | null;
  /** `host/owner/name` */
  readonly repository: string | null;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Asks the environment; which variables there are is env-ci's to know, beside what it does not tell. */
export function readBuild(env: Variables, cwd: string): Build {
  const found = envCi({ env, cwd });
  const own = found.service === undefined ? {} : (SERVICES[found.service]?.(env) ?? {});
  const isPr = found.isPr === true || own.pullRequest !== undefined;
  const checkedOut = found.commit || null;
  const branch = own.branch !== undefined ? own.branch : (isPr ? found.prBranch : found.branch) || null;
  const pullRequest = own.pullRequest ?? (found.pr === undefined ? undefined : String(found.pr));
  return {
    service: found.name ?? null,
    checkedOut,
    commit: own.commit || checkedOut,
    branch: found.tag ? null : withoutRef(branch),
    base: own.base || null,
    pullRequest: pullRequest || (isPr ? '?' : null),
    runNumber: toNumber(own.run),
    repository: found.slug && own.host ? `${own.host}/${found.slug}` : null,
  };
}

/** What a service says beside what env-ci reads. */
interface Own {
  readonly commit?: string | undefined;
  readonly branch?: string | null | undefined;
  readonly base?: string | undefined;
  readonly pullRequest?: string | undefined;
  readonly run?: string | undefined;
  readonly host?: string | undefined;
}

const SERVICES: Readonly<Record<string, (env: Variables) => Own>> = {
  github: readGitHub,
  gitlab: (env) => ({
    // Set where the pipeline runs on a merge that is nowhere else.
    commit: env['CI_MERGE_REQUEST_SOURCE_BRANCH_SHA'],
    branch: env['CI_MERGE_REQUEST_SOURCE_BRANCH_NAME'],
    base: env['CI_MERGE_REQUEST_DIFF_BASE_SHA'],
    pullRequest: env['CI_MERGE_REQUEST_IID'],
    run: env['CI_PIPELINE_IID'],
    host: env['CI_SERVER_HOST'],
  }),
  buildkite: (env) => ({ run: env['BUILDKITE_BUILD_NUMBER'] }),
  circleci: (env) => ({ run: env['CIRCLE_BUILD_NUM'] }),
  azurePipelines: (env) => ({
    commit: env['SYSTEM_PULLREQUEST_SOURCECOMMITID'],
    run: env['BUILD_BUILDID'],
  }),
  bitbucket: (env) => ({
    pullRequest: env['BITBUCKET_PR_ID'],
    branch: env['BITBUCKET_BRANCH'],
    base: env['BITBUCKET_PR_DESTINATION_COMMIT'],
    run: env['BITBUCKET_BUILD_NUMBER'],
    host: 'bitbucket.org',
  }),
  jenkins: (env) => ({ branch: env['CHANGE_BRANCH'], run: env['BUILD_NUMBER'] }),
};

/** The event's file knows the pull request, which the variables name by the merge that is checked out. */
function readGitHub(env: Variables): Own {
  const { pull_request: pull, merge_group: queue } = readEvent(env['GITHUB_EVENT_PATH']);
  return {
    commit: pull?.head?.sha ?? queue?.head_sha,
    branch: pull?.head?.ref ?? (queue ? null : undefined),
    base: pull?.base?.sha ?? queue?.base_sha,
    run: env['GITHUB_RUN_NUMBER'],
    host: env['GITHUB_SERVER_URL']?.replace(/^https?:\/\//, ''),
  };
}

interface GitHubEvent {
  readonly pull_request?: Pull;
  readonly merge_group?: { readonly head_sha?: string; readonly base_sha?: string };
}

interface Pull {
  readonly head?: { readonly sha?: string; readonly ref?: string };
  readonly base?: { readonly sha?: string };
}

function readEvent(file: string | undefined): GitHubEvent {
  try {
    // GitHub's own; whatever else is there is as if it were not.
    return file === undefined ? {} : (JSON.parse(readFileSync(file, 'utf8')) as GitHubEvent);
  } catch {
    return {};
  }
}

/** Some services write branches as refs, some behind the name of the remote. */
function withoutRef(branch: string | null): string | null {
  const name = branch?.replace(/^refs\/heads\//, '').replace(/^origin\//, '') || null;
  return isOfQueue(name) ? null : name;
}

/** GitHub makes a branch for each try to merge, and deletes it; it is nobody's. */
export function isOfQueue(branch: string | null): boolean {
  return branch?.startsWith('gh-readonly-queue/') === true;
}

function toNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
