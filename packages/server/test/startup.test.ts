import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServerConfig } from '../src/config.ts';
import { openDatabase } from '../src/db/database.ts';
import { startServer, type RunningServer } from '../src/server.ts';
import { createClient } from './support/client.ts';
import { databases } from './support/databases.ts';
import { makeLocation } from './support/server.ts';

// Where a server finds its key is the same on both; on a real Postgres it starts ten times as fast.
describe.each(databases.slice(-1))('a server that starts on %s', (kind) => {
  let place: Awaited<ReturnType<typeof makeLocation>>;
  let home: string;
  let credentialsFile: string;
  const running: RunningServer[] = [];

  beforeEach(async () => {
    place = await makeLocation(kind, { fresh: true });
    home = mkdtempSync(path.join(tmpdir(), 'ledger-home-'));
    credentialsFile = path.join(home, 'config', 'prompt-ledger', 'credentials.json');
  });
  afterEach(async () => {
    for (const server of running.splice(0)) await server.close();
    await place.remove();
    rmSync(home, { recursive: true });
  });

  const start = async (more: Partial<ServerConfig> = {}) => {
    const config = {
      host: '127.0.0.1',
      port: 0,
      database: place.location,
      apiKey: null,
      credentialsFile,
      ...more,
    };
    const server = await startServer(config, { log: () => {} });
    running.push(server);
    return server;
  };
  const portOf = (server: RunningServer) => Number(new URL(server.url).port);
  const statusWith = async (server: RunningServer, key = server.key ?? '') =>
    (await createClient({ url: server.url, key }).get('/v1/prompts')).status;
  const credentials = () => JSON.parse(readFileSync(credentialsFile, 'utf8'));

  it('makes a key that works and puts it where only the user reads it', async () => {
    const server = await start();
    expect(server.key).toMatch(/^plk_[\w-]{43}$/);
    expect(await statusWith(server)).toBe(200);
    expect(credentials()).toEqual({ [server.url]: { key: server.key } });
    expect(statSync(credentialsFile).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(credentialsFile)).mode & 0o777).toBe(0o700);
    expect(readdirSync(path.dirname(credentialsFile))).toEqual(['credentials.json']);
    expect(server.keyNotice).toContain(credentialsFile);
    expect(server.keyNotice + server.database).not.toContain(server.key);
  });

  it.runIf(kind === 'postgres')('has who comes early wait, until it knows the key it was given', async () => {
    // One that no connection of this machine goes out from.
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    await start();
    await running.pop()?.close();
    const { db, close } = await openDatabase(place.location, { log: () => {} });
    let answer: Promise<Response> | undefined;
    let starting: Promise<RunningServer> | undefined;
    await db.transaction().execute(async (holding) => {
      await sql`lock table api_keys in share row exclusive mode`.execute(holding);
      starting = start({ port, apiKey: 'given' });
      const url = `http://127.0.0.1:${port}`;
      const isListening = () => fetch(url, { signal: AbortSignal.timeout(100) }).catch((error) => error.name);
      await expect.poll(isListening, { timeout: 10_000 }).not.toBe('TypeError');
      answer = fetch(`${url}/v1/prompts`, { headers: { 'x-api-key': 'given' } });
      await new Promise((resolve) => setTimeout(resolve, 200));
    });
    expect((await answer)?.status).toBe(200);
    await starting;
    await close();
  });

  it('takes the same key the next time, by whatever name of loopback', async () => {
    const first = await start();
    const port = portOf(first);
    await first.close();
    const second = await start({ port, host: 'localhost' });
    expect(second.key).toBe(first.key);
    expect(await statusWith(second)).toBe(200);
  });

  it('makes another when the one in the file is not of this database, and keeps those of other servers', async () => {
    const first = await start();
    const port = portOf(first);
    await first.close();
    const others = { 'https://ledger.example': { key: 'theirs' }, [first.url]: { key: 'plk_stale' } };
    writeFileSync(credentialsFile, JSON.stringify(others));
    const second = await start({ port });
    expect(second.key).not.toBe('plk_stale');
    expect(await statusWith(second)).toBe(200);
    expect(credentials()).toEqual({ ...others, [first.url]: { key: second.key } });
  });

  it('takes the key of LEDGER_API_KEY and writes nothing', async () => {
    const server = await start({ apiKey: 'my-own-key' });
    expect(await statusWith(server, 'my-own-key')).toBe(200);
    expect(readdirSync(home)).toEqual([]);
    expect(server.keyNotice).toBe('from LEDGER_API_KEY');
  });

  it('lets a former LEDGER_API_KEY end, and the same one go on', async () => {
    await (await start({ apiKey: 'one' })).close();
    const same = await start({ apiKey: 'one' });
    expect(same.keyNotice).toBe('from LEDGER_API_KEY');
    await same.close();
    const server = await start({ apiKey: 'two' });
    expect(server.keyNotice).toContain('the former one no longer works');
    expect(await statusWith(server, 'one')).toBe(401);
    expect(await statusWith(server, 'two')).toBe(200);
    await server.close();
    expect(await statusWith(await start({ apiKey: 'one' }), 'one')).toBe(200);
  });

  it('refuses to be open to the network while nobody has a key', async () => {
    const refusal = { name: 'Failure', exitCode: 2, message: expect.stringContaining('LEDGER_API_KEY') };
    await expect(start({ host: '0.0.0.0' })).rejects.toMatchObject(refusal);
    expect(readdirSync(home)).toEqual([]);
    const preset = await start({ host: '0.0.0.0', apiKey: 'my-own-key' });
    await preset.close();
    const server = await start({ host: '0.0.0.0' });
    expect(server.key).toBeUndefined();
    expect(await statusWith({ ...server, url: `http://127.0.0.1:${portOf(server)}` }, 'my-own-key')).toBe(
      200,
    );
  });

  it('says that its port is in use, and leaves nothing locked or written', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const refusal = { exitCode: 3, message: expect.stringMatching(`Port ${port} .*--port`) };
    await expect(start({ port })).rejects.toMatchObject(refusal);
    expect(readdirSync(home)).toEqual([]);
    await new Promise((resolve) => other.close(resolve));
    expect(portOf(await start({ port }))).toBe(port);
  });

  it('says that an address is not its own', async () => {
    await expect(start({ host: '192.0.2.1', apiKey: 'x' })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('192.0.2.1'),
    });
  });

  it.each(['{ "https://ledger.example": ', '[]'])(
    'leaves a credentials file alone that cannot be understood: %s',
    async (text) => {
      mkdirSync(path.dirname(credentialsFile), { recursive: true });
      writeFileSync(credentialsFile, text);
      await expect(start()).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringContaining(`${credentialsFile} is no JSON object`),
      });
      expect(readFileSync(credentialsFile, 'utf8')).toBe(text);
    },
  );

  it('says that the key cannot be written', async () => {
    mkdirSync(path.dirname(path.dirname(credentialsFile)), { recursive: true });
    writeFileSync(path.dirname(credentialsFile), 'a file in the way');
    await expect(start()).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(credentialsFile),
    });
  });

  it('listens on IPv6 as well', async () => {
    const server = await start({ host: '::1' });
    expect(server.url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    expect(Object.keys(credentials())).toEqual([`http://127.0.0.1:${portOf(server)}`]);
    expect(await statusWith(server)).toBe(200);
  });

  it('may be closed twice', async () => {
    const server = await start();
    await Promise.all([server.close(), server.close()]);
  });
});

describe('a server whose database cannot be reached', () => {
  const start = (url: string) =>
    startServer(
      { host: '127.0.0.1', port: 0, database: { kind: 'url', url }, apiKey: 'x', credentialsFile: 'none' },
      { log: () => {} },
    );

  it.each([
    'postgres://someone:s3cret@127.0.0.1:1/ledger',
    'postgres://someone:s3cret@no-such-host.invalid:5432/ledger',
  ])('says so without its password: %s', async (url) => {
    const failure = await start(url).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'Failure', exitCode: 3 });
    expect(String(failure)).toContain('"ledger" at ');
    expect(String(failure)).not.toContain('s3cret');
    expect(String(failure)).not.toContain('someone');
  });

  it.runIf(databases.includes('postgres'))('says that there is no such database', async () => {
    const { location, remove } = await makeLocation('postgres');
    if (location.kind !== 'url') throw new Error('no URL');
    const url = new URL(location.url);
    url.pathname = '/ledger_test_no_such_database';
    await expect(start(url.href)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining('"ledger_test_no_such_database" does not exist'),
    });
    await remove();
  });
});
