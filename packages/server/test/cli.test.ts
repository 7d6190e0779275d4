import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { migrations } from '../src/db/migrations/index.ts';
import { run } from '../src/index.ts';
import { databases } from './support/databases.ts';
import { makeLocation } from './support/server.ts';

describe('run', () => {
  let home: string;
  let stdout = '';
  let stderr = '';

  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'ledger-cli-'));
    vi.stubEnv('HOME', home);
    vi.stubEnv('XDG_DATA_HOME', home);
    vi.stubEnv('XDG_CONFIG_HOME', home);
    vi.stubEnv('DATABASE_URL', '');
    vi.stubEnv('LEDGER_API_KEY', 'k');
    [stdout, stderr] = ['', ''];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((stdout += String(text)), true));
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((stderr += String(text)), true));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    rmSync(home, { recursive: true });
  });

  it.each([
    ['--help'],
    ['serve', '--help'],
    ['worker', '--help'],
    ['migrate', '--help'],
    ['migrate', 'status', '--help'],
  ])('helps under the name it was called by: %s %s', async (...args) => {
    expect(await run(args.filter(Boolean), { program: 'my-ledger' })).toBe(0);
    expect(stdout).toContain('Usage: my-ledger');
    expect(stderr).toBe('');
  });

  it('shows examples', async () => {
    await run(['serve', '--help']);
    expect(stdout).toContain('Examples:\n  ledger serve ');
    await run(['migrate', '--help']);
    expect(stdout).toContain('  ledger migrate down');
  });

  it.each([
    [['serve', '--port', '99999'], '--port must be a number from 0 to 65535, not "99999"'],
    [['serve', '--port', 'abc'], 'not "abc"'],
    [['serve', '--host', 'a b'], '--host must be'],
    [['serve', '--data-dir', ''], '--data-dir needs a directory'],
    [['serve', '--data-dir', 'x', '--database-url', 'postgres://a/b'], 'exclude each other'],
    [['serve', '--database-url', 'mysql://me:s3cret@a/b'], 'starts with "mysql:"'],
    [['serve', '--database-url', 's3cret'], 'is not a URL'],
    [['serve', '--nonsense'], "unknown option '--nonsense'"],
    [['worker'], 'needs a Postgres server'],
    [['worker', '--database-url', 'postgres://a/b', '--concurrency', '0'], '--concurrency must be a number'],
    [['server'], "unknown command 'server'"],
    [['serve', 'extra'], 'too many arguments'],
    [['migrate', 'sideways'], "unknown command 'sideways'"],
  ])('%j is a usage error', async (args, message) => {
    expect(await run(args)).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('s3cret');
    expect(stdout).toBe('');
  });

  it('refuses a DATABASE_URL or LEDGER_API_KEY that cannot be one, without repeating it', async () => {
    vi.stubEnv('DATABASE_URL', 'http://me:s3cret@a/b');
    expect(await run(['serve'])).toBe(2);
    expect(stderr).toContain('DATABASE_URL starts with "http:"');
    vi.stubEnv('DATABASE_URL', '');
    vi.stubEnv('LEDGER_API_KEY', 's3cret with spaces');
    expect(await run(['serve'])).toBe(2);
    expect(stderr).toContain('LEDGER_API_KEY must have');
    expect(stderr).not.toContain('s3cret');
  });

  it('says 3 when the database is away', async () => {
    expect(await run(['migrate', 'up', '--database-url', 'postgres://me:s3cret@127.0.0.1:1/x'])).toBe(3);
    expect(stderr).toContain('ledger: The database "x" at 127.0.0.1:1 cannot be used');
    expect(stderr).toContain('Start it');
    expect(stderr).not.toContain('s3cret');
  });

  it('says 3 when the port is in use, and leaves nothing locked', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = String(typeof address === 'object' && address ? address.port : 0);
    expect(await run(['serve', '--port', port])).toBe(3);
    expect(stderr).toContain(`Port ${port} on 127.0.0.1 is in use`);
    await new Promise((resolve) => other.close(resolve));
    expect(await run(['migrate', 'status'])).toBe(0);
  });

  it('serves until it is interrupted', async () => {
    const exit = run(['serve', '--port', '0', '--no-worker']);
    await vi.waitUntil(() => stdout.includes('\n'), { timeout: 20_000 });
    const response = await fetch(`${stdout.trim()}/v1/prompts`, { headers: { 'x-api-key': 'k' } });
    expect(response.status).toBe(200);
    process.emit('SIGTERM');
    expect(await exit).toBe(0);
    expect(stderr).toContain(`embedded, in ${path.join(home, 'prompt-ledger')}`);
  });

  it('says 2 where this machine has no such address', async () => {
    expect(await run(['serve', '--port', '0', '--host', '192.0.2.1'])).toBe(2);
    expect(stderr).toContain('This machine has no address "192.0.2.1"');
    expect(await run(['migrate', 'status'])).toBe(0);
  });

  it.runIf(databases.includes('postgres')).each(['text', 'json'])(
    'works until it is interrupted, and says so as %s',
    async (format) => {
      const { location, remove } = await makeLocation('postgres');
      if (location.kind !== 'url') throw new Error('no URL');
      vi.stubEnv('LEDGER_LOG_FORMAT', format);
      const exit = run(['worker', '--database-url', location.url, '--concurrency', '3']);
      await vi.waitUntil(() => stdout.includes('ready\n'), { timeout: 20_000 });
      process.emit('SIGTERM');
      expect(await exit).toBe(0);
      const sentences = ['runs up to 3 executions at once', 'Stopping: finishing what is under way.'];
      for (const sentence of sentences) expect(stderr).toContain(sentence);
      const [first = ''] = stderr.split('\n');
      expect(first.startsWith('{')).toBe(format === 'json');
      expect(stderr).not.toContain(location.url);
      await remove();
    },
  );

  it.runIf(databases.includes('postgres'))('migrates a Postgres by flag or environment', async () => {
    const { location, remove } = await makeLocation('postgres');
    if (location.kind !== 'url') throw new Error('no URL');
    expect(await run(['migrate', 'status', '--database-url', location.url])).toBe(1);
    vi.stubEnv('DATABASE_URL', location.url);
    expect(await run(['migrate', 'up'])).toBe(0);
    expect(await run(['migrate', 'up'])).toBe(0);
    expect(stderr).toContain('Nothing to apply');
    stdout = '';
    expect(await run(['migrate', 'status', '--json'])).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ pending: 0 });
    for (const _ of [...Object.keys(migrations), 'none']) expect(await run(['migrate', 'down'])).toBe(0);
    expect(stderr).toContain('Nothing to take back');
    await remove();
  });
});
