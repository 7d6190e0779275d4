import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readBuild, type Build } from './build.ts';
import { chooseCommit, type Checkout } from './choose.ts';
import { isCi } from './detect.ts';

const MERGE = 'a'.repeat(40);
const HEAD = 'b'.repeat(40);
const BASE = 'c'.repeat(40);
const OTHER = 'd'.repeat(40);

/** A pull request, as each service puts it into the environment: what is checked out, and what is meant. */
const PULL_REQUESTS: readonly (readonly [string, Record<string, string>, Partial<Build>])[] = [
  [
    'GitLab, merged results',
    {
      GITLAB_CI: 'true',
      CI_COMMIT_SHA: MERGE,
      CI_MERGE_REQUEST_ID: '99',
      CI_MERGE_REQUEST_IID: '7',
      CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'topic',
      CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: HEAD,
      CI_MERGE_REQUEST_DIFF_BASE_SHA: BASE,
      CI_PIPELINE_IID: '31',
      CI_SERVER_HOST: 'gitlab.example',
      CI_PROJECT_PATH: 'group/name',
    },
    {
      commit: HEAD,
      branch: 'topic',
      base: BASE,
      pullRequest: '7',
      runNumber: 31,
      repository: 'gitlab.example/group/name',
    },
  ],
  [
    'GitLab, detached',
    {
      GITLAB_CI: 'true',
      CI_COMMIT_SHA: HEAD,
      CI_MERGE_REQUEST_ID: '99',
      CI_MERGE_REQUEST_IID: '7',
      CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'topic',
      CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: '',
    },
    { commit: HEAD, branch: 'topic', pullRequest: '7' },
  ],
  [
    'Buildkite',
    {
      BUILDKITE: 'true',
      BUILDKITE_COMMIT: HEAD,
      BUILDKITE_BRANCH: 'topic',
      BUILDKITE_PULL_REQUEST: '7',
      BUILDKITE_PULL_REQUEST_BASE_BRANCH: 'main',
      BUILDKITE_BUILD_NUMBER: '12',
    },
    { commit: HEAD, branch: 'topic', pullRequest: '7', runNumber: 12 },
  ],
  [
    'CircleCI',
    {
      CIRCLECI: 'true',
      CIRCLE_SHA1: HEAD,
      CIRCLE_BRANCH: 'topic',
      CIRCLE_PULL_REQUEST: 'https://github.com/o/n/pull/7',
      CIRCLE_BUILD_NUM: '12',
    },
    { commit: HEAD, branch: 'topic', pullRequest: '7', runNumber: 12 },
  ],
  [
    'Azure Pipelines',
    {
      BUILD_BUILDURI: 'vstfs:///Build/Build/1',
      BUILD_SOURCEVERSION: MERGE,
      BUILD_BUILDID: '12',
      SYSTEM_PULLREQUEST_PULLREQUESTID: '7',
      SYSTEM_PULLREQUEST_SOURCECOMMITID: HEAD,
      SYSTEM_PULLREQUEST_SOURCEBRANCH: 'refs/heads/topic',
      SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main',
    },
    { checkedOut: MERGE, commit: HEAD, branch: 'topic', pullRequest: '7', runNumber: 12 },
  ],
  [
    'Bitbucket',
    {
      BITBUCKET_BUILD_NUMBER: '12',
      BITBUCKET_COMMIT: HEAD,
      BITBUCKET_BRANCH: 'topic',
      BITBUCKET_PR_ID: '7',
      BITBUCKET_PR_DESTINATION_COMMIT: BASE,
    },
    { commit: HEAD, branch: 'topic', base: BASE, pullRequest: '7', runNumber: 12 },
  ],
  [
    'Jenkins',
    {
      JENKINS_URL: 'https://j',
      GIT_COMMIT: MERGE,
      BUILD_NUMBER: '12',
      CHANGE_ID: '7',
      CHANGE_BRANCH: 'topic',
    },
    { checkedOut: MERGE, branch: 'topic', pullRequest: '7', runNumber: 12 },
  ],
];

describe('a build', () => {
  it.each(PULL_REQUESTS)(
    'of a pull request is known by its own commit and branch: %s',
    (_, env, expected) => {
      expect(isCi(env)).toBe(true);
      expect(readBuild(env, '/')).toMatchObject(expected);
    },
  );

  it.each([
    [
      'GitHub',
      { GITHUB_ACTIONS: 'true', GITHUB_SHA: HEAD, GITHUB_REF: 'refs/heads/feat/x', GITHUB_RUN_NUMBER: '12' },
    ],
    [
      'GitLab',
      { GITLAB_CI: 'true', CI_COMMIT_SHA: HEAD, CI_COMMIT_REF_NAME: 'feat/x', CI_PIPELINE_IID: '12' },
    ],
    [
      'Buildkite',
      {
        BUILDKITE: 'true',
        BUILDKITE_COMMIT: HEAD,
        BUILDKITE_BRANCH: 'feat/x',
        BUILDKITE_PULL_REQUEST: 'false',
        BUILDKITE_BUILD_NUMBER: '12',
      },
    ],
    ['CircleCI', { CIRCLECI: 'true', CIRCLE_SHA1: HEAD, CIRCLE_BRANCH: 'feat/x', CIRCLE_BUILD_NUM: '12' }],
    [
      'Azure',
      {
        BUILD_BUILDURI: 'x',
        BUILD_SOURCEVERSION: HEAD,
        BUILD_SOURCEBRANCH: 'refs/heads/feat/x',
        BUILD_BUILDID: '12',
      },
    ],
    ['Bitbucket', { BITBUCKET_BUILD_NUMBER: '12', BITBUCKET_COMMIT: HEAD, BITBUCKET_BRANCH: 'feat/x' }],
    ['Jenkins', { JENKINS_URL: 'x', GIT_COMMIT: HEAD, GIT_BRANCH: 'origin/feat/x', BUILD_NUMBER: '12' }],
  ])('of a branch: %s', (_, env) => {
    expect(readBuild(env, '/')).toMatchObject({
      commit: HEAD,
      checkedOut: HEAD,
      branch: 'feat/x',
      pullRequest: null,
      runNumber: 12,
    });
  });

  it('of a tag is on no branch', () => {
    const env = { GITLAB_CI: 'true', CI_COMMIT_SHA: HEAD, CI_COMMIT_REF_NAME: 'v1', CI_COMMIT_TAG: 'v1' };
    expect(readBuild(env, '/').branch).toBeNull();
  });

  it('of a merge queue is about what would be merged, on no branch', () => {
    const branch = `gh-readonly-queue/main/pr-7-${BASE}`;
    const env = { GITHUB_ACTIONS: 'true', GITHUB_SHA: HEAD, GITHUB_REF: `refs/heads/${branch}` };
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'ledger-event-')), 'event.json');
    writeFileSync(
      file,
      JSON.stringify({ merge_group: { head_sha: HEAD, base_sha: BASE, head_ref: branch } }),
    );
    const told = {
      ...env,
      GITHUB_EVENT_NAME: 'merge_group',
      GITHUB_EVENT_PATH: file,
      GITHUB_RUN_NUMBER: '12',
    };
    const about = { commit: HEAD, branch: null, pullRequest: null };
    expect(readBuild(told, '/')).toMatchObject({ ...about, base: BASE, runNumber: 12 });
    // A step in a container may not see the file.
    expect(readBuild(env, '/')).toMatchObject(about);
    // The action that checks out makes a local branch of that name.
    const checkout: Checkout = { head: HEAD, mergedInto: null, branch, has: () => true };
    expect(chooseCommit({ commit: null, branch: null }, readBuild(told, '/'), checkout)).toMatchObject({
      commit: HEAD,
      branch: null,
      isWhole: true,
      isBuilt: true,
    });
    rmSync(path.dirname(file), { recursive: true });
  });

  it('is none where nothing says so', () => {
    expect([isCi({}), isCi({ CI: 'false' }), isCi({ CI: '0' }), isCi({ CI: '' }), isCi({ CI: '1' })]).toEqual(
      [false, false, false, false, true],
    );
  });
});

describe('the commit that a build is about', () => {
  const build = (given: Partial<Build>): Build => ({
    service: 'S',
    checkedOut: HEAD,
    commit: HEAD,
    branch: 'main',
    base: null,
    pullRequest: null,
    runNumber: null,
    repository: null,
    ...given,
  });
  const checkout = (given: Partial<Checkout>, ...here: string[]): Checkout => ({
    head: HEAD,
    mergedInto: null,
    branch: null,
    has: (commit) => here.includes(commit),
    ...given,
  });
  const nobody = { commit: null, branch: null };

  it('is the one that is built, where that is checked out', () => {
    expect(chooseCommit(nobody, build({}), checkout({}))).toEqual({
      commit: HEAD,
      branch: 'main',
      tree: HEAD,
      isWhole: true,
      isBuilt: true,
    });
  });

  it('is HEAD, where somebody checked out something else', () => {
    const chosen = chooseCommit(nobody, build({}), checkout({ head: OTHER, branch: 'release' }));
    expect(chosen).toMatchObject({ commit: OTHER, branch: 'release', tree: OTHER, isBuilt: false });
  });

  it('is the last of a pull request, read from its merge only where nothing else is here', () => {
    const pull = build({ checkedOut: MERGE, commit: HEAD, branch: 'topic', pullRequest: '7' });
    expect(chooseCommit(nobody, pull, checkout({ head: MERGE }))).toMatchObject({
      commit: HEAD,
      tree: MERGE,
      isWhole: false,
    });
    expect(chooseCommit(nobody, pull, checkout({ head: MERGE }, HEAD))).toMatchObject({
      commit: HEAD,
      tree: HEAD,
      isWhole: true,
    });
  });

  it('is what a build merged its target into, where the service does not tell', () => {
    const jenkins = build({ checkedOut: MERGE, commit: MERGE, branch: 'topic', pullRequest: '7' });
    const merged = checkout({ head: MERGE, mergedInto: HEAD }, HEAD);
    expect(chooseCommit(nobody, jenkins, merged)).toMatchObject({
      commit: HEAD,
      tree: HEAD,
      branch: 'topic',
    });
  });

  it('is the one that is named, before all', () => {
    const named = { commit: OTHER, branch: 'named' };
    expect(chooseCommit(named, build({}), checkout({ head: null }))).toEqual({
      commit: OTHER,
      branch: 'named',
      tree: null,
      isWhole: true,
      isBuilt: false,
    });
    expect(chooseCommit(named, build({}), checkout({}))).toMatchObject({ tree: HEAD, isWhole: false });
  });

  it('is nobody knows which, without git and without a service', () => {
    expect(chooseCommit(nobody, build({ commit: null }), checkout({ head: null }))).toBeNull();
  });

  it.each<[string, Parameters<typeof chooseCommit>, Partial<ReturnType<typeof chooseCommit> & object>]>([
    [
      'a named one is on the branch that is checked out, where it is',
      [{ commit: HEAD, branch: null }, build({ commit: null }), checkout({ branch: 'topic' }, HEAD)],
      { branch: 'topic', tree: HEAD, isWhole: true, isBuilt: false },
    ],
    [
      'a named one is on the branch that is built, where it is what is built',
      [{ commit: OTHER, branch: null }, build({ commit: OTHER }), checkout({}, OTHER)],
      { branch: 'main', tree: OTHER, isWhole: true, isBuilt: true },
    ],
    [
      'a named one that nothing is said of is on no branch',
      [{ commit: OTHER, branch: null }, build({}), checkout({ branch: 'topic' })],
      { branch: null, tree: HEAD, isWhole: false },
    ],
    [
      'without git it is what the service says, with the files of the folder',
      [nobody, build({}), checkout({ head: null })],
      { commit: HEAD, branch: 'main', tree: null, isWhole: true, isBuilt: true },
    ],
    [
      'a branch that is named wins over what the service says',
      [{ commit: null, branch: 'named' }, build({}), checkout({})],
      { commit: HEAD, branch: 'named' },
    ],
    [
      'a branch that is named wins over what is checked out',
      [
        { commit: null, branch: 'named' },
        build({ commit: null, checkedOut: null }),
        checkout({ branch: 'b' }),
      ],
      { commit: HEAD, branch: 'named', isBuilt: false },
    ],
    [
      'where the service knows no branch it is the one that is checked out',
      [nobody, build({ branch: null }), checkout({ branch: 'topic' })],
      { commit: HEAD, branch: 'topic' },
    ],
    [
      'where the service knows no branch of another commit there is none',
      [nobody, build({ commit: OTHER, branch: null }), checkout({ branch: 'topic' }, OTHER)],
      { commit: OTHER, branch: null, tree: OTHER },
    ],
    [
      'a merge that is no pull request is what is built',
      [nobody, build({ commit: MERGE, checkedOut: MERGE }), checkout({ head: MERGE, mergedInto: BASE })],
      { commit: MERGE, tree: MERGE, isWhole: true },
    ],
  ])('%s', (_what, given, chosen) => {
    expect(chooseCommit(...given)).toMatchObject(chosen);
  });
});
