import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FIELDS, type Field } from '../src/config/fields.ts';
import { ledger, ledgerJson } from './support/ledger.ts';
import { createFolder, createRepository } from './support/repository.ts';

const A = { 'src/prompts/a.ts': "export const A_PROMPT = 'Hello {{name}}!';\n" };
const B = { 'lib/prompts/b.ts': "export const B_PROMPT = 'Bye {{name}}!';\n" };
const config = (value: unknown) => ({
  'ledger.config.json': typeof value === 'string' ? value : JSON.stringify(value),
});

async function namesIn(cwd: string, ...argv: string[]): Promise<string[]> {
  const { prompts } = await ledgerJson({ cwd }, 'extract', ...argv);
  return prompts.map(({ name }: { name: string }) => name);
}

describe('a configuration', () => {
  it('is found from any sub-folder, up to the top of the repository', async () => {
    const repository = createRepository({
      ...A,
      ...B,
      ...config({ exclude: ['lib/**'] }),
      'src/deep/x.md': '',
    });
    expect(await namesIn(repository.path('src/deep'))).toEqual(['A_PROMPT']);
  });

  it('may stand in package.json', async () => {
    const repository = createRepository({
      ...A,
      ...B,
      'package.json': '{"ledger": {"include": ["lib/**"]}}',
    });
    expect(await namesIn(repository.root)).toEqual(['B_PROMPT']);
  });

  it('of a sub-folder is about that sub-folder', async () => {
    const repository = createRepository({
      ...A,
      'packages/[x]/src/prompts/c.ts': "export const C_PROMPT = 'See {{name}}!';\n",
      'packages/[x]/ledger.config.json': '{}',
    });
    expect(await namesIn(repository.path('packages/[x]'))).toEqual(['C_PROMPT']);
    expect(await namesIn(repository.root)).toHaveLength(2);
  });

  it('says how prompts are named', async () => {
    const repository = createRepository({ ...A, ...config({ naming: 'path' }) });
    expect(await namesIn(repository.root)).toEqual(['src/prompts/a#A_PROMPT']);
  });

  it('gives way to LEDGER_URL, which gives way to --server', async () => {
    const repository = createRepository({ ...A, ...config({ server: 'http://127.0.0.1:1' }) });
    const at = { cwd: repository.root };
    expect((await ledger(at, 'list')).stderr).toContain(
      `127.0.0.1:1 (from ${repository.path('ledger.config.json')})`,
    );
    const env = { LEDGER_URL: 'http://127.0.0.1:2' };
    expect((await ledger({ ...at, env }, 'list')).stderr).toContain('127.0.0.1:2 (from LEDGER_URL)');
    expect((await ledger({ ...at, env }, 'list', '--server', 'http://127.0.0.1:3')).stderr).toContain(
      '127.0.0.1:3 (from --server)',
    );
  });

  it('must be one', async () => {
    const repository = createRepository({ ...A, ...config({}), 'package.json': '{"ledger": {}}' });
    const { code, stderr } = await ledger({ cwd: repository.root }, 'extract');
    expect(code).toBe(2);
    expect(stderr).toContain(repository.path('ledger.config.json'));
    expect(stderr).toContain(`"ledger" in ${repository.path('package.json')}`);
  });

  it('is not looked for in a package.json that npm could not read either', async () => {
    const repository = createRepository({ ...A, 'package.json': '{' });
    expect(await namesIn(repository.root)).toEqual(['A_PROMPT']);
  });
});

describe('a mistake in the configuration is told with its place:', () => {
  it.each([
    ['{\n  "inclde": []\n}', ':2:3: Unknown key "inclde". Did you mean "include"?'],
    ['{"colour": 1}', ':1:2: Unknown key "colour". Known keys: $schema, server,'],
    ['{"include": "src"}', ':1:13: "include" must be a list of globs, like ["src/**"], not a string.'],
    [
      '{"include": ["a", 1]}',
      ':1:19: Each glob in "include" must be a string with something in it, not a number.',
    ],
    ['{"exclude": [""]}', ':1:14: Each glob in "exclude"'],
    ['{"exclude": ["[z-a]"]}', ':1:14: "[z-a]" in "exclude" is not a glob: /^[z-a]$/u: Range out of order'],
    ['{"naming": "file"}', ':1:12: "naming" must be "export" or "path", not "file".'],
    ['{"naming": {}}', '"naming" must be "export" or "path", not an object.'],
    ['{"match": "("}', ':1:11: "match" is not a regular expression: /(/u: Unterminated group.'],
    ['{"match": ""}', '"match" must not be empty'],
    ['{"match": null}', '"match" must be a string, not null.'],
    ['{"server": "nowhere"}', ':1:12: "server" must be a URL like http://nowhere.'],
    ['{"apiKey": "abc"}', 'Keys do not belong in a file that is committed: set LEDGER_API_KEY instead.'],
    ['[]', ':1:1: The configuration must be an object, not a list.'],
    ['{"include": [],}', 'not valid JSON: a key in double quotes must stand here'],
    ['{\n  "include": []\n  "exclude": []\n}', ':3:3: not valid JSON: a "," is missing.'],
    ['{"include": [] // all\n}', 'JSON allows no comments'],
    ['', 'not valid JSON: a value must stand here'],
  ])('%s', async (text, sentence) => {
    const repository = createRepository(config(text));
    const { code, stdout, stderr } = await ledger({ cwd: repository.root }, 'extract');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(repository.path('ledger.config.json'));
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('abc');
  });

  it('all of them at once', async () => {
    const repository = createRepository(config({ incude: [], naming: 1 }));
    const { stderr } = await ledger({ cwd: repository.root }, 'extract');
    expect(stderr).toContain('Did you mean "include"?');
    expect(stderr).toContain('"naming" must be');
  });

  it('in package.json with the line there', async () => {
    const repository = createRepository({ 'package.json': '{\n  "ledger": {\n    "mach": "x"\n  }\n}' });
    const { stderr } = await ledger({ cwd: repository.root }, 'extract');
    expect(stderr).toContain(
      `${repository.path('package.json')}:3:5: Unknown key "mach". Did you mean "match"?`,
    );
  });

  it('and one that cannot be read is named', async () => {
    const repository = createRepository({ 'ledger.config.json/x': '' });
    const { code, stderr } = await ledger({ cwd: repository.root }, 'extract');
    expect(code).toBe(2);
    expect(stderr).toContain('cannot be read');
  });
});

it('the schema for editors says what the validator checks', () => {
  const schema = JSON.parse(readFileSync(new URL('../ledger.config.schema.json', import.meta.url), 'utf8'));
  expect(schema.additionalProperties).toBe(false);
  expect(schema.properties).toEqual(
    Object.fromEntries(Object.entries(FIELDS).map(([name, field]) => [name, toJsonSchema(field)])),
  );
});

function toJsonSchema({ type, description }: Field): object {
  if (typeof type === 'object') return { description, enum: type };
  switch (type) {
    case 'url':
      return { description, type: 'string', format: 'uri' };
    case 'globs':
      return { description, type: 'array', items: { type: 'string', minLength: 1 } };
    case 'regex':
      return { description, type: 'string', format: 'regex', minLength: 1 };
    case 'project':
      return { description, type: 'string', pattern: '^[a-z0-9][a-z0-9._-]{0,99}$' };
    case 'text':
      return { description, type: 'string' };
  }
}

it('a current folder that is gone is told as one', async () => {
  const { code, stderr } = await ledger({ cwd: '/no/such/folder' }, 'extract');
  expect(code).toBe(2);
  expect(stderr).toContain('The current folder /no/such/folder cannot be read, or is gone.');
});

describe('ledger init', () => {
  it('says what stands in the way of a sync', async () => {
    const text = '/** @prompt */\nexport const SAME_PROMPT = "You answer questions about the shop.";\n';
    const repository = createRepository({ 'src/prompts/a.ts': text, 'src/prompts/b.ts': text });
    const { stdout, code } = await ledger({ cwd: repository.root }, 'init');
    expect(code).toBe(0);
    expect(stdout).toContain('1 error in the source must be mended before a sync: `ledger extract` shows');
  });

  it('writes a configuration, says what is here, and leaves it alone the second time', async () => {
    const repository = createRepository({ ...A, 'docs/x.md': '' });
    const at = { cwd: repository.path('docs') };
    const first = await ledger(at, 'init');
    expect(first.code).toBe(0);
    expect(first.stdout).toContain(
      'Wrote ../ledger.config.json.\nFound 1 prompt in 1 source file.\nNext: `ledger sync`',
    );
    const text = readFileSync(repository.path('ledger.config.json'), 'utf8');
    expect(JSON.parse(text)).toEqual({
      $schema: './node_modules/@prompt-ledger/cli/ledger.config.schema.json',
    });
    const second = await ledger(at, 'init', '--server', 'http://elsewhere.example');
    expect(second.stdout).toContain('is there already; it is left as it is.');
    expect(readFileSync(repository.path('ledger.config.json'), 'utf8')).toBe(text);
    expect(await ledgerJson(at, 'init')).toMatchObject({ created: false, prompts: 1, dynamic: 0, files: 1 });
  });

  it('keeps the server that is named', async () => {
    const repository = createRepository({ 'a.ts': '' });
    const { stdout } = await ledger({ cwd: repository.root }, 'init', '--server', 'https://ledger.example/');
    expect(stdout).toContain('`ledger extract --help`');
    expect(JSON.parse(readFileSync(repository.path('ledger.config.json'), 'utf8')).server).toBe(
      'https://ledger.example',
    );
  });

  it('says when it cannot write', async () => {
    const folder = createFolder();
    const { chmodSync } = await import('node:fs');
    chmodSync(folder.root, 0o500);
    const { code, stderr } = await ledger({ cwd: folder.root }, 'init');
    chmodSync(folder.root, 0o700);
    // The superuser may write anywhere.
    if (process.getuid?.() !== 0)
      expect({ code, stderr }).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('cannot be written'),
      });
  });
});
