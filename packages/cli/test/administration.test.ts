import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databases } from '../../server/test/support/databases.ts';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { createContext } from '../src/context.ts';
import { findKey } from '../src/ledger/key.ts';
import { ledger, ledgerJson } from './support/ledger.ts';
import { promptModule } from './support/prompts.ts';
import { createFolder, createRepository } from './support/repository.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ database: databases.at(-1) ?? 'embedded' });
});
afterAll(() => server?.close());

describe('ledger keys', () => {
  it('prints a new key alone on stdout, and what it may on stderr', async () => {
    const place = { cwd: createFolder().root, server };
    const { code, stdout, stderr } = await ledger(place, 'keys', 'create', 'CI', '--expires', '30');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^plk_[\w-]{43}\n$/);
    expect(stderr).toContain('The key "CI" may read, sync in the project default until ');
    const listed = await ledger(place, 'keys', 'list');
    expect(listed.stdout).toMatch(/^CI +default +read,sync +/m);
    expect(listed.stdout).not.toContain(stdout.trim());
    const revoked = await ledger(place, 'keys', 'revoke', 'CI');
    expect(revoked).toMatchObject({ code: 0, stdout: 'The key "CI" is revoked.\n' });
    expect((await ledger(place, 'keys', 'list')).stdout).not.toMatch(/^CI/m);
    expect((await ledger(place, 'keys', 'list', '--all')).stdout).toMatch(/^CI .*revoked /m);
    const asked = { ...place, server: { ...server, key: stdout.trim() } };
    expect(await ledger(asked, 'list')).toMatchObject({ code: 4 });
  });

  it.each([
    [['keys', 'create', 'x', '--scopes', 'read,rot'], 2, '"rot" is no scope. Give some of: read, sync'],
    [['keys', 'create', 'x', '--expires', '0'], 2, '--expires must be a number of days'],
    [['keys', 'create', 'x', '--project', 'a', '--all-projects'], 2, 'exclude each other'],
    [['keys', 'create', 'x', '--project', 'nowhere'], 1, 'There is no project "nowhere"'],
    [['keys', 'create', ''], 1, 'must have 1 to 200 characters'],
    [['keys', 'revoke', 'nobody'], 1, 'There is no key "nobody".'],
    [['projects', 'create', 'Bad Name'], 1, 'must have 1 to 100 lower-case letters'],
    [['projects', 'rename', 'nowhere', 'x'], 1, 'There is no project "nowhere"'],
    [['mode', 'nothing', 'full'], 1, 'There is no prompt "nothing"'],
    [['mode', 'nothing', 'both'], 2, '"both" is no mode'],
  ])('%j is told what is wrong', async (argv, exitCode, sentence) => {
    const { code, stdout, stderr } = await ledger({ cwd: createFolder().root, server }, ...argv);
    expect([code, stdout]).toEqual([exitCode, '']);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(sentence);
  });

  it('revokes neither of two that have one name', async () => {
    const place = { cwd: createFolder().root, server };
    const first = await ledgerJson(place, 'keys', 'create', 'twin');
    await ledgerJson(place, 'keys', 'create', 'twin');
    const { code, stderr } = await ledger(place, 'keys', 'revoke', 'twin');
    expect(code).toBe(2);
    expect(stderr).toContain(first.key_id);
    expect((await ledgerJson(place, 'keys', 'revoke', first.key_id)).revoked_at).toEqual(expect.any(String));
  });
});

it('two repositories on one ledger have projects of their own', async () => {
  const place = { cwd: createFolder().root, server };
  const [one, two] = ['one', 'two'].map((project) =>
    createRepository({
      'ledger.config.json': JSON.stringify({ project }),
      ...promptModule({ SYSTEM_PROMPT: `You are ${project}.` }),
    }),
  );
  for (const each of [one, two]) {
    // In the repository, whose configuration names a project that is not there yet.
    const name = JSON.parse(readFileSync(each?.path('ledger.config.json') ?? '', 'utf8')).project;
    expect(await ledger({ cwd: each?.root ?? '', server }, 'projects', 'create', name)).toMatchObject({
      code: 0,
    });
    const synced = await ledgerJson({ cwd: each?.root ?? '', server }, 'sync');
    expect(synced.counts).toMatchObject({ new: 1 });
  }
  const shown = await ledger({ cwd: one?.root ?? '', server }, 'show', 'SYSTEM_PROMPT');
  expect(shown.stdout).toBe('You are one.');
  const other = await ledger(
    { cwd: one?.root ?? '', server, env: { LEDGER_PROJECT: 'two' } },
    'show',
    'SYSTEM_PROMPT',
  );
  expect(other.stdout).toBe('You are two.');
  expect((await ledger(place, 'show', 'SYSTEM_PROMPT')).code).toBe(1);
  expect((await ledger(place, 'projects', 'list')).stdout).toMatch(/^one .*\n(.*\n)*two /m);
  const wrong = await ledger({ ...place, env: { LEDGER_PROJECT: 'No Such' } }, 'list');
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('LEDGER_PROJECT must have') });
});

it('a prompt moves into the ledger and back, and the audit knows by whom', async () => {
  const repository = createRepository(promptModule({ MOVING: 'You are moving.' }));
  const place = { cwd: repository.root, server };
  await ledgerJson(place, 'sync');
  expect((await ledger(place, 'mode', 'MOVING', 'full')).stdout).toContain('is kept in the ledger now');
  expect((await ledger(place, 'mode', 'MOVING', 'full')).stdout).toBe('MOVING is in full mode already.\n');
  expect((await ledger(place, 'mode', 'MOVING', 'tracking')).stdout).toContain('lives in code now');
  const { stdout } = await ledger(place, 'audit', 'MOVING');
  expect(stdout.match(/prompt\.\w+/g)).toEqual([
    'prompt.mode_changed',
    'prompt.mode_changed',
    'prompt.registered',
  ]);
  expect(stdout).toContain('LEDGER_API_KEY');
  expect((await ledgerJson(place, 'audit', '--limit', '1')).events).toHaveLength(1);
  expect((await ledger(place, 'audit', 'NOTHING')).stdout).toBe('Nothing was changed about NOTHING.\n');
});

describe('LEDGER_API_KEY', () => {
  const find = (server: string, isServerOfRepository: boolean, homedir = '/nonexistent') =>
    findKey(
      { ...createContext(process), env: { LEDGER_API_KEY: 'k' }, homedir, platform: 'linux' },
      { server, isServerOfRepository },
    );

  it('goes to a server that the user named, and to this machine', () => {
    expect(find('https://ledger.example', false).key).toBe('k');
    expect(find('http://127.0.0.1:8400', true).key).toBe('k');
    expect(find('http://localhost:1', true).key).toBe('k');
  });

  it.each(['https://ledger.example', 'https://localhost.evil.example', 'http://127.0.0.1.evil.example'])(
    'does not go to %s because a file of the repository says so',
    (url) => {
      expect(() => find(url, true)).toThrow(expect.objectContaining({ code: 'unauthorized', exitCode: 4 }));
    },
  );

  it('goes there when the user has logged in there', () => {
    const home = createFolder();
    home.write({
      '.config/prompt-ledger/credentials.json': JSON.stringify({ 'https://ledger.example': { key: 'x' } }),
    });
    expect(find('https://ledger.example/path', true, home.root).key).toBe('k');
    expect(() => find('https://evil.example', true, home.root)).toThrow(/is not sent to https:\/\/evil/);
  });

  it('is not sent by a command in such a repository, which says what to do', async () => {
    const repository = createRepository({
      'ledger.config.json': JSON.stringify({ server: 'https://ledger.example' }),
    });
    const place = { cwd: repository.root, env: { LEDGER_API_KEY: 'k' } };
    const { code, stderr } = await ledger(place, 'list');
    expect(code).toBe(4);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain('set LEDGER_URL=https://ledger.example beside the key');
  });
});
