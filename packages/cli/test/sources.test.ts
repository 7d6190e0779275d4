import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { extract } from '../src/extract/index.ts';
import { DEFAULT_EXTRACT_OPTIONS } from '../src/extract/types.ts';
import { listFiles } from '../src/git.ts';
import { openCommit } from '../src/sources/commit.ts';
import { MAX_FILE_BYTES } from '../src/sources/decode.ts';
import { openIndex } from '../src/sources/index.ts';
import type { Source } from '../src/sources/source.ts';
import { openWorkTree } from '../src/sources/work-tree.ts';
import { createConflict, createRepository, type Repository } from './support/repository.ts';
import { seeded } from './support/seeded.ts';

const prompt = (name: string, text = 'Hello {{name}}!') => `export const ${name} = '${text}';\n`;

const openHead = ({ root, git }: Repository, ref = 'HEAD') => openCommit(root, git('rev-parse', ref).trim());

async function openDisk({ root }: Repository): Promise<Source> {
  const listing = await listFiles(root);
  return openWorkTree(root, listing?.paths ?? [], listing);
}

const contentsOf = (source: Source) =>
  Object.fromEntries(source.paths.map((path) => [path, [source.read(path), source.id?.(path) ?? null]]));

function inEnvironment(variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) {
    const before = process.env[name];
    process.env[name] = value;
    onTestFinished(() => {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    });
  }
}

describe('a commit', () => {
  it('has its own files, whatever is on disk or staged', async () => {
    const repository = createRepository({ 'a.ts': 'one', 'lib/b.ts': '\uFEFFb\r\n' });
    repository.commit();
    repository.write({ 'a.ts': 'two', 'new.ts': '' });
    repository.git('add', '--all');
    rmSync(repository.path('lib'), { recursive: true });
    const source = await openHead(repository);
    expect(source.paths).toEqual(['a.ts', 'lib/b.ts']);
    expect([source.read('a.ts'), source.read('lib/b.ts'), source.read('new.ts')]).toEqual([
      'one',
      'b\r\n',
      null,
    ]);
    expect(source.id('a.ts')).toBe(repository.git('rev-parse', 'HEAD:a.ts').trim());
    expect(source.id('new.ts')).toBeNull();
  });

  it('is whole when asked for from a sub-folder, and empty when it is', async () => {
    const repository = createRepository({ 'a.ts': '', 'lib/b.ts': '' });
    repository.commit();
    const commit = repository.git('rev-parse', 'HEAD').trim();
    expect((await openCommit(repository.path('lib'), commit)).paths).toEqual(['a.ts', 'lib/b.ts']);
    const empty = createRepository();
    empty.git('commit', '--quiet', '--allow-empty', '--message', 'Nothing');
    expect((await openHead(empty)).paths).toEqual([]);
  });

  it('gives null for what is no text, or too large', async () => {
    const repository = createRepository();
    writeFileSync(repository.path('latin1.ts'), Buffer.from('caf\u00E9', 'latin1'));
    writeFileSync(repository.path('big.ts'), Buffer.alloc(MAX_FILE_BYTES + 1, 'a'));
    repository.write({ 'small.ts': 'ok' });
    repository.commit();
    const source = await openHead(repository);
    source.expect(source.paths);
    expect(source.paths.map((path) => source.read(path))).toEqual([null, null, 'ok']);
  });

  it('takes any name of a file', async () => {
    const names = ['a b.ts', 'line\nfeed.ts', 'quote".ts', 'tab\t.ts', 'über/日本.ts', '100644 x.ts'];
    const repository = createRepository(Object.fromEntries(names.map((name) => [name, name])));
    repository.commit();
    const source = await openHead(repository);
    expect(source.paths).toEqual(names.toSorted());
    expect(source.paths.map((path) => source.read(path))).toEqual(names.toSorted());
  });

  it('follows links to its own files, and no other links', async () => {
    const repository = createRepository({ 'lib/real.ts': 'text' });
    symlinkSync('lib/real.ts', repository.path('one.ts'));
    symlinkSync('../one.ts', repository.path('lib/two.ts'));
    symlinkSync('/lib/real.ts', repository.path('absolute.ts'));
    symlinkSync('../outside.ts', repository.path('outside.ts'));
    symlinkSync('round.ts', repository.path('round.ts'));
    repository.commit();
    const source = await openHead(repository);
    expect(source.paths).toEqual(['lib/real.ts', 'lib/two.ts', 'one.ts']);
    expect(source.read('lib/two.ts')).toBe('text');
    expect(source.id('one.ts')).toBe(source.id('lib/real.ts'));
  });

  it('leaves submodules to themselves', async () => {
    const library = createRepository({ 'lib.ts': '' });
    library.commit();
    const repository = createRepository({ 'a.ts': '' });
    repository.git('submodule', '--quiet', 'add', library.root, 'vendor/lib');
    repository.commit();
    expect((await openHead(repository)).paths).toEqual(['.gitmodules', 'a.ts']);
    expect((await openIndex(repository.root)).paths).toEqual(['.gitmodules', 'a.ts']);
  });

  it('is read the same in batches and one by one', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 1_203 }, (_, number) => [`src/${number}.ts`, `text ${number % 700}\n`]),
    );
    const repository = createRepository({ ...files, 'package.json': '{}', 'a/package.json': '{ }' });
    repository.commit();
    const [expecting, plain] = [await openHead(repository), await openHead(repository)];
    expecting.expect(Object.keys(files));
    // Out of the order that was said, too.
    expect(expecting.read('src/1100.ts')).toBe('text 400\n');
    for (const path of Object.keys(files)) expect(expecting.read(path)).toBe(files[path]);
    for (const path of ['src/0.ts', 'a/package.json', 'package.json']) {
      expect(plain.read(path)).toBe(expecting.read(path));
    }
  });

  it('says what to do where the clone lacks a content', async () => {
    const repository = createRepository({ 'a.ts': 'text' });
    repository.commit();
    const id = repository.git('rev-parse', 'HEAD:a.ts').trim();
    rmSync(repository.path(`.git/objects/${id.slice(0, 2)}/${id.slice(2)}`));
    const source = await openHead(repository);
    expect(() => source.read('a.ts')).toThrow(`does not have the content ${id}`);
  });
});

describe('the index', () => {
  it('has what is staged, not what is on disk', async () => {
    const repository = createRepository({ 'a.ts': 'one', 'gone.ts': '' });
    repository.commit();
    repository.write({ 'a.ts': 'two', 'new.ts': 'new' });
    repository.git('add', '--all');
    repository.git('rm', '--quiet', '--cached', 'gone.ts');
    repository.write({ 'a.ts': 'three', 'untracked.ts': '' });
    expect(contentsOf(await openIndex(repository.root))).toEqual({
      'a.ts': ['two', repository.git('rev-parse', ':a.ts').trim()],
      'new.ts': ['new', repository.git('rev-parse', ':new.ts').trim()],
    });
  });

  it('is there before the first commit, and may be empty', async () => {
    const repository = createRepository({ 'a.ts': '' });
    expect((await openIndex(repository.root)).paths).toEqual([]);
    repository.git('add', '--all');
    expect((await openIndex(repository.root)).paths).toEqual(['a.ts']);
  });

  it('is the one that git names in the environment of a hook', async () => {
    const repository = createRepository({ 'a.ts': 'one', 'b.ts': 'one' });
    repository.commit();
    const other = repository.path('.git/next-index-1.lock');
    repository.write({ 'a.ts': 'two', 'b.ts': 'two' });
    repository.git('add', '--all');
    inEnvironment({ GIT_INDEX_FILE: other, GIT_DIR: repository.path('.git') });
    expect((await openIndex(repository.root)).paths).toEqual([]);
    const { execFileSync } = await import('node:child_process');
    execFileSync('git', ['read-tree', 'HEAD'], { cwd: repository.root });
    execFileSync('git', ['add', 'a.ts'], { cwd: repository.root });
    const source = await openIndex(repository.root);
    expect([source.read('a.ts'), source.read('b.ts')]).toEqual(['two', 'one']);
  });

  it('has no file that is only intended to be added', async () => {
    const repository = createRepository({ 'empty.ts': '' });
    repository.commit();
    const before = await openIndex(repository.root);
    repository.write({ 'later.ts': 'text', 'deep/also.ts': '' });
    repository.git('add', '--intent-to-add', '--all');
    const source = await openIndex(repository.root);
    expect(source.paths).toEqual(['empty.ts']);
    repository.git('add', 'later.ts');
    const { paths, digest } = await openIndex(repository.root);
    expect(paths).toEqual(['empty.ts', 'later.ts']);
    expect(new Set([before.digest, source.digest, digest]).size).toBe(3);
  });

  it('refuses while there are conflicts', async () => {
    const repository = createConflict();
    await expect(openIndex(repository.root)).rejects.toThrow('The index has conflicts: a.ts.');
  });
});

it('is the same in the work tree, the index and the commit once everything is committed', async () => {
  const random = seeded(7);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const folders = ['', 'src/', 'src/prompts/', 'packages/a/', 'packages/a/src/'];
  const names = ['a.ts', 'b.ts', 'tone.ts', 'index.ts', 'tone.md', 'package.json', 'tsconfig.json', 'c.js'];
  const texts = [
    () => prompt(pick(['A_PROMPT', 'B_PROMPT'])),
    () => `\uFEFF${prompt('C_PROMPT')}`.replaceAll('\n', '\r\n'),
    () => `export const TONE = '${pick(['Be brief.', 'Be kind.'])}';\n`,
    () =>
      `import { TONE } from '${pick(['./tone', './tone.js', '../tone', '@/tone', 'lib'])}';\nexport const MAIN_PROMPT = \`Answer in one short and friendly sentence, please. \${TONE}\`;\n`,
    () => `import text from './tone.md';\nexport const TEXT_PROMPT = \`Hello {{name}}! \${text}\`;\n`,
    () => '{ "name": "lib", "main": "tone.ts", "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
    () => 'export const = ;\n',
    () => '',
  ];
  // A link that leads nowhere is listed by the work tree alone.
  const repository = createRepository({ 'fixed/tone.ts': prompt('FIXED_PROMPT') });
  for (let round = 0; round < 12; round += 1) {
    const changed = Array.from({ length: 1 + random(6) }, () => `${pick(folders)}${pick(names)}`);
    repository.write(Object.fromEntries(changed.map((path) => [path, pick(texts)()])));
    if (random(3) === 0) rmSync(repository.path(pick(changed)), { force: true });
    mkdirSync(repository.path('src'), { recursive: true });
    if (round === 6) symlinkSync('../fixed/tone.ts', repository.path('src/linked-prompt.ts'));
    repository.git('add', '--all');
    repository.git('commit', '--quiet', '--allow-empty', '--message', `Round ${round}`);
    const sources = [
      await openDisk(repository),
      await openIndex(repository.root),
      await openHead(repository),
    ] as const;
    const [disk, index, commit] = sources.map((source) => {
      source.expect?.(source.paths.filter((path) => path.endsWith('.ts')));
      const { prompts, diagnostics } = extract(source, DEFAULT_EXTRACT_OPTIONS);
      return { prompts, diagnostics, contents: contentsOf(source) };
    });
    expect(index).toEqual(disk);
    expect(commit).toEqual(disk);
  }
});
