import type { RegisterResponse } from '@prompt-ledger/shared/contract';
import type { GitFacts } from '@prompt-ledger/shared/contract/git';
import type { Call } from '../../call.ts';
import { readBuild, type Build } from '../../ci/build.ts';
import { readCheckout } from '../../ci/checkout.ts';
import { chooseCommit, type Choice } from '../../ci/choose.ts';
import { readSettings, type Settings } from '../../config.ts';
import { CliError, EXIT, type ExitCode } from '../../errors.ts';
import { printWarnings, refuseErrors } from '../../findings.ts';
import { readCommit } from '../../git/facts.ts';
import { readIdentity } from '../../git/identity.ts';
import { withLedger } from '../../ledger/ledger.ts';
import { registerWhole } from '../../ledger/register-whole.ts';
import { withRetries } from '../../ledger/retries.ts';
import { findStatic, findUntracked, toRegisterEntry } from '../../plan/entries.ts';
import { buildPlan } from '../../plan/plan.ts';
import { withProgress } from '../../terminal/progress.ts';
import { count } from '../../report/plan.ts';
import { formatPlace } from '../../report/place.ts';
import { scanBlobs, scanWorkTree, type Scan } from '../../scan.ts';
import { openCommit } from '../../sources/commit.ts';
import { printPlan } from './print.ts';
import { startWatch } from '../../stopwatch.ts';

export interface CiFlags {
  readonly commit: string | null;
  readonly branch: string | null;
  readonly activate: boolean;
  readonly dryRun: boolean;
  readonly quiet: boolean;
}

/**
 * Registers all prompts of the commit that is built, and with that what is not in it any more.
 *
 * @returns null where nobody knows which commit that is
 */
export async function syncCi(call: Call, flags: CiFlags): Promise<ExitCode | null> {
  const elapsed = startWatch();
  const settings = await readSettings(call.context, call.flags);
  const { root, underGit } = settings;
  const build = readBuild(call.context.env, root);
  const named = { commit: await readNamed(settings, flags.commit), branch: flags.branch };
  const choice = chooseCommit(named, build, await readCheckout(root, underGit, named.commit, build));
  if (choice === null) return null;
  const scan = await scanTree(call, settings, choice);
  refuseErrors(call, scan, 'Nothing was sent.');
  const git = await describe(call, settings, choice, build);
  const answer = await register(call, settings, scan, git, choice, flags);
  const { extraction } = scan;
  const { archived = [], revived = [], activation } = answer ?? NOTHING;
  printWarnings(call, scan);
  printPlan(call, settings, {
    extraction,
    plan: buildPlan(extraction.prompts, [], (answer ?? NOTHING).registered),
    dryRun: flags.dryRun,
    quiet: flags.quiet,
    ms: elapsed(),
    notes: answer === null ? [NOT_RECORDED] : formatPlace(choice, activation, archived, revived),
    data: {
      commit: choice.commit,
      branch: choice.branch,
      complete: choice.isWhole,
      activation,
      archived,
      revived,
    },
  });
  return EXIT.ok;
}

/** A build may be given a ref; without git it must be the whole id. */
async function readNamed({ root, underGit }: Settings, ref: string | null): Promise<string | null> {
  if (ref === null || /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(ref)) return ref;
  if (underGit) return (await readCommit(root, ref)).commit;
  throw new CliError(
    'usage',
    `--commit ${ref} is no whole commit id, and there is no git here to look it up.`,
  );
}

async function scanTree(call: Call, settings: Settings, { tree }: Choice): Promise<Scan> {
  if (tree === null) return scanWorkTree(call, settings);
  return scanBlobs(call, settings, await openCommit(settings.root, tree));
}

async function describe(
  { context }: Call,
  { root, folder, underGit }: Settings,
  { commit, branch, isBuilt }: Choice,
  build: Build,
): Promise<GitFacts> {
  const facts = underGit ? await readCommit(root, commit).catch(() => null) : null;
  const { repository } = underGit ? await readIdentity(root, context.env) : { repository: null };
  return {
    commit,
    branch,
    base: isBuilt ? build.base : null,
    author: facts?.author || null,
    committed_at: facts?.committedAt ?? null,
    run_number: isBuilt ? build.runNumber : null,
    pull_request: isBuilt ? build.pullRequest : null,
    repository: repository ?? build.repository,
    folder: folder || null,
  };
}

const NOT_RECORDED =
  'Nothing was recorded: that no file has a prompt counts only where git says that these are all files of the commit.';

const NOTHING: RegisterResponse = {
  registered: [],
  counts: { new: 0, updated: 0, reverted: 0, unchanged: 0 },
  dry_run: false,
  missing: [],
  activation: { activates: true, reason: 'no_git' },
  archived: [],
  revived: [],
};

/** @returns null where there was nothing to say */
async function register(
  call: Call,
  settings: Settings,
  { extraction }: Scan,
  git: GitFacts,
  { isWhole, tree }: Choice,
  { dryRun, activate }: CiFlags,
): Promise<RegisterResponse | null> {
  const entries = findStatic(extraction.prompts).map(toRegisterEntry);
  // Only a complete list may be empty, and without git a wrong or empty folder looks like one.
  if (entries.length === 0 && (!isWhole || tree === null)) return null;
  const untracked = findUntracked(extraction.prompts);
  const about = { source: 'ci', git, manifest: isWhole, untracked, activate, dry_run: dryRun } as const;
  return withProgress(call, `Registering ${count(entries.length, 'prompt')}`, (progress) =>
    withRetries(() =>
      withLedger(call.context, settings, (ledger) => registerWhole(ledger, entries, about, progress)),
    ),
  );
}
