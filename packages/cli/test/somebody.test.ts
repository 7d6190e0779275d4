import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { ledger, type Place } from './support/ledger.ts';
import { promptModule } from './support/prompts.ts';
import { register } from './support/register.ts';
import { createFolder, createRepository } from './support/repository.ts';
import { somebody } from './support/somebody.ts';

let server: TestServer;
beforeAll(async () => {
  // Whoever runs this may be at a dumb terminal, which knows no backspace.
  vi.stubEnv('TERM', 'xterm');
  server = await startTestServer();
  await register(server, { ASKED: 'Greet {{ name }} of {{ user.town }}.' });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

describe('execute', () => {
  it('asks for each value that is missing', async () => {
    const { terminal, shown } = somebody(['name', 'Ada\r'], ['user.town', 'Paris\r']);
    const args = ['execute', 'ASKED', '--model', 'echo', '--no-stream'];
    const { code, stdout } = await ledger({ cwd: '/', server, terminal }, ...args);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Greet Ada of Paris.' });
    expect(shown()).toContain('name');
  });

  it('asks nobody in a build, nor for a program', async () => {
    const { terminal } = somebody();
    const args = ['execute', 'ASKED', '--model', 'echo', '-v', 'name=Ada'];
    const build = await ledger({ cwd: '/', server, terminal, env: { CI: 'true' } }, ...args);
    const program = await ledger({ cwd: '/', server, terminal }, ...args, '--json');
    for (const { code, stderr } of [build, program]) {
      expect(code).toBe(2);
      expect(stderr).toContain('Missing values for ASKED@1: user.town.');
    }
  });

  it('does nothing where the question is not answered', async () => {
    const { terminal } = somebody(['name', '\u0003']);
    const { code, stderr } = await ledger(
      { cwd: '/', server, terminal },
      'execute',
      'ASKED',
      '--model',
      'echo',
    );
    expect(code).toBe(130);
    expect(stderr).toContain('Nothing was done.');
  });

  it.each([
    ['nothing piped in', ['--vars', '-'], 'Nothing is piped in.'],
    ['no such file', ['--vars', '/no/such/file'], '/no/such/file cannot be read'],
    ['no name', ['-v', '=x'], '"=x" is no value'],
    ['no JSON', ['-v', 'name:={'], 'There is no valid JSON in the value of name'],
    ['a text that has no parts', ['-v', 'user=x', '-v', 'user.town=y'], '"user" is given as something else'],
    ['a file that is not there', ['-v', 'name=@/no/such/file'], '/no/such/file cannot be read'],
  ])('refuses %s', async (_what, args, sentence) => {
    const { code, stderr } = await ledger({ cwd: '/', server }, 'execute', 'ASKED', ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(sentence);
  });

  it('refuses what is JSON and no object', async () => {
    const at = { cwd: '/', server, input: '[1]' };
    const { code, stderr } = await ledger(at, 'execute', 'ASKED', '--vars', '-');
    expect(code).toBe(2);
    expect(stderr).toContain('The values in what was piped in must be a JSON object');
  });
});

describe('init', () => {
  const LISTED = Object.fromEntries(
    [1, 2, 3, 4, 5, 6, 7].map((n) => [`P${n}`, `Greet {{ name }} ${n} times.`]),
  );

  it('asks for the server until the answer is one, and installs hooks where that is wanted', async () => {
    const repository = createRepository(promptModule(LISTED));
    const { terminal, shown } = somebody(
      ['Where is the server?', 'nonsense\r'],
      ['must be a URL', `${'\u007f'.repeat(8)}https://ledger.example\r`],
      ['every commit?', 'y'],
    );
    const { code, stdout, stderr } = await ledger({ cwd: repository.root, terminal }, 'init');
    expect(code).toBe(0);
    expect(stderr).toContain('Found 7 prompts in 1 source file.\n  P1  src/prompts/all.ts:');
    expect(stderr).toContain('  … and 2 more\n');
    expect(stdout).toContain('Next: `ledger sync` stores them at https://ledger.example');
    expect(shown()).toContain('must be a URL');
    expect(JSON.parse(readFileSync(repository.path('ledger.config.json'), 'utf8')).server).toBe(
      'https://ledger.example',
    );
    expect(readFileSync(repository.path('.git/hooks/pre-commit'), 'utf8')).toContain('ledger');
  });

  it('writes no server that is the usual one, and no hooks that are not wanted', async () => {
    const repository = createRepository(promptModule({ P: 'Greet {{ name }}.' }));
    const { terminal } = somebody(['Where is the server?', '\r'], ['every commit?', 'n']);
    expect((await ledger({ cwd: repository.root, terminal }, 'init')).code).toBe(0);
    expect(JSON.parse(readFileSync(repository.path('ledger.config.json'), 'utf8'))).toEqual({
      $schema: expect.any(String),
    });
    expect(existsSync(repository.path('.git/hooks/pre-commit'))).toBe(false);
  });

  it('writes the server that is given, and asks nothing with --yes', async () => {
    const folder = createFolder({ 'a.ts': 'export const x = 1;\n' });
    const { terminal } = somebody();
    const args = ['init', '--yes', '--server', 'https://ledger.example'];
    const { code, stdout } = await ledger({ cwd: folder.root, terminal }, ...args);
    expect(code).toBe(0);
    expect(stdout).toContain('`ledger extract --help` says what counts as a prompt.');
    expect(JSON.parse(readFileSync(folder.path('ledger.config.json'), 'utf8')).server).toBe(
      'https://ledger.example',
    );
  });

  it('leaves a configuration as it is, and says what must be mended first', async () => {
    const folder = createFolder({
      'ledger.config.json': '{}',
      'a.ts': "export const A_PROMPT = 'Greet {{name}}.';\n",
      'b.ts': "export const A_PROMPT = 'Another {{name}}.';\n",
      'c.ts': '/** @prompt */\nexport const C_PROMPT = read();\n',
    });
    const { code, stdout } = await ledger({ cwd: folder.root }, 'init');
    expect(code).toBe(0);
    expect(stdout).toContain('is there already; it is left as it is.');
    expect(stdout).toContain('whose text is only known at run time');
    expect(stdout).toContain('in the source must be mended before a sync');
    expect(readFileSync(folder.path('ledger.config.json'), 'utf8')).toBe('{}');
  });
});

describe('put', () => {
  const terminal = somebody().terminal;
  const edit = (script: string, more: Partial<Place> = {}) => {
    const folder = createFolder({ 'edit it.sh': `#!/bin/sh\n${script}\n` });
    chmodSync(folder.path('edit it.sh'), 0o755);
    return { cwd: folder.root, server, terminal, env: { EDITOR: `'${folder.path('edit it.sh')}'` }, ...more };
  };

  it('lets a text be edited, and stores nothing where it stays as it is', async () => {
    const first = await ledger(
      edit('printf "Edited {{ it }}." > "$1"'),
      'put',
      'EDITED',
      '--edit',
      '--activate',
    );
    expect(first).toMatchObject({ code: 0, stdout: 'Stored EDITED@1; it is active.\n' });
    const same = await ledger(edit('true'), 'put', 'EDITED', '--edit');
    expect(same).toMatchObject({ code: 0, stdout: 'The text was not changed.\n' });
    const more = await ledger(edit('printf " More." >> "$1"'), 'put', 'EDITED', '--edit');
    expect(more.stdout).toBe('Stored EDITED@2, as a draft; `ledger promote EDITED@2` makes it active.\n');
    const back = await ledger(
      edit('printf "Edited {{ it }}." > "$1"; exit 0'),
      'put',
      'EDITED',
      '--file',
      '-',
    );
    expect(back).toMatchObject({ code: 2, stderr: expect.stringContaining('Nothing is piped in.') });
    const again = await ledger(
      { cwd: '/', server, input: 'Edited {{ it }}.' },
      'put',
      'EDITED',
      '--file',
      '-',
    );
    expect(again.stdout).toContain('EDITED@1 has this text already');
  });

  it('shows a chat as JSON that people can read, and stores it as it is always stored', async () => {
    const first = edit(`cp "$1" shown.json; printf '[{"role":"user","content":"Hi {{ you }}"}]' > "$1"`);
    const place = { ...first, env: { EDITOR: `cd '${first.cwd}'; ${first.env['EDITOR']}` } };
    expect((await ledger(place, 'put', 'TALK', '--edit', '--chat', '--activate')).code).toBe(0);
    expect(JSON.parse(readFileSync(`${first.cwd}/shown.json`, 'utf8'))).toEqual([
      { role: 'system', content: '' },
    ]);
    expect((await ledger(place, 'put', 'TALK', '--edit')).stdout).toContain('TALK@1 has this text already');
    expect(readFileSync(`${first.cwd}/shown.json`, 'utf8')).toContain('"content": "Hi {{ you }}"');
  });

  it.each(['nonsense', '{}', '[{"role": "user"}]'])('refuses %s as a chat', async (input) => {
    const at = { cwd: '/', server, input };
    const { code, stderr } = await ledger(at, 'put', 'TALK', '--chat', '--file', '-');
    expect(code).toBe(2);
    expect(stderr).toContain('A chat must be a JSON list of messages');
  });

  it.each<[string, Partial<Place>, string[], string]>([
    ['an editor that fails', { env: { EDITOR: 'false' } }, ['--edit'], 'The editor (false) failed.'],
    ['no terminal', { terminal: null }, ['--edit'], 'There is no terminal for an editor.'],
    ['a file that is not there', {}, ['--file', 'nowhere.txt'], 'nowhere.txt cannot be read'],
  ])('stores nothing with %s', async (_what, more, args, sentence) => {
    const { code, stdout, stderr } = await ledger(edit('true', more), 'put', 'UNSTORED', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(sentence);
  });

  it('takes the first editor that is set', async () => {
    const chosen = edit('printf "First {{ it }}." > "$1"');
    const env = { LEDGER_EDITOR: chosen.env['EDITOR'] ?? '', VISUAL: 'false', EDITOR: 'false' };
    expect((await ledger({ ...chosen, env }, 'put', 'CHOSEN', '--edit')).stdout).toContain('Stored CHOSEN@1');
    const visual = { VISUAL: chosen.env['EDITOR'] ?? '', EDITOR: 'false' };
    expect((await ledger({ ...chosen, env: visual }, 'put', 'CHOSEN', '--edit')).code).toBe(0);
  });

  it('takes no version, which a new text makes', async () => {
    const { code, stderr } = await ledger({ cwd: '/', server }, 'put', 'EDITED@1', '--edit');
    expect(code).toBe(2);
    expect(stderr).toContain('EDITED@1 names a version');
  });
});

describe('a pager', () => {
  const show = async (env: Readonly<Record<string, string>>, ...args: string[]) => {
    const folder = createFolder();
    const text = Array.from({ length: 40 }, (_, index) => `Rule ${index}.`).join('\n');
    writeFileSync(folder.path('text'), text);
    await ledger({ cwd: folder.root, server }, 'put', 'LONG', '--file', 'text', '--activate');
    const paged = folder.path('paged');
    const at = { cwd: folder.root, server, columns: 80, rows: 24 };
    const pager = { PAGER: `cat > '${paged}'`, ...env };
    const { code, stdout } = await ledger({ ...at, env: pager }, 'show', 'LONG', ...args);
    expect(code).toBe(0);
    return { stdout, paged: existsSync(paged) ? readFileSync(paged, 'utf8') : '' };
  };

  it('gets what is longer than the screen', async () => {
    const { stdout, paged } = await show({});
    expect(stdout).toBe('');
    expect(paged).toContain('Rule 39.');
  });

  it.each<[string, Record<string, string>, string[]]>([
    ['it is not wanted', {}, ['--no-pager']],
    ['it is cat', { LEDGER_PAGER: 'cat' }, []],
    ['it is set to nothing', { LEDGER_PAGER: '' }, []],
    ['the terminal is dumb', { TERM: 'dumb' }, []],
    ['it is not there', { PAGER: 'exit 127' }, []],
  ])('gets nothing where %s', async (_what, env, args) => {
    const { stdout, paged } = await show(env, ...args);
    expect(paged).toBe('');
    expect(stdout).toContain('Rule 39.');
  });
});
