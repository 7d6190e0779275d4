import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  type Files,
  prompt,
  SILENT,
  stage,
  useHookCalls,
  waiting,
  withHistory,
} from './support/hook-calls.ts';
import { ledger } from './support/ledger.ts';
import { createFolder, type Repository } from './support/repository.ts';

const calls = useHookCalls();
const { place, staged, committed, requests, told } = calls;

describe('what is staged', () => {
  it('is recorded as a draft, with where it comes from', async () => {
    const repository = withHistory();
    repository.git('remote', 'add', 'origin', 'git@github.com:owner/name.git');
    stage(repository, { 'src/b.ts': prompt('B', 'Hello {{name}}!') });
    const env = { GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.com' };
    expect(await staged(repository, { env })).toEqual({
      ...SILENT,
      stdout: 'ledger: recorded as a draft: B_PROMPT\n',
    });
    expect(told()).toEqual(['staged B_PROMPT=Hello {{name}}!']);
    expect(requests()[0]?.git).toEqual({
      commit: null,
      branch: 'main',
      base: repository.git('rev-parse', 'HEAD').trim(),
      author: 'Ada <ada@example.com>',
      repository: 'github.com/owner/name',
      folder: null,
      dirty: true,
    });
    expect(waiting(repository)).toEqual([]);
  });

  it('is what git says is under way, where a hook calls without --staged', async () => {
    const repository = withHistory();
    stage(repository, { 'a.ts': prompt('A', 'Second {{x}}.') });
    const env = { GIT_INDEX_FILE: '.git/index' };
    await ledger(place(repository, { env }), 'sync');
    expect(told()).toEqual(['staged A_PROMPT=Second {{x}}.']);
  });

  it('is the index, not what lies in the work tree', async () => {
    const repository = withHistory();
    stage(repository, { 'a.ts': prompt('A', 'Staged {{x}}.') });
    repository.write({ 'a.ts': prompt('A', 'Not staged {{x}}.'), 'b.ts': prompt('B', 'Nor this {{x}}.') });
    await staged(repository);
    expect(told()).toEqual(['staged A_PROMPT=Staged {{x}}.']);
  });

  it.each<[string, Files]>([
    ['a file without prompts', { 'b.ts': 'export const b = 1;\n', 'README.md': 'x' }],
    ['a prompt that moved down in its file', { 'a.ts': `// down\n${prompt('A', 'First {{x}}.')}` }],
    ['a file that looks like one with prompts and has none', { 'b.ts': '// PROMPT\nexport {};\n' }],
  ])('asks nobody and says nothing of %s', async (_what, files) => {
    const repository = withHistory();
    stage(repository, files);
    expect(await staged(repository)).toEqual(SILENT);
    expect(told()).toEqual([]);
  });

  it('without prompts is noted for post-commit, and where that cannot be written it is looked at again', async () => {
    const repository = withHistory();
    stage(repository, { 'b.ts': 'export const b = 1;\n' });
    await staged(repository);
    expect(readFileSync(repository.path('.git/ledger-seen'), 'utf8')).toContain('b.ts');
    rmSync(repository.path('.git/ledger-seen'));
    repository.write({ '.git/ledger-seen/in-the-way': '' });
    expect(await staged(repository)).toEqual(SILENT);
  });

  it.each<[string, (repository: Repository) => void, string[]]>([
    ['a deleted file', ({ git }) => git('rm', '--quiet', 'b.ts'), []],
    ['a moved file', ({ git }) => git('mv', 'a.ts', 'c.ts'), ['staged A_PROMPT=First {{x}}.']],
    [
      'a name that git puts into quotes',
      (one) => stage(one, { 'a "b".ts': prompt('QUOTED', 'Quoted {{x}}.') }),
      ['staged QUOTED_PROMPT=Quoted {{x}}.'],
    ],
    [
      'a file that is only intended to be added, which is left out',
      (one) => {
        one.write({ 'new.ts': prompt('NEW', 'New {{x}}.'), 'c.ts': prompt('C', 'Other {{x}}.') });
        one.git('add', '--intent-to-add', 'new.ts');
        one.git('add', 'c.ts');
      },
      ['staged C_PROMPT=Other {{x}}.'],
    ],
    [
      'several at once, in one request',
      (one) =>
        stage(one, {
          'a.ts': prompt('A', 'Second {{x}}.'),
          'c.ts': prompt('C', 'Text C {{x}}.') + prompt('D', 'Text D {{x}}.'),
        }),
      ['staged A_PROMPT=Second {{x}}. C_PROMPT=Text C {{x}}. D_PROMPT=Text D {{x}}.'],
    ],
  ])('may be %s', async (_what, change, expected) => {
    const repository = withHistory({ 'b.ts': prompt('B', 'Other {{x}}.') });
    change(repository);
    expect((await staged(repository)).code).toBe(0);
    expect(told()).toEqual(expected);
  });

  it('says which name a prompt had before', async () => {
    const repository = withHistory();
    stage(repository, { 'a.ts': prompt('RENAMED', 'First {{x}}.') });
    await staged(repository);
    expect(requests()[0]?.prompts).toMatchObject([{ name: 'RENAMED_PROMPT', renamed_from: 'A_PROMPT' }]);
  });

  it.each<[string, Files, string]>([
    ['module', { 'words.ts': "export const TONE = 'brief';\n" }, 'staged B_PROMPT=Be brief, {{name}}.'],
    ['text', { 'text.md': 'Other text for {{name}}.\n' }, 'staged C_PROMPT=Other text for {{name}}.\n'],
  ])('makes another prompt of a %s that it is made of', async (_what, files, expected) => {
    const repository = withHistory({
      'words.ts': "export const TONE = 'kind';\n",
      'b.ts': "import { TONE } from './words.ts';\nexport const B_PROMPT = `Be ${TONE}, {{name}}.`;\n",
      'text.md': 'Long text for {{name}}.\n',
      'c.ts': "import text from './text.md';\nexport const C_PROMPT = text;\n",
    });
    // What a prompt is made of is known from earlier runs.
    await ledger(place(repository), 'extract');
    stage(repository, files);
    await staged(repository);
    expect(told()).toEqual([expected]);
  });

  it('gives one text for files with CRLF and with LF', async () => {
    const text = 'export const B_PROMPT = `First line {{x}}.\nSecond line.`;\n';
    for (const source of [text.replaceAll('\n', '\r\n'), text]) {
      const repository = withHistory();
      repository.git('config', 'core.autocrlf', 'false');
      stage(repository, { 'b.ts': source });
      await staged(repository);
    }
    const [crlf, lf] = requests().map(({ prompts }) => prompts?.[0]?.template_hash);
    expect(crlf).toBe(lf);
  });

  it('is only told in a dry run, and to nobody in a quiet one', async () => {
    const repository = withHistory();
    stage(repository, { 'a.ts': prompt('A', 'Second {{x}}.') });
    expect(await staged(repository, {}, '--dry-run')).toEqual({
      ...SILENT,
      stdout: 'ledger: would record A_PROMPT — a dry run, nothing was stored\n',
    });
    expect(await staged(repository, {}, '--dry-run', '--quiet')).toEqual(SILENT);
    expect(told()).toEqual([]);
    expect(await staged(repository, {}, '--quiet')).toEqual(SILENT);
    expect(told()).toHaveLength(1);
  });

  it('names the first five prompts of many', async () => {
    const repository = withHistory();
    stage(repository, {
      'b.ts': ['B', 'C', 'D', 'E', 'F', 'G', 'H'].map((one) => prompt(one, `Text ${one} {{x}}.`)).join(''),
    });
    expect((await staged(repository)).stdout).toBe(
      'ledger: recorded as a draft: B_PROMPT, C_PROMPT, D_PROMPT, E_PROMPT, F_PROMPT and 2 more\n',
    );
  });

  it('is nothing without git, which is said and stops no one', async () => {
    const folder = createFolder({ 'a.ts': prompt('A', 'First {{x}}.') });
    const { code, stderr } = await ledger(place(folder), 'sync', '--staged');
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^ledger: error There is no git repository at .*\nledger: git goes on all the same\.\n$/,
    );
    expect(await ledger(place(folder), 'sync', '--staged', '--quiet')).toEqual(SILENT);
    const commit = await ledger(place(folder), 'sync', '--commit', 'HEAD');
    expect(commit).toMatchObject({ code: 0, stderr: expect.stringContaining('and so no commit') });
    expect(await ledger(place(folder), 'sync', '--spooled')).toEqual(SILENT);
  });

  it('of an index that git cannot read stops no one either', async () => {
    const repository = withHistory();
    stage(repository, { 'a.ts': prompt('A', 'Second {{x}}.') });
    writeFileSync(repository.path('.git/index'), 'damaged');
    const { code, stderr } = await staged(repository);
    expect(code).toBe(0);
    expect(stderr).toContain('ledger: git goes on all the same.');
    expect(told()).toEqual([]);
  });
});

describe('LEDGER=0', () => {
  it.each([['--staged'], ['--commit', 'HEAD'], ['--spooled']])('leaves %s alone', async (...args) => {
    const repository = withHistory();
    stage(repository, { 'a.ts': prompt('A', 'Off {{x}}.') });
    expect(await ledger(place(repository, { env: { LEDGER: '0' } }), 'sync', ...args)).toEqual(SILENT);
    expect(told()).toEqual([]);
  });
});

describe('a commit', () => {
  it('is recorded as it is, with who made it and when', async () => {
    const repository = withHistory();
    expect(await committed(repository)).toEqual({ ...SILENT, stdout: 'ledger: recorded: A_PROMPT\n' });
    expect(told()).toEqual(['commit A_PROMPT=First {{x}}.']);
    expect(requests()[0]?.git).toMatchObject({
      commit: repository.git('rev-parse', 'HEAD').trim(),
      branch: 'main',
      base: null,
      author: 'Test <test@example.com>',
      committed_at: expect.stringMatching(/^\d{4}-/),
    });
  });

  it('of another branch is on none that HEAD tells, unless it is named', async () => {
    const repository = withHistory();
    repository.write({ 'README.md': 'x' });
    repository.commit();
    const sync = (...args: string[]) => ledger(place(repository), 'sync', '--commit', 'HEAD^', ...args);
    await sync();
    await sync('--branch', 'topic');
    expect(requests().map(({ git }) => git?.branch)).toEqual([null, 'topic']);
  });

  it('of a row that git writes, such as of a rebase, is left to the next sync', async () => {
    const repository = withHistory();
    repository.write({ '.git/rebase-merge/onto': '' });
    expect(await committed(repository)).toEqual(SILENT);
    expect(told()).toEqual([]);
  });

  it('that does not exist stops no one', async () => {
    const { code, stderr } = await ledger(place(withHistory()), 'sync', '--commit', 'nowhere');
    expect(code).toBe(0);
    expect(stderr).toContain('ledger: git goes on all the same.');
  });

  it('whose name git would take for an option is none', async () => {
    const repository = withHistory();
    const { code } = await ledger(place(repository), 'sync', '--commit=--output=written');
    expect(code).toBe(0);
    expect(existsSync(repository.path('written'))).toBe(false);
  });

  it('of which a dry run is made delivers nothing, not even what waits', async () => {
    const repository = withHistory();
    await calls.become('down');
    await committed(repository);
    await calls.become('well');
    expect((await committed(repository, {}, '--dry-run')).code).toBe(0);
    expect(told()).toEqual([]);
    expect(waiting(repository)).toHaveLength(1);
  });

  it('without a prompt in it still delivers what waits', async () => {
    const repository = withHistory();
    await calls.become('down');
    await committed(repository);
    await calls.become('well');
    repository.write({ 'README.md': 'x' });
    repository.commit();
    expect(await committed(repository)).toEqual({
      ...SILENT,
      stdout: 'ledger: delivered late: A_PROMPT\n',
    });
    expect(told()).toEqual(['commit A_PROMPT=First {{x}}.']);
  });
});
