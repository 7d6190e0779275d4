import { createHash } from 'node:crypto';
import { MAX_BODY_BYTES } from '@prompt-ledger/shared';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from './support/client.ts';
import { databases } from './support/databases.ts';
import { sendBytes, sendInPieces } from './support/raw-http.ts';
import { startTestServer, type TestServer } from './support/server.ts';

const REGISTER = '/v1/prompts/register-code';
const JSON_TYPE = { 'content-type': 'application/json' };

describe('HTTP', () => {
  let server: TestServer;
  let client: Client;
  const logged: string[] = [];

  beforeAll(async () => {
    server = await startTestServer({ log: (line) => logged.push(line) });
    client = createClient(server);
  });
  afterAll(() => server?.close());

  it('answers /health without a key', async () => {
    const response = await fetch(`${server.url}/health`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'healthy' }]);
  });

  it.each([
    ['no key', {}],
    ['a wrong key', { 'x-api-key': 'wrong' }],
    ['an empty key', { 'x-api-key': '' }],
    ['another scheme', { authorization: 'Basic abc' }],
    ['a wrong bearer', { authorization: 'Bearer wrong' }],
  ])('refuses %s with 401', async (_what, headers) => {
    for (const path of ['/v1/prompts', '/v1/prompts/a', '/v1/prompts/a/history', '/v1/prompts/a/versions']) {
      const response = await fetch(`${server.url}${path}`, { headers });
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ detail: 'Invalid or missing API key', code: 'unauthorized' });
    }
  });

  it('refuses a missing key before it reads the body', async () => {
    const response = await fetch(`${server.url}${REGISTER}`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: '{',
    });
    expect(response.status).toBe(401);
  });

  it('takes the key as a bearer as well', async () => {
    const response = await fetch(`${server.url}/v1/prompts`, {
      headers: { authorization: `Bearer ${server.key}` },
    });
    expect(response.status).toBe(200);
  });

  it.each([
    ['text that is not JSON', '{"prompts": [', 'is not JSON'],
    ['bytes that are not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'is not UTF-8'],
  ])('refuses %s with 400 invalid_json', async (_what, body, reason) => {
    const answer = await client.send(REGISTER, { method: 'POST', body, headers: JSON_TYPE });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_json']);
    expect(answer.body.detail).toContain(reason);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'nonsense'])(
    'refuses %s with 415',
    async (type) => {
      const answer = await client.send(REGISTER, {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': type },
      });
      expect([answer.status, answer.body.code]).toEqual([415, 'unsupported_media_type']);
    },
  );

  it('takes JSON with a charset', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const body = JSON.stringify({ prompts: [{ name: 'charset', template_source: 'é' }] });
    expect((await client.send(REGISTER, { method: 'POST', body, headers })).status).toBe(200);
  });

  it.each([
    ['/nope', 'GET', 404, 'not_found'],
    ['/v1/prompts', 'DELETE', 404, 'not_found'],
    ['/v1/prompts/a', 'PATCH', 404, 'not_found'],
    ['/v1/prompts/%E0%A4%A', 'GET', 400, 'invalid_url'],
    ['/v1/prompts/%ff', 'GET', 400, 'invalid_url'],
    ['/v1/prompts/%00', 'GET', 422, 'validation_failed'],
    ['/v1/prompts/a%20b', 'GET', 422, 'validation_failed'],
    [`/v1/prompts/${'a'.repeat(201)}`, 'GET', 422, 'validation_failed'],
  ])('answers %s (%s) in JSON', async (path, method, status, code) => {
    const answer = await client.send(path, { method });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toContain('application/json');
  });

  it('answers a path that is far too long in JSON', async () => {
    const answer = await client.send(`/v1/prompts/${'a'.repeat(5000)}`, {});
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.body).toMatchObject({ detail: expect.any(String), code: expect.any(String) });
  });

  it('answers what is not HTTP in JSON', async () => {
    const answer = await sendBytes(server.url, 'HELLO\r\n\r\n');
    expect(answer).toContain('400 Bad Request');
    expect(answer).toContain('"code":"invalid_url"');
    const headers = await sendBytes(server.url, `GET / HTTP/1.1\r\nx: ${'a'.repeat(100_000)}\r\n\r\n`);
    expect(headers).toContain('431 ');
    expect(headers).toContain('"code":"too_large"');
  });

  it('does not take __proto__ for anything', async () => {
    const body =
      '{"__proto__":{"dry_run":true},"prompts":[{"name":"proto","template_source":"a","__proto__":{}}]}';
    const answer = await client.send(REGISTER, { method: 'POST', body, headers: JSON_TYPE });
    expect(answer.body.dry_run).toBe(false);
  });

  describe('a body that is too large', () => {
    const key = () => ({ 'x-api-key': server.key, ...JSON_TYPE });
    const piece = Buffer.alloc(1024 * 1024, 'a');
    const megabytes = (count: number) => Array.from({ length: count }, () => piece);
    const refusal = { code: 'too_large', detail: 'The request body has more than 16 MB. Send less at once.' };

    it('of 50 MB gets its sentence', async () => {
      const body = Buffer.alloc(50 * 1024 * 1024, 'a');
      const response = await fetch(`${server.url}${REGISTER}`, { method: 'POST', headers: key(), body });
      expect([response.status, await response.json()]).toEqual([413, refusal]);
    });

    it('that says its length gets its sentence', async () => {
      const headers = { ...key(), 'content-length': String(50 * piece.length) };
      const answer = await sendInPieces(`${server.url}${REGISTER}`, { headers, pieces: megabytes(50) });
      expect([answer.status, JSON.parse(answer.text)]).toEqual([413, refusal]);
    });

    it('that comes in chunks gets its sentence', async () => {
      const answer = await sendInPieces(`${server.url}${REGISTER}`, {
        headers: key(),
        pieces: megabytes(50),
      });
      expect([answer.status, JSON.parse(answer.text)]).toEqual([413, refusal]);
    });

    it('but not one that just fits', async () => {
      const body = `{"prompts":[]${' '.repeat(MAX_BODY_BYTES - 14)}}`;
      const answer = await client.send(REGISTER, { method: 'POST', body, headers: JSON_TYPE });
      expect(answer.body.code).toBe('no_prompts');
    });
  });

  it('lists at most 100 problems', async () => {
    const prompts = Array.from({ length: 300 }, () => ({ name: '' }));
    const { status, body } = await client.post(REGISTER, { prompts });
    expect(status).toBe(422);
    expect(body.errors).toHaveLength(100);
    expect(body.detail).toContain('and 599 more');
  });

  it('logs nothing of all this as its own bug', () => {
    expect(logged).toEqual([]);
  });
});

describe.runIf(databases.includes('postgres'))('keys', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startTestServer({ database: 'postgres' });
  });
  afterAll(() => server?.close());

  it('allow what their scopes say', async () => {
    if (server.location.kind !== 'url') throw new Error('no URL');
    const db = new pg.Client({ connectionString: server.location.url });
    await db.connect();
    const add = async (key: string, scopes: string[], revoked = false) => {
      const hash = createHash('sha256').update(key).digest('hex');
      await db.query(
        `insert into api_keys (project_id, name, key_hash, scopes, revoked_at)
         select project_id, $1, $2, $3, case when $4 then now() end from projects`,
        [key, hash, scopes, revoked],
      );
      return createClient({ url: server.url, key });
    };
    const reader = await add('reader', ['read']);
    const syncer = await add('syncer', ['sync']);
    const nobody = await add('nobody', []);
    const revoked = await add('revoked', ['admin'], true);

    expect(await syncer.register({ a: 'a' })).toHaveLength(1);
    expect((await reader.get('/v1/prompts/a')).status).toBe(200);
    for (const [answer, scope] of [
      [await syncer.get('/v1/prompts/a'), 'read'],
      [await reader.post(REGISTER, {}), 'sync'],
      [await reader.put('/v1/prompts/b', {}), 'sync'],
      [await nobody.get('/v1/prompts'), 'read'],
    ] as const) {
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
      expect(answer.body.detail).toContain(`"${scope}"`);
    }
    expect((await revoked.get('/v1/prompts')).status).toBe(401);
    const { rows } = await db.query(`select last_used_at from api_keys where name = 'reader'`);
    expect(rows[0].last_used_at).toBeInstanceOf(Date);
    await db.end();
  });
});

describe('a server that is told to stop', () => {
  it('answers what is under way first, and accepts nothing more', async () => {
    const server = await startTestServer({ database: databases.at(-1) ?? 'embedded' });
    const text = JSON.stringify({ prompts: [{ name: 'late', template_source: 'a' }] });
    let finishBody = () => {};
    const body = new ReadableStream({
      start: (controller) => {
        controller.enqueue(Buffer.from(text.slice(0, 10)));
        finishBody = () => {
          controller.enqueue(Buffer.from(text.slice(10)));
          controller.close();
        };
      },
    });
    const headers = { ...JSON_TYPE, 'x-api-key': server.key };
    // `duplex` is what makes fetch stream a body; its type does not know it yet.
    const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
    const answer = fetch(`${server.url}${REGISTER}`, init);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const closed = server.close();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await expect(fetch(`${server.url}/health`)).rejects.toThrow();
    finishBody();
    expect((await answer).status).toBe(200);
    await closed;
  });
});

describe.runIf(databases.includes('postgres'))('a database that goes away', () => {
  it('makes 503 of every request, and 200 again when it is back', async () => {
    const server = await startTestServer({ database: 'postgres', log: () => {} });
    const client = createClient(server);
    if (server.location.kind !== 'url') throw new Error('no URL');
    const url = new URL(server.location.url);
    const name = url.pathname.slice(1);
    url.pathname = '/postgres';
    const admin = new pg.Client({ connectionString: url.href });
    await admin.connect();
    try {
      await admin.query(`alter database ${name} allow_connections false`);
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
      const health = await fetch(`${server.url}/health`);
      expect([health.status, (await health.json()) as unknown]).toEqual([
        503,
        { detail: 'The database does not answer.', code: 'unavailable' },
      ]);
      const answer = await client.get('/v1/prompts');
      expect([answer.status, answer.body.code]).toEqual([503, 'unavailable']);
      await admin.query(`alter database ${name} allow_connections true`);
      expect((await client.get('/v1/prompts')).status).toBe(200);
    } finally {
      await admin.end();
      await server.close();
    }
  });
});
