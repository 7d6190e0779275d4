import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { ledger, ledgerJson } from './support/ledger.ts';
import { promptModule } from './support/prompts.ts';
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
    expect(again.versions).toEqual({ made: 0, sighted: 0 });
    expect(readdirSync(repository.path('.git/ledger')).filter((name) => name.startsWith('import-'))).toEqual(
      [],
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

  it('goes on after what an interrupted one had sent, and only where the ledger has it', async () => {
    const repository = createRepository(promptModule({ IMP_R: 'One {{name}}.' }));
    const at = { cwd: repository.root, server };
    const first = commitAs(repository, 'Ada', 1);
    repository.write(promptModule({ IMP_R: 'Two {{name}}.' }));
    const second = commitAs(repository, 'Ben', 2);
    // As a process that was killed after its first request left it.
    const { openImportPlace } = await import('../src/ledger/import-place.ts');
    const { DEFAULT_EXTRACT_OPTIONS } = await import('../src/extract/types.ts');
    const about = { branch: 'main', repository: null, folder: null };
    const key = ['test', server.url, null, DEFAULT_EXTRACT_OPTIONS, about, null];
    const place = openImportPlace(repository.path('.git'), key);

    place.keep(first);
    expect(await ledgerJson(at, 'import', '--from-git')).toMatchObject({
      resumed: false,
      commits: { total: 2 },
      versions: { made: 2 },
    });
    place.keep(first);
    expect(await ledgerJson(at, 'import', '--from-git')).toMatchObject({
      resumed: true,
      head: second,
      commits: { total: 1 },
      versions: { made: 0, sighted: 0 },
    });
    expect(place.find()).toBeNull();
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
