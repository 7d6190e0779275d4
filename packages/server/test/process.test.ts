import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../src/db/migrations/index.ts';
import { bundle, type Bundle } from './support/bundle.ts';
import { startChild, type Child } from './support/child.ts';
import { createClient } from './support/client.ts';
import { copyTemplate } from './support/template.ts';

const KEY = 'test-key-of-the-process';

describe('the program', () => {
  let program: Bundle;
  let home: string;
  let dataDir: string;
  const children: Child[] = [];

  beforeAll(async () => {
    program = await bundle('src/bin.ts');
  });
  afterAll(() => program?.remove());
  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'ledger-process-'));
    dataDir = path.join(home, 'data');
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      child.process.kill('SIGKILL');
      await child.exit;
    }
    rmSync(home, { recursive: true, force: true });
  });

  const start = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const child = startChild(program.file, args, { HOME: home, LEDGER_API_KEY: KEY, ...env });
    children.push(child);
    return child;
  };
  const serve = (directory = dataDir) => start(['serve', '--port', '0', '--data-dir', directory]);
  const finish = async (args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const child = start(args, env);
    const { code } = await child.exit;
    return { code, stdout: child.stdout(), stderr: child.stderr() };
  };

  it('serves until it is told to stop, then ends orderly', async () => {
    const child = serve();
    const url = await child.firstLine;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${url}/health`)).status).toBe(200);
    child.process.kill('SIGTERM');
    expect(await child.exit).toEqual({ code: 0, signal: null });
    expect(child.stdout()).toBe(`${url}\n`);
    expect(child.stderr()).toContain(dataDir);
    expect(child.stderr()).toContain('from LEDGER_API_KEY');
    expect(child.stderr()).not.toContain(KEY);
    expect(readdirSync(dataDir).toSorted()).toEqual(['ledger.json', 'pg']);
  });

  it('ends at once at the second signal, also while a client is slow', async () => {
    await copyTemplate(dataDir);
    const child = serve();
    const url = await child.firstLine;
    const upload = request(`${url}/v1/prompts/register-code`, {
      method: 'POST',
      headers: { 'x-api-key': KEY, 'content-type': 'application/json', expect: '100-continue' },
    });
    upload.on('error', () => {});
    upload.flushHeaders();
    // By then the request is under way, however busy the machine is.
    await once(upload, 'continue');
    upload.write('{');
    child.process.kill('SIGINT');
    await expect.poll(child.stderr, { timeout: 30_000 }).toContain('Stopping');
    child.process.kill('SIGINT');
    expect((await child.exit).code).toBe(130);
    upload.destroy();
  });

  it('puts its first key where the CLI finds it, and shows it to nobody', async () => {
    const child = start(['serve', '--port', '0'], { LEDGER_API_KEY: '' });
    const url = await child.firstLine;
    const { readFileSync } = await import('node:fs');
    const file = path.join(home, '.config', 'prompt-ledger', 'credentials.json');
    const { key } = JSON.parse(readFileSync(file, 'utf8'))[url];
    expect((await createClient({ url, key }).get('/v1/prompts')).status).toBe(200);
    child.process.kill('SIGINT');
    expect((await child.exit).code).toBe(0);
    expect(child.stdout() + child.stderr()).not.toContain(key);
    expect(readdirSync(path.join(home, '.local', 'share', 'prompt-ledger')).toSorted()).toEqual([
      'ledger.json',
      'pg',
    ]);
  });

  it('is refused a data directory that another one serves', async () => {
    await copyTemplate(dataDir);
    const first = serve();
    await first.firstLine;
    const second = await finish(['serve', '--port', '0', '--data-dir', dataDir]);
    expect(second.code).toBe(3);
    expect(second.stderr).toBe(
      `ledger-server: The data directory ${dataDir} is in use by process ${first.pid}: one server at a time can ` +
        'have it. Stop that one, choose another --data-dir, or use a Postgres server with --database-url.\n',
    );
    expect((await finish(['migrate', 'status', '--data-dir', dataDir])).code).toBe(3);
  });

  it('loses nothing that it acknowledged when it is killed', async () => {
    await copyTemplate(dataDir);
    const acknowledged = new Map<string, number>();
    for (let round = 0; round < 3; round += 1) {
      const child = serve();
      let answers = 0;
      const client = createClient({ url: await child.firstLine, key: KEY });
      const names = (await client.get('/v1/prompts?limit=200')).body.prompts;
      const known = new Map(
        names.map((each: { name: string; active_version: { version_number: number } }) => [
          each.name,
          each.active_version.version_number,
        ]),
      );
      for (const [name, version] of acknowledged) expect(known.get(name)).toBeGreaterThanOrEqual(version);
      const register = async (name: string) => {
        for (let text = 0; ; text += 1) {
          const [entry] = await client.register({ [name]: `round ${round} text ${text}` });
          acknowledged.set(name, entry?.version ?? 0);
          answers += 1;
          // In the middle of the others' requests.
          if (answers === 40 + round * 7) child.process.kill('SIGKILL');
        }
      };
      await Promise.all(['a', 'b', 'c', 'd'].map((name) => register(name).catch(() => {})));
      expect(await child.exit).toEqual({ code: null, signal: 'SIGKILL' });
    }
    expect(acknowledged.size).toBe(4);
  });

  it('migrates an embedded database up, down and looks at it', async () => {
    const names = Object.keys(migrations);
    const migrate = (...args: string[]) => finish(['migrate', ...args, '--data-dir', dataDir]);
    const before = await migrate('status');
    expect(before).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/pending +2026-11-23-01-initial-schema\n/),
    });
    expect(readdirSync(home)).toEqual([]);
    // A new one is migrated from its first moment.
    expect(await migrate('up')).toMatchObject({ code: 0, stdout: '' });
    expect(await migrate('down')).toMatchObject({ code: 0, stdout: `reverted  ${names.at(-1)}\n` });
    expect(await migrate('up')).toMatchObject({ code: 0, stdout: `applied  ${names.at(-1)}\n` });
    expect(await migrate('down')).toMatchObject({ code: 0, stdout: `reverted  ${names.at(-1)}\n` });
    const status = await migrate('status', '--json');
    expect(status.code).toBe(1);
    expect(JSON.parse(status.stdout)).toEqual({
      database: dataDir,
      pending: 1,
      migrations: names.map((name) => ({
        name,
        applied_at: name === names.at(-1) ? null : expect.any(String),
      })),
    });
  });
});
