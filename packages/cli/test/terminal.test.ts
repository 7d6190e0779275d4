import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { buildLedger, cleanEnv, runShell, type Built } from './support/built.ts';
import { register } from './support/register.ts';
import { promptModule } from './support/prompts.ts';
import { createFolder, createRepository } from './support/repository.ts';
import { openTerminal, type Terminal, type TerminalOptions } from './support/terminal.ts';

let server: TestServer;
let built: Built;
const LONG = Array.from({ length: 60 }, (_, index) => `Rule ${index + 1}: be brief.`).join('\n');

beforeAll(async () => {
  [server, built] = await Promise.all([startTestServer(), buildLedger()]);
  // ASKED is executed, which the screens of the others must not show.
  await register(server, { SHORT: 'Greet {{ name }}.', LONG, ASKED: 'Greet {{ name }}.' });
});
afterAll(async () => {
  built.remove();
  await server.close();
});

const env = (more: Readonly<Record<string, string>> = {}) =>
  cleanEnv(createFolder().root, { LEDGER_URL: server.url, LEDGER_API_KEY: server.key, ...more });

function open(args: readonly string[], options: Partial<TerminalOptions> = {}): Terminal {
  const terminal = openTerminal(process.execPath, [built.script, ...args], {
    cwd: '/',
    ...options,
    env: options.env ?? env(),
  });
  onTestFinished(() => terminal.kill());
  return terminal;
}

const hasLess = (() => {
  try {
    execFileSync('less', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe('a pager', () => {
  // Loud: a skipped test is listed as such.
  it.skipIf(!hasLess)('has what is longer than the screen, and ends quietly', async () => {
    const terminal = open(['show', 'LONG']);
    await terminal.shows('Rule 15: be brief.');
    expect(terminal.screen()).not.toContain('Rule 40');
    expect(terminal.screen()).toMatch(/^LONG@1 {2}tracking mode/);
    terminal.type('G');
    await terminal.shows('Rule 60: be brief.');
    terminal.type('q');
    expect(await terminal.ended).toEqual({ code: 0, signal: 0 });
  });

  it('is the one that is set, and gets colours', async () => {
    const terminal = open(['show', 'LONG'], {
      env: env({ PAGER: 'false', LEDGER_PAGER: 'sed s/Rule/Law/' }),
    });
    expect((await terminal.ended).code).toBe(0);
    expect(terminal.screen()).toContain('Law 60: be brief.');
    const colored = open(['show', 'LONG'], { env: env({ PAGER: 'cat -v | head -n 1' }) });
    await colored.ended;
    expect(colored.screen()).toContain('^[[1mLONG@1');
  });

  it.each([
    ['is not there', '/no/such/pager'],
    ['is no program', '/'],
    ['fails at once', 'false'],
    ['does not know its options', 'sed --no-such-option'],
    ['is killed', 'kill -9 $$;'],
  ])('that %s is done without', async (_what, PAGER) => {
    const terminal = open(['show', 'LONG'], { env: env({ PAGER }) });
    await terminal.ended;
    expect(terminal.screen()).toContain('Rule 60: be brief.');
  });

  it('that ends with a failure because of Ctrl-C has shown enough', async () => {
    const terminal = open(['show', 'LONG'], {
      env: env({ PAGER: `trap 'exit 2' INT; head -n 1; echo Shown; while :; do sleep 0.1; done` }),
    });
    await terminal.shows('Shown');
    terminal.type('\u0003');
    expect((await terminal.ended).signal).toBe(0);
    expect(terminal.screen()).not.toContain('Rule 60');
  });

  it.each([
    ['what fits', ['show', 'SHORT'], { PAGER: 'sed s/Greet/Paged/' }],
    ['with --no-pager', ['show', 'LONG', '--no-pager'], { PAGER: 'sed s/Rule/Paged/' }],
    ['with an empty variable', ['show', 'LONG'], { PAGER: 'sed s/Rule/Paged/', LEDGER_PAGER: '' }],
    ['on a dumb terminal', ['show', 'LONG'], { PAGER: 'sed s/Rule/Paged/', TERM: 'dumb' }],
  ])('is not called for %s', async (_what, args, variables) => {
    const terminal = open(args, { env: env(variables) });
    expect((await terminal.ended).code).toBe(0);
    expect(terminal.screen()).toMatch(/be brief|Greet \{\{ name \}\}/);
    expect(terminal.screen()).not.toContain('Paged');
  });
});

describe('a pipe', () => {
  it('that is closed early is no error', async () => {
    const options = { cwd: '/', env: env() };
    expect(await runShell(built, 'ledger show LONG | head -n 1', options)).toMatchObject({
      code: 0,
      stdout: 'Rule 1: be brief.\n',
      stderr: expect.not.stringContaining('EPIPE'),
    });
  });

  it('gets no colour and no pager', async () => {
    const { stdout } = await runShell(built, 'ledger history LONG', {
      cwd: '/',
      env: env({ PAGER: 'false' }),
    });
    expect(stdout).toMatch(/^LONG {2}tracking mode/);
    expect(stdout).not.toContain('\u001b');
  });
});

describe('Ctrl-C', () => {
  it('ends what waits, as the signal does, and leaves no half line', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      silent.closeAllConnections();
      silent.close();
    });
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const terminal = open(['list'], { env: env({ LEDGER_URL: url }) });
    await terminal.shows('Listing prompts …');
    terminal.type('\u0003');
    // What a shell tells as 130.
    expect((await terminal.ended).signal).toBe(2);
    expect(terminal.screen()).not.toContain('Listing');
  });
});

describe('a question', () => {
  it('for a key shows nothing of what is typed, and keeps stdout clean', async () => {
    const home = createFolder();
    const variables = cleanEnv(home.root, { LEDGER_URL: server.url });
    const terminal = openTerminal('sh', ['-c', `'${process.execPath}' '${built.script}' login > out.txt`], {
      cwd: home.root,
      env: variables,
    });
    onTestFinished(() => terminal.kill());
    await terminal.shows(`API key for ${server.url}`);
    terminal.type(server.key);
    terminal.type('\r');
    expect(await terminal.ended).toEqual({ code: 0, signal: 0 });
    expect(terminal.written()).not.toContain(server.key);
    expect(readFileSync(home.path('out.txt'), 'utf8')).toMatch(/^Logged in to .*\n$/);
    expect(readFileSync(home.path('.config/prompt-ledger/credentials.json'), 'utf8')).toContain(server.key);
  });

  it('of init is about what was found, and yes to hooks installs them', async () => {
    const repository = createRepository(promptModule({ WELCOME: 'Greet {{ name }}.' }));
    const terminal = open(['init'], { cwd: repository.root });
    await terminal.shows('Where is the server?');
    expect(terminal.screen()).toContain('Found 1 prompt in 1 source file.\n  WELCOME  src/prompts/all.ts:2');
    terminal.type('nonsense\r');
    await terminal.shows('must be a URL');
    terminal.type(`${'\u007f'.repeat(8)}https://ledger.example\r`);
    await terminal.shows('Look at the prompts of every commit?');
    terminal.type('\r');
    expect(await terminal.ended).toEqual({ code: 0, signal: 0 });
    expect(JSON.parse(readFileSync(repository.path('ledger.config.json'), 'utf8')).server).toBe(
      'https://ledger.example',
    );
    expect(readFileSync(repository.path('.git/hooks/pre-commit'), 'utf8')).toContain('ledger');
  });

  it('of execute is one for each value that is missing', async () => {
    const terminal = open(['execute', 'ASKED', '--model', 'echo']);
    await terminal.shows('name');
    terminal.type('Ada\r');
    expect((await terminal.ended).code).toBe(0);
    expect(terminal.screen()).toContain('Greet Ada.');
    expect(terminal.screen()).toMatch(/ASKED@1 {2}echo · /);
  });

  it.skipIf(process.platform === 'win32')('is an editor for put', async () => {
    const home = createFolder({ 'edit.sh': 'printf "Edited {{ it }}." > "$1"' });
    const variables = { ...env(), EDITOR: `sh '${home.path('edit.sh')}'` };
    const terminal = open(['put', 'EDITED', '--edit', '--activate'], { env: variables });
    expect((await terminal.ended).code).toBe(0);
    expect(terminal.screen()).toContain('Stored EDITED@1; it is active.');
    const failing = open(['put', 'EDITED', '--edit'], { env: { ...variables, EDITOR: 'false' } });
    expect((await failing.ended).code).toBe(2);
    expect(failing.screen()).toContain('The editor (false) failed.');
  });

  it.each([
    ['Ctrl-C', '\u0003'],
    ['Esc', '\u001b'],
  ])('that is answered with %s ends with 130, and nothing is done', async (_what, keys) => {
    const home = createFolder();
    const terminal = open(['login'], { env: cleanEnv(home.root, { LEDGER_URL: server.url }) });
    await terminal.shows('API key for');
    terminal.type(keys);
    expect(await terminal.ended).toEqual({ code: 130, signal: 0 });
    expect(terminal.screen()).toContain('Nothing was done.');
    expect(existsSync(home.path('.config'))).toBe(false);
  });
});

describe.each([80, 120])('screens of %i columns', (columns) => {
  it.each([
    ['list', ['list', 'O']],
    ['history', ['history', 'SHORT']],
    ['show', ['show', 'SHORT']],
    ['help', ['diff', '--help']],
  ])('%s', async (_name, args) => {
    const terminal = open([...args, '--no-pager'], { columns, rows: 70, env: env({ NO_COLOR: '1' }) });
    expect((await terminal.ended).code).toBe(0);
    expect(terminal.screen().replace(/\d{4}-\d\d-\d\d \d\d:\d\d/g, '2026-11-25 12:00')).toMatchSnapshot();
  });
});
