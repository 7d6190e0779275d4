import { chmodSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findCommonFolder } from '../src/git/folders.ts';
import { ledger, ledgerJson } from './support/ledger.ts';
import { createFolder, createRepository, type Folder } from './support/repository.ts';
import { seeded } from './support/seeded.ts';

const TEXT = 'You are a careful assistant, and you answer in one sentence.';
const prompt = (name: string, text = TEXT) => `export const ${name} = '${text}';\n`;
const importing = (specifier: string, name = 'MAIN_PROMPT') =>
  `import { TONE } from '${specifier}';\nexport const ${name} = \`${TEXT} \${TONE}\`;\n`;
const tone = (word: string) => `export const TONE = '${word}';\n`;

interface Found {
  readonly prompts: readonly { readonly name: string; readonly template: string; readonly file: string }[];
  readonly diagnostics: readonly unknown[];
  readonly stats: { readonly files: number; readonly parsed: number; readonly cached: number };
}

const extract = (folder: { readonly root: string }, ...argv: string[]): Promise<Found> =>
  ledgerJson({ cwd: folder.root }, 'extract', ...argv);

/** Extracts with the cache, and checks that reading everything again gives the same. */
async function extractTwice(folder: { readonly root: string }): Promise<Found> {
  const warm = await extract(folder);
  const cold = await extract(folder, '--no-cache');
  expect({ prompts: warm.prompts, diagnostics: warm.diagnostics }).toEqual({
    prompts: cold.prompts,
    diagnostics: cold.diagnostics,
  });
  return warm;
}

const textOf = ({ prompts }: Found, name = 'MAIN_PROMPT') =>
  prompts.find((prompt) => prompt.name === name)?.template;

const cacheFolder = (folder: Folder) => folder.path('.git/ledger');
const cacheFile = (folder: Folder) =>
  path.join(cacheFolder(folder), readdirSync(cacheFolder(folder))[0] ?? '');

describe('a second run', () => {
  const files = {
    'src/prompts/a.ts': prompt('A_PROMPT'),
    'src/plain.ts': 'export const a = 1;\n',
    'src/main.ts': importing('./tone'),
    'src/tone.ts': tone('Be brief.'),
  };

  it('reads nothing where nothing changed', async () => {
    const repository = createRepository(files);
    repository.commit();
    expect((await extractTwice(repository)).stats).toMatchObject({ files: 4, parsed: 3, cached: 0 });
    const again = await extractTwice(repository);
    expect(again.stats).toMatchObject({ files: 4, parsed: 0, cached: 4 });
    expect(again.prompts.map(({ name }) => name)).toEqual(['MAIN_PROMPT', 'A_PROMPT']);
  });

  it('reads the file that changed, and no other', async () => {
    const repository = createRepository(files);
    repository.commit();
    await extract(repository);
    repository.write({ 'src/prompts/a.ts': prompt('B_PROMPT') });
    const changed = await extractTwice(repository);
    expect(changed.stats).toMatchObject({ parsed: 1, cached: 3 });
    expect(textOf(changed, 'B_PROMPT')).toBe(TEXT);
    // What was read in the work tree is known when it is staged, and when it is taken back.
    repository.git('add', '--all');
    expect((await extractTwice(repository)).stats.cached).toBe(4);
    repository.git('reset', '--quiet', '--hard');
    expect((await extractTwice(repository)).stats.cached).toBe(4);
  });

  it('evaluates again what imports a file that changed', async () => {
    const repository = createRepository(files);
    repository.commit();
    await extract(repository);
    repository.write({ 'src/tone.ts': tone('Be kind.') });
    const changed = await extractTwice(repository);
    expect(textOf(changed)).toBe(`${TEXT} Be kind.`);
    expect(changed.stats.cached).toBe(2);
  });

  it('follows imports over several files, and files that are imported as text', async () => {
    const repository = createRepository({
      'src/main.ts': importing('./barrel'),
      'src/barrel.ts': "export * from './deep';\n",
      'src/deep.ts': "import text from './tone.md';\nexport const TONE = text;\n",
      'src/tone.md': 'Be brief.',
    });
    repository.commit();
    expect(textOf(await extractTwice(repository))).toBe(`${TEXT} Be brief.`);
    repository.write({ 'src/tone.md': 'Be kind.' });
    expect(textOf(await extractTwice(repository))).toBe(`${TEXT} Be kind.`);
    repository.write({ 'src/other.ts': tone('Be quick.'), 'src/barrel.ts': "export * from './other';\n" });
    expect(textOf(await extractTwice(repository))).toBe(`${TEXT} Be quick.`);
  });

  it('sees a file appear to which an import leads now', async () => {
    const repository = createRepository({
      'src/main.ts': importing('./tone'),
      'src/tone/index.ts': tone('Be brief.'),
    });
    repository.commit();
    await extract(repository);
    repository.write({ 'src/tone.ts': tone('Be kind.') });
    expect(textOf(await extractTwice(repository))).toBe(`${TEXT} Be kind.`);
    rmSync(repository.path('src/tone.ts'));
    expect(textOf(await extractTwice(repository))).toBe(`${TEXT} Be brief.`);
  });

  it('sees an import lead elsewhere by the configuration of TypeScript or by a manifest', async () => {
    const paths = (folder: string) =>
      JSON.stringify({ compilerOptions: { paths: { '@/*': [`./${folder}/*`] } } });
    const repository = createRepository({
      'src/main.ts': importing('@/tone'),
      'src/other.ts': importing('library', 'OTHER_PROMPT'),
      'one/tone.ts': tone('Be brief.'),
      'two/tone.ts': tone('Be kind.'),
      'tsconfig.json': paths('one'),
      'one/package.json': '{ "name": "library", "main": "tone.ts" }',
    });
    repository.commit();
    const first = await extractTwice(repository);
    expect([textOf(first), textOf(first, 'OTHER_PROMPT')]).toEqual([
      `${TEXT} Be brief.`,
      `${TEXT} Be brief.`,
    ]);
    repository.write({ 'tsconfig.json': paths('two') });
    expect(textOf(await extractTwice(repository))).toBe(`${TEXT} Be kind.`);
    repository.write({
      'one/package.json': '{}',
      'two/package.json': '{ "name": "library", "main": "tone.ts" }',
    });
    expect(textOf(await extractTwice(repository), 'OTHER_PROMPT')).toBe(`${TEXT} Be kind.`);
  });

  it('follows files that are renamed and deleted', async () => {
    const repository = createRepository(files);
    repository.commit();
    await extract(repository);
    renameSync(repository.path('src/prompts/a.ts'), repository.path('src/prompts/b.ts'));
    const renamed = await extractTwice(repository);
    expect(renamed.prompts.map(({ file }) => file)).toEqual(['src/main.ts', 'src/prompts/b.ts']);
    rmSync(repository.path('src/prompts/b.ts'));
    expect((await extractTwice(repository)).prompts).toHaveLength(1);
    rmSync(repository.path('src/tone.ts'));
    expect(textOf(await extractTwice(repository))).not.toBe(`${TEXT} Be brief.`);
  });

  it('looks again at a content that was passed over, where its path now speaks for prompts', async () => {
    const repository = createRepository({ 'src/a.ts': `export const GREETING = '${TEXT}';\n` });
    repository.commit();
    expect((await extractTwice(repository)).prompts).toEqual([]);
    repository.git('mv', 'src/a.ts', 'src/prompts.ts');
    expect((await extractTwice(repository)).prompts).toHaveLength(1);
  });

  it('sees untracked files change', async () => {
    const repository = createRepository({
      'src/main.ts': importing('./tone'),
      'src/tone.ts': tone('Be brief.'),
    });
    await extract(repository);
    expect((await extractTwice(repository)).stats.cached).toBe(2);
    repository.write({ 'src/tone.ts': tone('Be kind.') });
    expect(textOf(await extractTwice(repository))).toBe(`${TEXT} Be kind.`);
  });

  it('reads the work tree, whatever is staged', async () => {
    const repository = createRepository({ 'src/main.ts': prompt('MAIN_PROMPT', `${TEXT} One.`) });
    repository.commit();
    await extract(repository);
    repository.write({ 'src/main.ts': prompt('MAIN_PROMPT', `${TEXT} Two.`) });
    repository.git('add', '--all');
    repository.write({ 'src/main.ts': prompt('MAIN_PROMPT', `${TEXT} Three.`) });
    expect(textOf(await extractTwice(repository))).toBe(`${TEXT} Three.`);
    repository.git('checkout', '--quiet', '--', '.');
    expect(textOf(await extractTwice(repository))).toBe(`${TEXT} Two.`);
  });

  it('sees a change in a file that git was told to take for unchanged', async () => {
    const repository = createRepository({ 'src/main.ts': prompt('MAIN_PROMPT', `${TEXT} One.`) });
    repository.commit();
    repository.git('update-index', '--assume-unchanged', 'src/main.ts');
    await extract(repository);
    repository.write({ 'src/main.ts': prompt('MAIN_PROMPT', `${TEXT} Two.`) });
    expect(textOf(await extractTwice(repository))).toBe(`${TEXT} Two.`);
  });

  it('leaves out what a sparse checkout leaves out', async () => {
    const repository = createRepository({
      'kept/a.ts': prompt('A_PROMPT'),
      'left/prompts/b.ts': prompt('B_PROMPT'),
    });
    repository.commit();
    repository.git('sparse-checkout', 'set', 'kept');
    const found = await extractTwice(repository);
    expect(found.prompts.map(({ name }) => name)).toEqual(['A_PROMPT']);
    expect(found.diagnostics).toEqual([]);
  });

  it('keeps what one configuration found from another', async () => {
    const repository = createRepository({
      'src/main.ts': `${prompt('MAIN_PROMPT')}${prompt('EXTRA', `${TEXT} More.`)}`,
    });
    repository.commit();
    expect((await extractTwice(repository)).prompts).toHaveLength(1);
    repository.write({ 'ledger.config.json': '{ "match": "^EXTRA$" }' });
    expect((await extractTwice(repository)).prompts.map(({ name }) => name)).toEqual(['EXTRA']);
    repository.write({ 'ledger.config.json': '{ "naming": "path" }' });
    expect((await extractTwice(repository)).prompts.map(({ name }) => name)).toEqual([
      'src/main#MAIN_PROMPT',
    ]);
    repository.write({ 'ledger.config.json': '{ "exclude": ["src/**"] }' });
    expect((await extractTwice(repository)).prompts).toEqual([]);
  });

  it('takes what one folder gave for the whole, and the other way round', async () => {
    const repository = createRepository(files);
    repository.commit();
    expect((await extract(repository, 'src/prompts')).stats).toMatchObject({ files: 1, parsed: 1 });
    expect((await extractTwice(repository)).stats).toMatchObject({ files: 4, cached: 1 });
    expect((await extract(repository, 'src/main.ts')).stats).toMatchObject({ files: 1, cached: 1 });
  });

  it('says the same of two prompts of one name and of files that cannot be parsed', async () => {
    const repository = createRepository({
      'src/prompts/a.ts': prompt('SAME_PROMPT'),
      'src/prompts/b.ts': prompt('SAME_PROMPT'),
      'src/prompts/c.ts': 'export const = ;\n',
      'src/prompts/d.ts': prompt('D_PROMPT', 'caf\u00E9 '.repeat(20)),
    });
    writeFileSync(repository.path('src/prompts/d.ts'), Buffer.from(prompt('D_PROMPT', '\u00E9'), 'latin1'));
    repository.commit();
    const runs = [[], [], ['--no-cache']].map((argv) =>
      ledger({ cwd: repository.root }, 'extract', '--json', ...argv),
    );
    const outputs = (await Promise.all(runs)).map(({ stdout }) => JSON.parse(stdout) as Found);
    const [first, second, cold] = outputs.map(({ prompts, diagnostics }) => ({ prompts, diagnostics }));
    expect(first?.diagnostics).toHaveLength(4);
    expect(second).toEqual(first);
    expect(cold).toEqual(first);
  });

  it('is the same where lines end in CRLF', async () => {
    const repository = createRepository({
      'src/main.ts': `import text from './tone.md';\nexport const MAIN_PROMPT = \`${TEXT}\nNext: \${text}\`;\n`,
      'src/tone.md': 'Be\nbrief.',
    });
    repository.commit();
    const unix = textOf(await extractTwice(repository));
    repository.git('config', 'core.autocrlf', 'true');
    rmSync(repository.path('src'), { recursive: true });
    repository.git('checkout', '--quiet', '--', '.');
    expect(readFileSync(repository.path('src/main.ts'), 'latin1')).toContain('\r\n');
    const windows = textOf(await extractTwice(repository));
    // Code and text that is imported have LF, however the file has it: clones with CRLF and LF agree.
    expect(unix).toBe(`${TEXT}\nNext: Be\nbrief.`);
    expect(windows).toBe(unix);
  });
});

describe('the cache', () => {
  const files = { 'src/prompts/a.ts': prompt('A_PROMPT'), 'src/b.ts': prompt('B_PROMPT') };

  it('is one file that only its user may read', async () => {
    const repository = createRepository(files);
    repository.commit();
    await extract(repository);
    await extract(repository);
    expect(readdirSync(cacheFolder(repository))).toEqual([expect.stringMatching(/^extract-[0-9a-f]{16}$/)]);
    expect(statSync(cacheFile(repository)).mode & 0o777).toBe(0o600);
    expect(repository.git('status', '--porcelain')).toBe('');
  });

  it('is shared by the work trees of a repository', async () => {
    const repository = createRepository(files);
    repository.commit();
    const linked = { root: `${createFolder().root}/linked` };
    repository.git('worktree', 'add', '--quiet', linked.root);
    await extract(repository);
    expect((await extractTwice(linked)).stats.cached).toBe(2);
    expect(findCommonFolder(linked.root)).toBe(repository.path('.git'));
    writeFileSync(path.join(linked.root, 'src/b.ts'), prompt('C_PROMPT'));
    expect((await extractTwice(linked)).prompts.map(({ name }) => name)).toEqual(['C_PROMPT', 'A_PROMPT']);
    expect((await extractTwice(repository)).stats.cached).toBe(2);
  });

  it('is as if it were not there where it is damaged, cut short or of another version', async () => {
    const repository = createRepository(files);
    repository.commit();
    const { prompts } = await extract(repository);
    const file = cacheFile(repository);
    const whole = readFileSync(file);
    const flipped = Buffer.from(whole);
    flipped[whole.indexOf('careful')] = 'C'.charCodeAt(0);
    const damages = [
      flipped,
      whole.subarray(0, whole.length - 10),
      whole.subarray(0, 20),
      Buffer.alloc(0),
      Buffer.from(whole.toString('latin1').replace('cache 1', 'cache 2'), 'latin1'),
    ];
    for (const damage of damages) {
      writeFileSync(file, damage);
      const found = await extract(repository);
      expect(found.prompts).toEqual(prompts);
      expect(found.stats.cached).toBe(0);
      expect(readFileSync(file)).toEqual(whole);
    }
    rmSync(file);
    writeFileSync(path.join(cacheFolder(repository), 'extract-0000000000000000'), 'of another');
    expect((await extract(repository)).stats.cached).toBe(0);
  });

  it('is not needed: no git, a folder that cannot be written, or one that is a file', async () => {
    const folder = createFolder(files);
    expect((await extractTwice(folder)).stats.cached).toBe(0);
    const repository = createRepository(files);
    repository.commit();
    writeFileSync(cacheFolder(repository), '');
    expect((await extractTwice(repository)).stats.cached).toBe(0);
    rmSync(cacheFolder(repository));
    chmodSync(repository.path('.git'), 0o500);
    onTestFinished(() => chmodSync(repository.path('.git'), 0o700));
    expect((await extractTwice(repository)).prompts).toHaveLength(2);
  });

  it('is left alone when told so', async () => {
    const repository = createRepository(files);
    repository.commit();
    await extract(repository, '--no-cache');
    await ledgerJson({ cwd: repository.root, env: { LEDGER_CACHE: '0' } }, 'extract');
    expect(() => readdirSync(cacheFolder(repository))).toThrow('ENOENT');
  });

  it('holds for one extractor only, and leaves few others beside it', async () => {
    const repository = createRepository(files);
    repository.commit();
    await extract(repository);
    for (const extractor of ['2', '3', '4', '5', '6']) {
      const { stats } = await ledgerJson({ cwd: repository.root, extractor }, 'extract');
      expect(stats.cached).toBe(0);
    }
    expect(readdirSync(cacheFolder(repository))).toHaveLength(4);
  });

  it('may be written by many at once', async () => {
    const repository = createRepository(files);
    repository.commit();
    const runs = Array.from({ length: 8 }, () => extract(repository));
    const names = (await Promise.all(runs)).map(({ prompts }) => prompts.map(({ name }) => name).join());
    expect(new Set(names)).toEqual(new Set(['B_PROMPT,A_PROMPT']));
    expect(readdirSync(cacheFolder(repository))).toHaveLength(1);
    expect((await extractTwice(repository)).stats.cached).toBe(2);
  });
});

it('finds what reading everything finds, after any edits', async () => {
  const random = seeded(3);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const paths = ['src/a.ts', 'src/b.ts', 'src/tone.ts', 'src/tone/index.ts', 'src/prompts/c.ts'];
  const texts = [
    () => importing(pick(['./tone', './b', '@/tone']), pick(['A_PROMPT', 'B_PROMPT'])),
    () => tone(pick(['Be brief.', 'Be kind.'])),
    () => prompt(pick(['A_PROMPT', 'B_PROMPT', 'C'])),
  ];
  const repository = createRepository({ 'src/a.ts': importing('./tone'), 'README.md': '' });
  repository.commit();
  const steps = [
    () => repository.write({ [pick(paths)]: pick(texts)() }),
    () => repository.write({ [pick(paths)]: pick(texts)() }),
    () =>
      repository.write({
        'tsconfig.json': `{ "compilerOptions": { "paths": { "@/*": ["./src/${pick(['', 'tone/'])}*"] } } }`,
      }),
    () => rmSync(repository.path(pick(paths)), { recursive: true, force: true }),
    () => repository.git('add', '--all'),
    () => repository.commit(),
    () => repository.git('checkout', '--quiet', '--', '.'),
    () =>
      repository.git(
        'checkout',
        '--quiet',
        '--detach',
        pick(repository.git('rev-list', 'HEAD').trim().split('\n')),
      ),
  ];
  for (let done = 0; done < 60; done += 1) {
    try {
      pick(steps)();
    } catch {
      // Nothing to commit, changes in the way: then it is as it was.
    }
    if (random(3) > 0) await extractTwice(repository);
  }
});
