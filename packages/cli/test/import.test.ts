import { execFileSync, spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { buildLedger, cleanEnv } from './support/built.ts';
import { ledger, ledgerJson } from './support/ledger.ts';
import { promptModule } from './support/prompts.ts';
import { startRelay } from './support/relay.ts';
import { createFolder, createRepository, type Repository } from './support/repository.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** Commits as somebody did it at some time. */
function commitAs(repository: Repository, author: string, day: number, message = 'A change'): string {
  const date = `2024-03-${String(day).padStart(2, '0')}T12:00:00Z`;
  repository.git('add', '--all');
  repository.git(
    '-c',
    `user.name=${author}`,
    'commit',
    '--quiet',
    '--allow-empty',
    `--date=${date}`,
    '--message',
    message,
  );
  return repository.git('rev-parse', 'HEAD').trim();
}

async function historyOf(repository: Repository, name: string) {
  const { versions } = await ledgerJson({ cwd: repository.root, server }, 'history', name);
  return versions;
}

async function sightingsOf(name: string) {
  const response = await fetch(`${server.url}/v1/prompts/${name}/sightings`, {
    headers: { 'x-api-key': server.key },
  });
  return ((await response.json()) as { sightings: Record<string, unknown>[] }).sightings;
}

describe('ledger import --from-git', () => {
  it('registers every version with its commit and author, oldest first, once', async () => {
    const repository = createRepository(promptModule({ IMP_A: 'One {{name}}.' }));
    const at = { cwd: repository.root, server };
    const first = commitAs(repository, 'Ada', 1);
    repository.write(promptModule({ IMP_A: 'Two {{name}}.' }));
    const second = commitAs(repository, 'Ben', 2);
    repository.write({ 'README.md': 'Nothing of prompts' });
    commitAs(repository, 'Cem', 3);
    repository.write(promptModule({ IMP_A: 'One {{name}}.' }));
    const back = commitAs(repository, 'Dee', 4, 'Revert');

    const said = await ledgerJson(at, 'import', '--from-git');
    expect(said).toMatchObject({
      dryRun: false,
      branch: 'main',
      head: back,
      since: null,
      commits: { total: 4, told: 3 },
      prompts: 1,
      versions: { made: 2, sighted: 3 },
      broken: 0,
      resumed: false,
    });
    expect((await historyOf(repository, 'IMP_A')).map(({ version }: { version: number }) => version)).toEqual(
      [2, 1],
    );
    const sightings = await sightingsOf('IMP_A');
    expect(sightings.toReversed()).toMatchObject([
      { version: 1, commit: first, author: 'Ada <test@example.com>', branch: 'main' },
      { version: 2, commit: second, author: 'Ben <test@example.com>' },
      { version: 1, commit: back, author: 'Dee <test@example.com>' },
    ]);

    const again = await ledgerJson(at, 'import', '--from-git');
    expect(again).toMatchObject({ head: back, since: back, commits: { total: 0, told: 0 }, resumed: true });
    expect((await ledger(at, 'import', '--from-git')).stdout).toBe(
      `There is no commit after ${back.slice(0, 10)}, and so nothing to import.\n`,
    );
  });

  it('follows a prompt that is renamed, moved, taken away, and a text that it imports', async () => {
    const repository = createRepository({
      'src/prompts/b.ts': "export const IMP_OLD = 'You answer in one sentence, and never in two of them.';\n",
      'src/tone.ts': "export const TONE = 'kindly';\n",
      'src/prompts/c.ts':
        "import { TONE } from '../tone';\nexport const IMP_TONE = `You answer ${TONE}, in one sentence and never in two.`;\n",
    });
    const at = { cwd: repository.root, server };
    commitAs(repository, 'Ada', 1);
    repository.write({
      'src/prompts/b.ts': "export const IMP_NEW = 'You answer in one sentence, and never in two of them.';\n",
      'src/tone.ts': "export const TONE = 'briefly';\n",
    });
    const renamed = commitAs(repository, 'Ben', 2);
    repository.git('mv', 'src/prompts/b.ts', 'src/prompts/moved.ts');
    commitAs(repository, 'Cem', 3);
    repository.git('rm', '--quiet', 'src/prompts/c.ts');
    commitAs(repository, 'Dee', 4);

    await ledgerJson(at, 'import', '--from-git');
    expect(await historyOf(repository, 'IMP_TONE')).toHaveLength(2);
    expect(await sightingsOf('IMP_NEW')).toMatchObject([
      { path: 'src/prompts/moved.ts' },
      { path: 'src/prompts/b.ts', commit: renamed },
    ]);
    expect((await sightingsOf('IMP_TONE'))[0]).toMatchObject({ commit: renamed });
  });

  it('takes a merge for one commit, and what does not parse for what was before', async () => {
    const repository = createRepository(promptModule({ IMP_M: 'One {{name}}.' }));
    const at = { cwd: repository.root, server };
    commitAs(repository, 'Ada', 1);
    repository.git('checkout', '--quiet', '-b', 'side');
    repository.write(promptModule({ IMP_M: 'Half {{name}}.' }));
    commitAs(repository, 'Ben', 2);
    repository.write(promptModule({ IMP_M: 'Two {{name}}.' }));
    commitAs(repository, 'Ben', 3);
    repository.git('checkout', '--quiet', 'main');
    repository.git('merge', '--quiet', '--no-ff', '--message', 'Merge', 'side');
    const merge = repository.git('rev-parse', 'HEAD').trim();
    repository.write({ 'src/prompts/all.ts': 'export const = ;' });
    commitAs(repository, 'Cem', 5);
    const [three = ''] = Object.values(promptModule({ IMP_M: 'Three {{name}}.' }));
    repository.write({ 'src/prompts/all.ts': three.replaceAll('\n', '\r\n') });
    commitAs(repository, 'Dee', 6);

    expect(await ledgerJson(at, 'import', '--from-git')).toMatchObject({
      commits: { total: 4, told: 3 },
      versions: { made: 3 },
      broken: 1,
    });
    expect((await sightingsOf('IMP_M'))[1]).toMatchObject({ version: 2, commit: merge });
  });

  it('keeps a prompt whose text cannot be told for a while', async () => {
    const text = 'You are a careful assistant. Answer in one short sentence.';
    const constant = (value: string) => ({
      'src/prompts/d.ts': `declare const load: () => string[];\nexport const IMP_LOST = ${value};\n`,
    });
    const repository = createRepository(constant(`'${text}'`));
    const at = { cwd: repository.root, server };
    commitAs(repository, 'Ada', 1);
    repository.write(constant(`['${text}', ...load()].sort().join(' ')`));
    commitAs(repository, 'Ben', 2);
    repository.write(constant(`'${text}'`));
    commitAs(repository, 'Cem', 3);
    expect(await ledgerJson(at, 'import', '--from-git', '--dry-run')).toMatchObject({
      commits: { total: 3, told: 1 },
      versions: { made: 1, sighted: 1 },
    });
    repository.write(constant(`['${text}', ...load()].toSorted().join('\\n')`));
    commitAs(repository, 'Dee', 4);
    repository.write({ 'src/prompts/d.ts': 'export const nothing = 1;\n' });
    commitAs(repository, 'Eve', 5);
    expect(await ledgerJson(at, 'import', '--from-git')).toMatchObject({ commits: { total: 5, told: 2 } });
    const response = await fetch(`${server.url}/v1/prompts/IMP_LOST`, {
      headers: { 'x-api-key': server.key },
    });
    expect(await response.json()).toMatchObject({ archived_at: expect.any(String) });
  });

  it('begins at a commit, and stores nothing in a dry run', async () => {
    const repository = createRepository(promptModule({ IMP_S: 'One {{name}}.' }));
    const at = { cwd: repository.root, server };
    commitAs(repository, 'Ada', 1);
    repository.write(promptModule({ IMP_S: 'Two {{name}}.' }));
    const since = commitAs(repository, 'Ben', 2);
    repository.write(promptModule({ IMP_S: 'Three {{name}}.' }));
    commitAs(repository, 'Cem', 3);

    const dry = await ledger(at, 'import', '--from-git', '--since', 'HEAD~1', '--dry-run');
    expect(dry.code).toBe(0);
    expect(dry.stdout).toMatch(
      /^1 commit, 2 with prompts: 2 new versions of 1 prompt, .* a dry run, nothing was stored\n$/,
    );
    expect((await ledger(at, 'history', 'IMP_S')).code).toBe(1);
    const said = await ledgerJson(at, 'import', '--from-git', '--since', 'HEAD~1');
    expect(said).toMatchObject({ since, commits: { total: 1, told: 2 }, versions: { made: 2, sighted: 2 } });
  });

  it('goes on where the last one came to, and only where the ledger and the branch still are', async () => {
    const repository = createRepository(promptModule({ IMP_R: 'One {{name}}.' }));
    const at = { cwd: repository.root, server };
    const first = commitAs(repository, 'Ada', 1);
    await ledgerJson(at, 'import', '--from-git');
    repository.write(promptModule({ IMP_R: 'Two {{name}}.' }));
    const second = commitAs(repository, 'Ben', 2);
    const resumed = { resumed: true, since: first, head: second, commits: { total: 1, told: 1 } };
    expect(await ledgerJson(at, 'import', '--from-git')).toMatchObject({
      ...resumed,
      versions: { made: 1, sighted: 1 },
    });
    expect((await sightingsOf('IMP_R'))[0]).toMatchObject({
      version: 2,
      commit: second,
      author: 'Ben <test@example.com>',
    });

    // Another ledger has nothing of it.
    const empty = await startTestServer();
    try {
      await ledgerJson({ ...at, server: empty }, 'import', '--from-git');
    } finally {
      await empty.close();
    }
    repository.git('reset', '--quiet', '--hard', first);
    repository.write(promptModule({ IMP_R: 'Other {{name}}.' }));
    commitAs(repository, 'Cem', 3);
    expect(await ledgerJson(at, 'import', '--from-git')).toMatchObject({
      resumed: false,
      since: null,
      commits: { total: 2 },
      versions: { made: 1, sighted: 1 },
    });
  });

  it('begins anew where the ledger was emptied since', async () => {
    const repository = createRepository(promptModule({ IMP_E: 'One {{name}}.' }));
    commitAs(repository, 'Ada', 1);
    const [one, other] = await Promise.all([startTestServer(), startTestServer()]);
    // One address, behind which another ledger comes to be.
    const relay = await startRelay(one);
    try {
      const at = { cwd: repository.root, server: relay };
      expect((await ledgerJson(at, 'import', '--from-git')).versions.made).toBe(1);
      expect((await ledgerJson(at, 'import', '--from-git')).resumed).toBe(true);
      relay.turnTo(other);
      const again = { cwd: repository.root, server: { url: relay.url, key: other.key } };
      expect(await ledgerJson(again, 'import', '--from-git')).toMatchObject({
        resumed: false,
        versions: { made: 1, sighted: 1 },
      });
    } finally {
      relay.close();
      await Promise.all([one.close(), other.close()]);
    }
  });

  it('ends the same where it was killed in the middle and started again', { timeout: 60_000 }, async () => {
    const repository = createRepository();
    const text = (index: number) => `Number ${index} for {{name}}, among many.`;
    const commits = Array.from({ length: 700 }, (_, index) => {
      const [module = ''] = Object.values(promptModule({ IMP_K: text(index) }));
      const date = `${1_700_000_000 + index} +0000`;
      return `commit refs/heads/main\ncommitter Ada <a@example.com> ${date}\ndata 1\nx\nM 100644 inline src/prompts/all.ts\ndata ${Buffer.byteLength(module)}\n${module}\n`;
    });
    execFileSync('git', ['fast-import', '--quiet'], { cwd: repository.root, input: commits.join('') });
    const relay = await startRelay(server);
    const built = await buildLedger();
    try {
      const run = () => {
        const env = cleanEnv(repository.path('.home'), { LEDGER_URL: relay.url, LEDGER_API_KEY: server.key });
        const child = spawn(process.execPath, [built.script, 'import', '--from-git', '--json'], {
          cwd: repository.root,
          env,
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        const out: Buffer[] = [];
        child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
        const ended = new Promise<string>((done) => {
          child.on('close', () => done(Buffer.concat(out).toString()));
        });
        return { child, ended };
      };
      const killed = run();
      // Checksums, then texts, of the first part; the second part never arrives.
      relay.holdFrom('POST /v1/prompts/import', 3, () => killed.child.kill('SIGKILL'));
      expect(await killed.ended).toBe('');
      expect((await sightingsOf('IMP_K')).length).toBeGreaterThan(0);
      relay.holdFrom('', 0, () => {});
      const said = JSON.parse(await run().ended);
      expect(said).toMatchObject({
        resumed: true,
        commits: { total: 200 },
        versions: { made: 200, sighted: 200 },
      });
      const whole = await fetch(`${server.url}/v1/prompts/IMP_K/history?limit=1000`, {
        headers: { 'x-api-key': server.key },
      });
      const { versions } = (await whole.json()) as { versions: { template_source: string }[] };
      const texts = commits.map((_, index) => text(699 - index));
      expect(versions.map(({ template_source: one }) => one)).toEqual(texts);
    } finally {
      relay.close();
      built.remove();
    }
  });

  it('says what is missing: where from, git, a history, a server', async () => {
    const repository = createRepository(promptModule({ IMP_X: 'One {{name}}.' }));
    const at = { cwd: repository.root, server };
    expect(await ledger(at, 'import')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--from-git'),
    });
    expect((await ledger(at, 'import', '--from-git')).stdout).toBe(
      'There is no commit yet, and so no history.\n',
    );
    commitAs(repository, 'Ada', 1);
    commitAs(repository, 'Ada', 2);
    const noGit = await ledger({ cwd: createFolder().root, server }, 'import', '--from-git');
    expect(noGit).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no git repository') });
    const unknown = await ledger(at, 'import', '--from-git', '--since', 'nowhere');
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no commit nowhere') });
    const gone = { ...at, server: { url: 'http://127.0.0.1:9', key: 'x' } };
    expect((await ledger(gone, 'import', '--from-git')).code).toBe(3);
    const clone = createFolder();
    repository.git('clone', '--quiet', '--depth', '1', `file://${repository.root}`, clone.path('shallow'));
    const shallow = await ledger({ cwd: clone.path('shallow'), server }, 'import', '--from-git');
    expect(shallow).toMatchObject({ code: 2, stderr: expect.stringContaining('--unshallow') });
  });
});
