import { existsSync, readFileSync, statSync, writeFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { ledger, ledgerJson, type Place } from './support/ledger.ts';
import { createFolder } from './support/repository.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const FILE = '.config/prompt-ledger/credentials.json';

function atHome(input?: string): { place: Place; file: string } {
  const home = createFolder();
  const env = { LEDGER_URL: server.url };
  return {
    place: { cwd: '/', homedir: home.root, env, ...(input === undefined ? {} : { input }) },
    file: home.path(FILE),
  };
}

describe('ledger login', () => {
  it('keeps a key that is piped in for this user alone, and forgets it again', async () => {
    const { place, file } = atHome(`${server.key}\n`);
    const { code, stdout, stderr } = await ledger(place, 'login', '--with-token');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Logged in to ${server.url} with the scope admin. The key is kept in `);
    expect(stdout).not.toContain(server.key);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await ledger(place, 'list')).code).toBe(0);
    expect(await ledgerJson(place, 'whoami')).toMatchObject({
      server: server.url,
      server_from: 'LEDGER_URL',
      key: { source: 'credentials file', scopes: ['admin'] },
    });

    expect((await ledger(place, 'logout')).stdout).toContain('is no longer in');
    expect((await ledger(place, 'logout')).stdout).toContain('There is no key for');
    expect((await ledger(place, 'list')).code).toBe(4);
  });

  it('keeps the keys of other servers', async () => {
    const { place, file } = atHome(server.key);
    const others = { 'https://ledger.example': { key: 'other' } };
    mkdirSync(file.replace('/credentials.json', ''), { recursive: true });
    writeFileSync(file, JSON.stringify(others), { mode: 0o644 });
    await ledgerJson(place, 'login', '--with-token');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ ...others, [server.url]: { key: server.key } });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await ledgerJson(place, 'logout');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(others);
  });

  it.each([
    ['is cut off', '{ "https://ledger.example": { "key": "other" ', 'is no JSON object'],
    ['is a list', '[]', 'is no JSON object'],
  ])('leaves a file alone that %s, and says so', async (_what, text, sentence) => {
    const { place, file } = atHome(server.key);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text, { mode: 0o600 });
    for (const command of [['login', '--with-token'], ['logout'], ['list'], ['whoami']]) {
      const { code, stdout, stderr } = await ledger(place, ...command);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain(`${file} ${sentence}`);
      expect(stderr).not.toContain('other');
    }
    expect(readFileSync(file, 'utf8')).toBe(text);
    // Whoever has a key from elsewhere does not need it.
    expect((await ledger({ ...place, server }, 'list')).code).toBe(0);
  });

  it('leaves a file alone that cannot be read, and says so', async () => {
    const { place, file } = atHome(server.key);
    mkdirSync(file, { recursive: true });
    for (const command of [['login', '--with-token'], ['logout'], ['list']]) {
      const { code, stderr } = await ledger(place, ...command);
      expect(code).toBe(2);
      expect(stderr).toContain(`${file} cannot be read`);
    }
  });

  it('takes an empty file for one without keys', async () => {
    const { place, file } = atHome(server.key);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '\n', { mode: 0o600 });
    expect((await ledger(place, 'list')).code).toBe(4);
    expect((await ledger(place, 'login', '--with-token')).code).toBe(0);
  });

  it('keeps nothing that the server refuses', async () => {
    const { place, file } = atHome('wrong-key');
    const { code, stdout, stderr } = await ledger(place, 'login', '--with-token');
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toContain('refuses the API key');
    expect(stderr).not.toContain('wrong-key');
    expect(existsSync(file)).toBe(false);
  });

  it.each([
    ['nothing', '', 2, 'There is no key'],
    ['two words', 'two words', 4, 'has characters that no key has'],
  ])('refuses %s', async (_what, input, wanted, sentence) => {
    const { code, stderr } = await ledger(atHome(input).place, 'login', '--with-token');
    expect(code).toBe(wanted);
    expect(stderr).toContain(sentence);
  });

  it('asks only where somebody can answer', async () => {
    const { code, stderr } = await ledger(atHome('').place, 'login');
    expect(code).toBe(2);
    expect(stderr).toContain('ledger login --with-token < key.txt');
    expect((await ledger(atHome().place, 'login', '--with-token')).stderr).toContain('Nothing is piped in.');
  });

  it('says that the variable wins', async () => {
    const { place } = atHome(server.key);
    const { stderr } = await ledger(
      { ...place, env: { ...place.env, LEDGER_API_KEY: 'k' } },
      'login',
      '--with-token',
    );
    expect(stderr).toContain('LEDGER_API_KEY is set in this shell and wins');
  });
});

describe('ledger whoami', () => {
  it('says where the server and the key come from, and never the key', async () => {
    const { stdout } = await ledger({ cwd: '/', server }, 'whoami');
    expect(stdout).toMatch(/^server {3}http:.* \(from LEDGER_URL\), version /);
    expect(stdout).toContain('(from LEDGER_API_KEY)\nscope    admin\n');
    expect(stdout).not.toContain(server.key);
    expect((await ledger({ cwd: '/', env: { LEDGER_URL: server.url } }, 'whoami')).code).toBe(4);
  });
});

it('ledger open prints the address where nobody sits at a screen', async () => {
  expect((await ledger({ cwd: '/', server }, 'open')).stdout).toBe(`${server.url}/docs\n`);
  expect(await ledgerJson({ cwd: '/', server }, 'open')).toEqual({ url: `${server.url}/docs` });
  const terminal: Place = { cwd: '/', server, columns: 80 };
  expect((await ledger(terminal, 'open')).stdout).toBe(`${server.url}/docs\n`);
  const browser = { LEDGER_URL: server.url, BROWSER: 'true' };
  expect((await ledger({ ...terminal, env: browser }, 'open')).stdout).toBe(`Opening ${server.url}/docs\n`);
  expect((await ledger({ ...terminal, env: browser }, 'open', '--print')).stdout).toBe(
    `${server.url}/docs\n`,
  );
  const gone = { LEDGER_URL: server.url, BROWSER: '/no/such/browser' };
  expect((await ledger({ ...terminal, env: gone }, 'open')).stdout).toBe(`${server.url}/docs\n`);
});
