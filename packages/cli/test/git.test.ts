import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listFiles } from '../src/git.ts';
import { ledger, ledgerJson } from './support/ledger.ts';
import { createFolder, createConflict, createRepository } from './support/repository.ts';

const pathsIn = async (root: string) => (await listFiles(root))?.paths;

describe('the files of a work tree', () => {
  it('are the tracked and the new ones, without ignored and deleted ones', async () => {
    const repository = createRepository({
      'kept.ts': '',
      'deleted.ts': '',
      '.gitignore': 'ignored.ts\nout/\n',
    });
    repository.commit();
    rmSync(repository.path('deleted.ts'));
    repository.write({ 'new.ts': '', 'ignored.ts': '', 'out/built.ts': '' });
    expect(await pathsIn(repository.root)).toEqual(['.gitignore', 'kept.ts', 'new.ts']);
  });

  it('are there before the first commit, and in an empty repository', async () => {
    expect(await pathsIn(createRepository({ 'a.ts': '' }).root)).toEqual(['a.ts']);
    expect(await pathsIn(createRepository().root)).toEqual([]);
  });

  it('may have any name', async () => {
    const names = ['a b.ts', 'line\nfeed.ts', 'quote".ts', 'R x.ts', 'tab\t.ts', 'über/日本.ts'];
    const repository = createRepository(Object.fromEntries(names.map((name) => [name, ''])));
    expect(await pathsIn(repository.root)).toEqual(names.toSorted());
    repository.commit();
    expect(await pathsIn(repository.root)).toEqual(names.toSorted());
  });

  it('come once each in a merge conflict', async () => {
    const repository = createConflict();
    expect(await pathsIn(repository.root)).toEqual(['a.ts']);
  });

  it('are those of a linked work tree when run there', async () => {
    const repository = createRepository({ 'a.ts': '' });
    repository.commit();
    const linked = `${createFolder().root}/linked`;
    repository.git('worktree', 'add', '--quiet', linked);
    expect(await pathsIn(linked)).toEqual(['a.ts']);
  });

  it('leave submodules and nested repositories to themselves', async () => {
    const library = createRepository({
      'src/prompts/lib.ts': "export const LIB_PROMPT = 'Hello {{name}}!';\n",
    });
    library.commit();
    const repository = createRepository({
      'src/prompts/own.ts': "export const OWN_PROMPT = 'Bye {{name}}!';\n",
    });
    repository.git('submodule', '--quiet', 'add', library.root, 'vendor/lib');
    mkdirSync(repository.path('nested'));
    createRepository();
    repository.git('init', '--quiet', 'nested');
    repository.write({ 'nested/a.ts': '' });
    const { prompts } = await ledgerJson({ cwd: repository.root }, 'extract');
    expect(prompts.map(({ name }: { name: string }) => name)).toEqual(['OWN_PROMPT']);
    const within = await ledgerJson({ cwd: repository.path('vendor/lib/src') }, 'extract');
    expect(within.prompts).toMatchObject([{ name: 'LIB_PROMPT', file: 'src/prompts/lib.ts' }]);
  });

  it("cannot be told where git refuses, which is told in git's words", async () => {
    const folder = createFolder({ '.git': 'gitdir: nowhere\n' });
    const { code, stderr } = await ledger({ cwd: folder.root }, 'extract');
    expect(code).toBe(2);
    expect(stderr).toContain(`git refuses in ${folder.root}: fatal:`);
    expect(stderr).toContain('Run `git status` there');
  });

  it('are walked where git is not installed', async () => {
    const repository = createRepository({
      'src/prompts/a.ts': "export const A_PROMPT = 'Hello {{name}}!';\n",
    });
    const path = process.env['PATH'];
    process.env['PATH'] = createFolder().root;
    try {
      expect(await listFiles(repository.root)).toBeNull();
      expect((await ledgerJson({ cwd: repository.root }, 'extract')).prompts).toHaveLength(1);
    } finally {
      process.env['PATH'] = path;
    }
  });
});

const namesOf = async (cwd: string, ...argv: string[]) =>
  (await ledgerJson({ cwd }, 'extract', ...argv)).prompts.map(({ name }: { name: string }) => name);

describe('ledger extract', () => {
  const files = {
    'src/prompts/a.ts': "export const A_PROMPT = 'Hello {{name}}!';\n",
    'lib/prompts/b.ts': "export const B_PROMPT = 'Bye {{name}}!';\n",
  };

  it('shows what it finds, as a table and as JSON', async () => {
    const repository = createRepository(files);
    const { code, stdout, stderr } = await ledger({ cwd: repository.root }, 'extract');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^PROMPT +KIND +CHECKSUM +(VARIABLES +)?WHERE\nB_PROMPT +text +[0-9a-f]{12} +(name +)?lib\/prompts\/b\.ts:1\n/,
    );
    expect(stdout).toMatch(/\n2 prompts in 2 source files \([\d.]+ s\)\n$/);
    const json = await ledgerJson({ cwd: repository.root }, 'extract', '--no-cache');
    expect(Object.keys(json)).toEqual(['prompts', 'diagnostics', 'stats']);
    expect(json.stats).toEqual({ files: 2, parsed: 2, cached: 0, ms: expect.any(Number) });
    expect(json.prompts[0]).toMatchObject({
      name: 'B_PROMPT',
      file: 'lib/prompts/b.ts',
      line: 1,
      kind: 'text',
      status: 'ok',
    });
  });

  it('looks at the files and folders that are named, from where it runs', async () => {
    const repository = createRepository(files);
    expect(await namesOf(repository.root, 'src')).toEqual(['A_PROMPT']);
    expect(await namesOf(repository.path('lib'), 'prompts/b.ts')).toEqual(['B_PROMPT']);
    expect(await namesOf(repository.path('lib'), '..')).toHaveLength(2);
  });

  it('looks into a folder whose name begins with two dots', async () => {
    const repository = createRepository({
      ...files,
      '..old/prompts/c.ts': "export const C_PROMPT = 'Hello {{name}}!';\n",
    });
    expect(await namesOf(repository.root, '..old')).toEqual(['C_PROMPT']);
  });

  it('refuses what is not there, or not in the repository', async () => {
    const repository = createRepository(files);
    const absent = await ledger({ cwd: repository.root }, 'extract', 'scr');
    expect(absent).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no file or folder scr.'),
    });
    const outside = await ledger({ cwd: repository.root }, 'extract', '/tmp');
    expect(outside).toMatchObject({ code: 2, stderr: expect.stringContaining('/tmp lies outside') });
  });

  it('shows what is wrong where it stands, with what to do, and ends with 1 for an error', async () => {
    const repository = createRepository({
      'src/prompts/a.ts': "\n\texport const TWICE_PROMPT = 'Hello {{name}}!';\n",
      'src/prompts/b.ts': "export const TWICE_PROMPT = 'Bye {{name}}!';\n",
    });
    const { code, stderr } = await ledger({ cwd: repository.root }, 'extract');
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /src\/prompts\/[ab]\.ts:\d:\d+ error name-collision {2}.*\n {2}\d \| export const TWICE_PROMPT.*\n +\^\n {2}→ /,
    );
  });

  it('follows no link out of the repository', async () => {
    const outside = createFolder({ 'prompts/x.ts': "export const OUTSIDE_PROMPT = 'Hello {{name}}!';\n" });
    const repository = createRepository(files);
    symlinkSync(outside.path('prompts'), repository.path('prompts'));
    expect(await namesOf(repository.root)).not.toContain('OUTSIDE_PROMPT');
  });

  it('takes placeholders as it is told', async () => {
    const repository = createRepository(files);
    const { prompts } = await ledgerJson(
      { cwd: repository.root },
      'extract',
      'src',
      '--placeholders',
      'none',
    );
    expect(prompts[0]?.variables ?? []).toEqual([]);
  });
});

describe('prompts whose text only the running code knows', () => {
  const files = {
    'src/prompts/a.ts': [
      "import { readFileSync } from 'node:fs';",
      '/** @prompt */',
      "export const FILE_PROMPT = readFileSync('a.txt', 'utf8');",
      "export const A_PROMPT = 'Hello {{name}}!';",
    ].join('\n'),
  };

  it('are told apart, with the reason', async () => {
    const repository = createRepository(files);
    const { code, stdout, stderr } = await ledger({ cwd: repository.root }, 'extract');
    expect(code).toBe(0);
    expect(stdout).toMatch(/FILE_PROMPT +dynamic +- /);
    expect(stdout).toContain('2 prompts, 1 of them dynamic, in 1 source file');
    expect(stderr).toMatch(/src\/prompts\/a\.ts:3:\d+ warning DYN_/);
    expect((await ledger({ cwd: repository.root }, 'init')).stdout).toContain(
      'Found 1 prompt in 1 source file, and 1 whose text is only known at run time.',
    );
  });
});

it('says on a terminal that it reads many files', async () => {
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`src/${index}.ts`, '']));
  const repository = createRepository(many);
  const { stderr } = await ledger({ cwd: repository.root, columns: 80 }, 'extract');
  // On a busy machine it says as well how many of them are read.
  // oxlint-disable-next-line no-control-regex
  expect(stderr).toMatch(/^Reading 1,000 files …(\r\u001b\[KReading files: [^\r]+ …)*\r\u001b\[K$/);
  expect((await ledger({ cwd: repository.root, columns: 80 }, 'extract')).stderr).toBe('');
  const json = await ledger({ cwd: repository.root, columns: 80 }, 'extract', '--json', '--no-cache');
  expect(json.stderr).toBe('');
});
