import Module from 'node:module';
import { createServer, type RequestListener, type Server } from 'node:http';
import net from 'node:net';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ledger, type Place } from './support/ledger.ts';
import { promptModule } from './support/prompts.ts';
import { createFolder, createRepository } from './support/repository.ts';

/** A server that is not ours, or ours on a bad day. */
async function listen(server: Server | net.Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as net.AddressInfo).port}`;
}

const serve = (answer: RequestListener) => listen(createServer(answer));

function answering(status: number, body: string, type = 'application/json'): Promise<string> {
  return serve((_request, response) => void response.writeHead(status, { 'content-type': type }).end(body));
}

const ask = (url: string, env: Place['env'] = {}, ...more: string[]) =>
  ledger({ cwd: '/', env: { LEDGER_API_KEY: 'secret-key', ...env } }, 'list', '--server', url, ...more);

describe('a server that cannot be used', () => {
  it('is away: says how to start one', async () => {
    const { code, stdout, stderr } = await ask('http://127.0.0.1:1');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toBe(
      'error No server answers at http://127.0.0.1:1 (from --server).\n' +
        '  Start one with `ledger serve`, or name another with --server or LEDGER_URL.\n',
    );
  });

  it('is away: the same as JSON, and with its cause', async () => {
    const { code, stdout, stderr } = await ask('http://127.0.0.1:1', {}, '--json');
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'unreachable',
      hint: expect.stringContaining('ledger serve'),
    });
    expect((await ask('http://127.0.0.1:1', {}, '--verbose')).stderr).toContain('ECONNREFUSED');
  });

  it('has a name that nobody knows', async () => {
    const { code, stderr } = await ask('http://no-such-host.invalid');
    expect(code).toBe(3);
    expect(stderr).toMatch(/not known to DNS|The connection to/);
  });

  it.each([
    ['answers HTML', 200, '<html>', 'text/html'],
    ['answers HTML for what it does not know', 404, '<html>', 'text/html'],
    ['answers other JSON', 200, '{"hello": "world"}', 'application/json'],
    ['answers half JSON', 200, '{"prompts": [', 'application/json'],
    ['answers prompts of another shape', 200, '{"prompts": [{"name": 1}]}', 'application/json'],
    ['answers JSON errors of another shape', 404, '{"message": "no"}', 'application/json'],
    ['sends away', 302, '', 'text/html'],
  ])('%s: says that it is no ledger', async (_what, status, body, type) => {
    const { code, stderr } = await ask(await answering(status, body, type));
    expect(code).toBe(3);
    expect(stderr).toContain('does not look like a Prompt Ledger server');
  });

  it('does not speak HTTP: says that it is no ledger', async () => {
    const url = await listen(
      net.createServer((socket) => void socket.on('error', () => {}).end('SSH-2.0-OpenSSH_9.2\r\n')),
    );
    const { code, stderr } = await ask(url);
    expect(code).toBe(3);
    expect(stderr).toContain('does not look like a Prompt Ledger server');
  });

  it('hangs up: says so', async () => {
    const { code, stderr } = await ask(await serve((request) => void request.socket.destroy()));
    expect(code).toBe(3);
    expect(stderr).toContain('The connection to');
  });

  it.each([
    ['never answers', () => {}],
    ['never ends its answer', (_request, response) => void response.writeHead(200).write('{"prompts": [')],
  ] satisfies [string, RequestListener][])('%s: gives up in time', async (_what, answer) => {
    const { code, stderr } = await ask(await serve(answer), { LEDGER_TIMEOUT: '0.2' });
    expect(code).toBe(3);
    expect(stderr).toContain('did not answer in time');
    expect(stderr).toContain('LEDGER_TIMEOUT');
  });

  it('breaks: passes on what it says', async () => {
    const broken = await ask(await answering(500, '{"detail": "Something broke.", "code": "internal"}'));
    expect(broken.code).toBe(3);
    expect(broken.stderr).toContain('answered 500 and says: Something broke.');
    expect((await ask(await answering(502, 'Bad gateway', 'text/plain'))).stderr).toContain('answered 502.');
  });

  it('refuses the key: says where the key came from, and never the key', async () => {
    const url = await answering(401, '{"detail": "Invalid or missing API key", "code": "unauthorized"}');
    const { code, stderr } = await ask(url);
    expect(code).toBe(4);
    expect(stderr).toContain('Invalid or missing API key. The key came from LEDGER_API_KEY.');
    expect(stderr).not.toContain('secret-key');
    const without = await ask(url, { LEDGER_API_KEY: '' });
    expect(without.stderr).toContain('No key was sent: LEDGER_API_KEY is not set and /nonexistent/.config/');
    expect((await ask(await answering(403, 'no'))).code).toBe(4);
  });

  it('refuses the request: passes on each of its sentences', async () => {
    const body = JSON.stringify({
      detail: 'Two things are wrong.',
      code: 'validation_failed',
      errors: [{ path: 'prompts.0.name', message: 'must not be empty' }, 'noise'],
    });
    const { code, stderr } = await ask(await answering(422, body));
    expect(code).toBe(1);
    expect(stderr).toBe('error Two things are wrong.\n  prompts.0.name: must not be empty\n');
  });

  it('cannot control the terminal with what it says', async () => {
    const url = await answering(422, '{"detail": "\\u001b[2J gone"}');
    expect((await ask(url)).stderr).toContain('\\u001b[2J gone');
  });

  it('loses an answer: is not taken for one that has all', async () => {
    const url = await answering(200, '{"registered": []}');
    const repository = createRepository(promptModule({ LOST: 'Lost {{thing}}.' }));
    const { code, stderr } = await ledger({ cwd: repository.root, server: { url, key: 'k' } }, 'sync');
    expect(code).toBe(3);
    expect(stderr).toContain('does not look like');
  });

  it('speaks of prompts by number: is shown with their names', async () => {
    const url = await answering(422, '{"detail": "prompts.0 is wrong, prompts.7 too"}');
    const repository = createRepository(promptModule({ NAMED: 'Named {{thing}}.' }));
    const { stderr } = await ledger({ cwd: repository.root, server: { url, key: 'k' } }, 'sync');
    expect(stderr).toContain('NAMED is wrong, prompts.7 too');
  });
});

describe('a proxy', () => {
  it('forwards where the variables ask for it', async () => {
    const asked: string[] = [];
    const proxy = await serve((request, response) => {
      asked.push(request.url ?? '');
      response.end('{"prompts": [], "next_cursor": null}');
    });
    const { code } = await ask('http://ledger.invalid/base/', { HTTP_PROXY: proxy });
    expect(code).toBe(0);
    expect(asked).toContain('http://ledger.invalid/base/v1/prompts?limit=200');
    expect(asked.filter((url) => !url.startsWith('http://ledger.invalid/base/v1/'))).toEqual([]);
  });

  it('is left out for loopback and for NO_PROXY', async () => {
    const url = await answering(200, '{"prompts": [], "next_cursor": null}');
    expect((await ask(url, { HTTP_PROXY: 'http://127.0.0.1:1' })).code).toBe(0);
    const { stderr } = await ask('http://ledger.invalid', {
      http_proxy: 'http://127.0.0.1:1',
      NO_PROXY: '.invalid',
    });
    expect(stderr).toContain('http://ledger.invalid');
  });

  it('that is no URL is refused, without a word of it', async () => {
    const { code, stderr } = await ask('http://ledger.invalid', { HTTP_PROXY: 'user:hunter2@@' });
    expect(code).toBe(2);
    expect(stderr).toContain('HTTP_PROXY');
    expect(stderr).not.toContain('hunter2');
  });
});

describe('an address that cannot be one', () => {
  it.each([
    ['http://user:hunter2@ledger.example', 'must not hold a user or password'],
    ['localhost:8400', 'must be a URL like http://localhost:8400'],
    ['ftp://ledger.example', 'must be a URL like http://127.0.0.1:8400'],
    ['hunter2@', 'must be a URL like'],
    ['http://ledger.example/?q=1', 'must not have a query'],
  ])('%s is refused, without repeating a password', async (url, reason) => {
    const { code, stderr } = await ask(url);
    expect(code).toBe(2);
    expect(stderr).toContain(`--server ${reason}`);
    expect(stderr).not.toContain('hunter2');
  });

  it('is named with where it came from', async () => {
    expect((await ledger({ cwd: '/', env: { LEDGER_URL: 'nonsense url' } }, 'list')).stderr).toContain(
      'LEDGER_URL must be',
    );
  });

  it('goes for times and keys too', async () => {
    expect(await ask('http://127.0.0.1:1', { LEDGER_TIMEOUT: 'soon' })).toMatchObject({ code: 2 });
    const { code, stderr } = await ask('http://127.0.0.1:1', { LEDGER_API_KEY: 'two words' });
    expect(code).toBe(4);
    expect(stderr).not.toContain('two words');
  });
});

describe('a command line that cannot be one', () => {
  it.each([
    [['syn'], "Unknown command 'syn'. Did you mean sync?"],
    [['sync', '--jsn'], "Unknown option '--jsn'. Did you mean --json?"],
    [['history'], "Missing required argument 'name'."],
    [['history', 'A', '--limit', 'x'], 'It must be a whole number from 1 up.'],
    [['list', '--mode', 'both'], 'Allowed choices are full, tracking.'],
    [['status', 'extra'], 'Too many arguments'],
  ])('%j', async (argv, sentence) => {
    const { code, stdout, stderr } = await ledger({ cwd: '/' }, ...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(sentence);
    expect(stderr).toContain('--help');
  });

  it('without a command shows the help, as an error', async () => {
    expect(await ledger({ cwd: '/' })).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('Usage: ledger'),
    });
  });

  it('with --help or --version is none', async () => {
    for (const command of ['sync', 'status', 'extract', 'list', 'show', 'history', 'diff', 'init']) {
      const { code, stdout } = await ledger({ cwd: '/' }, command, '--help');
      expect(code).toBe(0);
      expect(stdout).toContain(`Usage: ledger ${command}`);
      expect(stdout).toContain(`Examples:\n  $ ledger ${command}`);
      expect(stdout).toContain('--json');
    }
    expect(await ledger({ cwd: '/' }, '--help')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Exit codes:'),
    });
    expect((await ledger({ cwd: '/' }, 'help', 'sync')).stdout).toContain('Usage: ledger sync');
    expect((await ledger({ cwd: '/' }, 'help')).stdout).toContain('Exit codes:');
    expect(await ledger({ cwd: '/' }, '--version')).toEqual({
      code: 0,
      stdout: '0.0.0-source\n',
      stderr: '',
    });
    expect((await ledger({ cwd: '/' }, '--json', '--version')).stdout).toBe('0.0.0-source\n');
  });
});

const fake = (source: string) => ({
  'node_modules/@prompt-ledger/server/package.json':
    '{"name": "@prompt-ledger/server", "type": "module", "exports": "./index.js"}',
  'node_modules/@prompt-ledger/server/index.js': source,
});

describe('serve, migrate and worker', () => {
  // Whoever started the tests may have put the workspace's own server where every folder sees it.
  beforeAll(() => {
    delete process.env['NODE_PATH'];
    (Module as unknown as { _initPaths(): void })._initPaths();
  });

  it('say the one command that gets the server', async () => {
    const folder = createFolder();
    const { code, stderr } = await ledger(
      { cwd: folder.root, script: folder.path('gone/ledger.cjs') },
      'serve',
    );
    expect(code).toBe(2);
    expect(stderr).toContain('Run: npm install --save-dev @prompt-ledger/server');
  });

  it('hand their whole command line over to it', async () => {
    const source = 'export const run = async (argv) => { globalThis.handedOver = argv; return 130; };';
    const folder = createFolder(fake(source));
    expect((await ledger({ cwd: folder.root }, 'serve', '--port', '1', '--help')).code).toBe(130);
    expect((globalThis as { handedOver?: string[] }).handedOver).toEqual(['serve', '--port', '1', '--help']);
  });

  it('find a server that is installed beside the CLI', async () => {
    const folder = createFolder(fake('export const run = async () => 0;'));
    const elsewhere = createFolder();
    const script = folder.path('node_modules/@prompt-ledger/cli/dist/ledger.cjs');
    expect((await ledger({ cwd: elsewhere.root, script }, 'migrate', 'status')).code).toBe(0);
  });

  it('refuse a server of another age', async () => {
    const folder = createFolder(fake('export const start = 1;'));
    const { code, stderr } = await ledger({ cwd: folder.root }, 'worker');
    expect(code).toBe(2);
    expect(stderr).toContain('does not fit this version');
  });

  it('show a bug of ours as one', async () => {
    const folder = createFolder(
      fake("export const run = async () => { throw new TypeError('x is not a function'); };"),
    );
    const { code, stderr } = await ledger({ cwd: folder.root }, 'serve');
    expect(code).toBe(2);
    expect(stderr).toMatch(/bug .*report it[\s\S]*TypeError: x is not a function\n +at /);
    const json = await ledger({ cwd: folder.root }, 'serve', '--json');
    expect(JSON.parse(json.stderr).error.code).toBe('bug');
  });
});
