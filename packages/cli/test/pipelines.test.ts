import { spawn } from 'node:child_process';
import { chmodSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { buildLedger, type Built } from './support/built.ts';
import { createHooked, type Hooked, type Ran } from './support/hooked.ts';
import { startRecorder, type Recorder } from './support/recorder.ts';

interface Step {
  readonly name: string;
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
}

const read = (file: string): string => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
// The files are ours: what they hold is what these tests are about.
const action = parse(read('action.yml')) as { runs: { steps: Step[] } };
const gitlab = parse(read('examples/ci/gitlab.yml')) as Record<string, { script: string[] }>;
const hooks = parse(read('.pre-commit-hooks.yaml')) as { id: string; entry: string; stages: string[] }[];

let built: Built;
let server: Recorder;
beforeAll(async () => {
  [built, server] = await Promise.all([buildLedger(), startRecorder()]);
});
afterAll(async () => {
  built.remove();
  await server.close();
});
beforeEach(() => {
  server.requests.length = 0;
});

/** A clone of a repository in which a branch changes a prompt, as a build of its pull request has it. */
async function withPullRequest(): Promise<{ clone: Hooked; head: string; merge: string }> {
  const origin = await createHooked({
    bin: built.script,
    server,
    files: { 'a.ts': "export const A_PROMPT = 'One {{x}}.';\n" },
  });
  await origin.commitQuietly();
  await origin.git('switch', '--quiet', '-c', 'topic');
  origin.write({ 'a.ts': "export const A_PROMPT = 'Two {{x}}.';\n" });
  await origin.commitQuietly();
  const head = (await origin.git('rev-parse', 'HEAD')).trim();
  await origin.git('update-ref', 'refs/remotes/origin/main', 'main');
  await origin.git('checkout', '--quiet', '--detach', 'main');
  await origin.tryGit(['merge', '--quiet', '--no-ff', '--no-edit', 'topic'], { env: { LEDGER: '0' } });
  return { clone: origin, head, merge: (await origin.git('rev-parse', 'HEAD')).trim() };
}

function sh(repository: Hooked, script: string, env: Readonly<Record<string, string>>): Promise<Ran> {
  return new Promise((done) => {
    const place = { cwd: repository.root, env: { PATH: process.env['PATH'], HOME: repository.root, ...env } };
    const child = spawn('bash', ['-eo', 'pipefail', '-c', script], place);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('close', (code) =>
      done({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
  });
}

/** What GitHub puts in the place of an expression. */
function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
    const value = values[expression];
    if (value === undefined) throw new Error(`The test knows no ${expression}`);
    return value;
  });
}

describe('the GitHub action', () => {
  it('checks a pull request, keeps one comment, and records its own commit', async () => {
    const { clone, head, merge } = await withPullRequest();
    clone.write({
      'node_modules/event.json': JSON.stringify({
        pull_request: { number: 7, head: { sha: head, ref: 'topic' } },
      }),
      // Stands for the real one: it notes what it is asked, and has one comment of ours.
      'node_modules/path/gh':
        '#!/bin/sh\nprintf "%s\\n" "$*" >> "$NOTES"\ncase "$*" in *--paginate*) echo 42 ;; esac\n',
    });
    chmodSync(clone.path('node_modules/path/gh'), 0o755);
    const values = {
      'inputs.ledger': 'node_modules/.bin/ledger',
      "inputs.base || format('origin/{0}', github.base_ref)": 'origin/main',
      'inputs.strict': 'true',
      'runner.temp': clone.path('node_modules'),
      'inputs.token': 'a-token',
      'github.repository': 'owner/name',
      'github.event.pull_request.number': '7',
      'inputs.server': server.url,
      'inputs.api-key': server.key,
      'inputs.allow-failure': 'true',
    };
    const github = {
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: clone.path('node_modules/event.json'),
      GITHUB_REF: 'refs/pull/7/merge',
      GITHUB_SHA: merge,
      GITHUB_RUN_NUMBER: '5',
      GITHUB_STEP_SUMMARY: clone.path('node_modules/summary.md'),
      NOTES: clone.path('node_modules/notes'),
      PATH: `${clone.path('node_modules/path')}:${process.env['PATH']}`,
    };
    const said: string[] = [];
    for (const { run, env } of action.runs.steps) {
      const own = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value, values)]));
      const { code, stdout, stderr } = await sh(clone, run, { ...github, ...own });
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      said.push(stdout);
    }
    expect(said[0]).toContain('::notice file=a.ts,line=1');
    expect(readIn(clone, 'node_modules/summary.md')).toContain('A_PROMPT');
    const notes = readIn(clone, 'node_modules/notes');
    expect(notes).toContain('--method PATCH repos/owner/name/issues/comments/42');
    expect(notes).not.toContain('--method POST');
    expect(server.requests).toMatchObject([
      {
        source: 'ci',
        manifest: true,
        git: { commit: head, branch: 'topic', pull_request: '7', run_number: 5 },
      },
    ]);
  });
});

describe('the example for GitLab', () => {
  it('checks a merge request and records it', async () => {
    const { clone, head, merge } = await withPullRequest();
    await clone.git('remote', 'add', 'origin', clone.root);
    const env = {
      GITLAB_CI: 'true',
      CI: 'true',
      CI_COMMIT_SHA: merge,
      CI_MERGE_REQUEST_ID: '99',
      CI_MERGE_REQUEST_IID: '7',
      CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'topic',
      CI_MERGE_REQUEST_SOURCE_BRANCH_SHA: head,
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
      CI_PIPELINE_IID: '31',
      LEDGER_URL: server.url,
      LEDGER_API_KEY: server.key,
    };
    for (const job of Object.values(gitlab)) {
      const script = job.script.filter((line) => !line.startsWith('npm ci')).join('\n');
      expect(await sh(clone, script, env)).toMatchObject({ code: 0, stderr: '' });
    }
    expect(readIn(clone, 'prompts.xml')).toContain('<testsuite');
    expect(server.requests).toMatchObject([
      { source: 'ci', git: { commit: head, branch: 'topic', pull_request: '7', run_number: 31 } },
    ]);
  });
});

describe('the hooks for the pre-commit framework', () => {
  it('are commands that run', async () => {
    const { clone } = await withPullRequest();
    const env = { LEDGER_URL: server.url, LEDGER_API_KEY: server.key };
    for (const { entry } of hooks) expect(await sh(clone, entry, env)).toMatchObject({ code: 0, stderr: '' });
    expect(hooks.map(({ stages }) => stages)).toEqual([['pre-commit'], ['post-commit'], ['pre-push']]);
  });
});

function readIn(repository: Hooked, file: string): string {
  return readFileSync(repository.path(file), 'utf8');
}
