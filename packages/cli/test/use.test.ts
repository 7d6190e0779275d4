import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { ledger, ledgerJson, type Place } from './support/ledger.ts';
import { promptModule } from './support/prompts.ts';
import { createRepository, type Repository } from './support/repository.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const FIRST = 'You are an agent.\nBe brief.\nGreet {{ name }}.\n';

async function registerCommit(name: string, text: string, commit: string): Promise<void> {
  const git = {
    commit,
    branch: 'main',
    author: 'Test <test@example.com>',
    committed_at: '2026-11-25T12:00:00Z',
  };
  const prompts = [{ name, template_source: text, location: { path: 'src/prompts/all.ts', line: 2 } }];
  const answer = await fetch(`${server.url}/v1/prompts/register-code`, {
    method: 'POST',
    headers: { 'x-api-key': server.key, 'content-type': 'application/json' },
    body: JSON.stringify({ source: 'ci', activate: true, git, prompts }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

/** A prompt of two versions, each committed and registered as a build does it. */
async function startProject(name: string): Promise<{ repository: Repository; at: Place; commits: string[] }> {
  const repository = createRepository();
  const at = { cwd: repository.root, server };
  const commits: string[] = [];
  for (const text of [FIRST, FIRST.replace('Be brief', 'Be kind')]) {
    repository.write(promptModule({ [name]: text }));
    repository.commit('Change');
    const head = () => repository.git('rev-parse', 'HEAD').trim();
    // One in 43 begins with digits alone, of which more than eight are shown.
    for (let take = 1; /^\d{8}/.test(head()); take += 1)
      repository.git('commit', '--quiet', '--amend', '-m', `Change, ${take}`);
    const commit = head();
    commits.push(commit.slice(0, 8));
    await registerCommit(name, text, commit);
  }
  return { repository, at, commits };
}

describe('ledger blame', () => {
  it('says of each line which version brought it, from which commit and by whom', async () => {
    const { repository, at, commits } = await startProject('BLAMED');
    const { code, stdout, stderr } = await ledger(at, 'blame', 'BLAMED');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const day = String.raw`\d{4}-\d\d-\d\d`;
    expect(stdout.trimEnd().split('\n')).toEqual([
      expect.stringMatching(new RegExp(`^1 ${commits[0]} Test ${day} 1\\) You are an agent\\.$`)),
      expect.stringMatching(new RegExp(`^2 ${commits[1]} Test ${day} 2\\) Be kind\\.$`)),
      expect.stringMatching(new RegExp(`^1 ${commits[0]} Test ${day} 3\\) Greet \\{\\{ name \\}\\}\\.$`)),
    ]);
    expect((await ledgerJson(at, 'blame', 'BLAMED@1')).lines).toMatchObject([
      { line: 1, version: 1, commit: commits[0], author: 'Test' },
      { line: 2, version: 1, text: 'Be brief.' },
      { line: 3, version: 1 },
    ]);
    expect((await ledger(at, 'blame', `BLAMED@commit:${commits[0]}`)).stdout).toContain('Be brief.');
    repository.write(promptModule({ BLAMED: 'Another text.' }));
    const work = await ledger(at, 'blame', 'BLAMED@work');
    expect(work.code).toBe(1);
    expect(work.stderr).toContain('The text of BLAMED@work is no version of the ledger.');
  });
});

describe('ledger history', () => {
  it('has the commit and the author of each version', async () => {
    const { at, commits } = await startProject('TRACED');
    const { stdout } = await ledger({ ...at, columns: 80, env: { NO_COLOR: '1' } }, 'history', 'TRACED');
    expect(stdout).toMatch(new RegExp(`\\n +2 +active +${commits[1]} .* Test +0 +\\+1 -1 `));
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    const wide = await ledger({ ...at, columns: 140, env: { NO_COLOR: '1' } }, 'history', 'TRACED');
    expect(wide.stdout).toMatch(/VERSION +STATUS +CHECKSUM +COMMIT /);
    expect((await ledgerJson(at, 'history', `TRACED@commit:${commits[0]}`)).versions).toMatchObject([
      { version: 1 },
    ]);
  });
});

describe('a label', () => {
  it('of the ledger is a reference everywhere', async () => {
    const { at } = await startProject('LABELED');
    const answer = await fetch(`${server.url}/v1/labels/promote`, {
      method: 'POST',
      headers: { 'x-api-key': server.key, 'content-type': 'application/json' },
      body: JSON.stringify({ prompts: [{ name: 'LABELED', reference: '1' }], label: 'production' }),
    });
    expect(answer.status).toBe(200);
    expect((await ledger(at, 'show', 'LABELED@production')).stdout).toBe(FIRST);
    expect((await ledger({ ...at, cwd: '/' }, 'diff', 'LABELED@production')).stdout).toContain(
      '-Be brief.\n+Be kind.\n',
    );
    const executed = await ledger(at, 'execute', 'LABELED@production', '-v', 'name=Ada', '--model', 'echo');
    expect(executed.stdout).toContain('Be brief.');
  });
});

describe('ledger stats', () => {
  it('counts by prompt, version, model and day, with bars', async () => {
    const { repository, at } = await startProject('COUNTED');
    for (const reference of ['COUNTED', 'COUNTED', 'COUNTED@1']) {
      const { code, stderr } = await ledger(at, 'execute', reference, '-v', 'name=Ada', '--model', 'echo');
      expect([code, stderr]).toEqual([0, expect.stringContaining('echo')]);
    }
    const wide = { ...at, columns: 120, env: { NO_COLOR: '1' } };
    expect((await ledger(wide, 'stats')).stdout).toMatch(/^PROMPT +RUNS .*\nCOUNTED +3 +█+ +0 % /);
    const versions = (await ledger(at, 'stats', '--by', 'version')).stdout;
    expect(versions).toMatch(/\nCOUNTED@2 +2 .*\n(.*\n)*COUNTED@1 +1 /);
    expect((await ledger(at, 'stats', '--by', 'model')).stdout).toMatch(/\necho +\d+ /);
    expect((await ledger(at, 'stats', '--by', 'day', '--since', '7 days ago')).stdout).toMatch(
      /\n\d{4}-\d\d-\d\d +\d+ .*\n\n\d+ executions? · /,
    );
    for (const since of ['soon', '2026-02-31'])
      expect((await ledger(at, 'stats', '--since', since)).code).toBe(2);
    expect((await ledgerJson(at, 'stats', '--since', 'today')).summary.total_executions).toBeGreaterThan(0);
    expect((await ledgerJson(at, 'list', 'COUNTED')).prompts).toMatchObject([
      { name: 'COUNTED', executions: { total: 3 } },
    ]);
    expect((await ledger(wide, 'list', 'COUNTED')).stdout).toMatch(/ 3 +·{13}█ /);

    repository.write(promptModule({ COUNTED: FIRST.replace('brief', 'honest') }));
    const local = await ledger(at, 'execute', 'COUNTED', '--local', '-v', 'name=Ada', '--model', 'echo');
    expect(local.stdout).toContain('Be honest.');
    expect(local.stderr).toMatch(/^COUNTED@draft {2}echo/);
    const [{ execution_id: id }] = (await ledgerJson(at, 'runs', 'COUNTED')).executions;
    expect((await ledger(at, 'rerun', id)).stdout).toBe(local.stdout);
  });
});
