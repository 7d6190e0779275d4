import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { formatMessages } from '@prompt-ledger/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { ledger, ledgerJson, type Place } from './support/ledger.ts';
import { startRelay } from './support/relay.ts';
import { createFolder } from './support/repository.ts';

let server: TestServer;
let at: Place;
const LONG = 'You are a support agent.\nBe brief.\nGreet {{ name }}.\nSay goodbye.\n';

const chat = (content: string) =>
  formatMessages([
    { role: 'system', content },
    { role: 'user', content: '{{ q }}' },
  ]);

beforeAll(async () => {
  server = await startTestServer();
  at = { cwd: '/', server };
  await register({ name: 'WELCOME', template_source: 'Hello {{name}}!' });
  await register({ name: 'WELCOME', template_source: 'Hi {{name}}, welcome to {{place}}!' });
  await register({ name: 'AGENT', template_source: LONG });
  await register({ name: 'AGENT', template_source: LONG.replace('brief', 'very brief') });
  await register({ name: 'AGENT', template_source: LONG });
  await register({ name: 'SINGLE', template_source: 'Only one.' });
  await register({ name: 'CHAT', template_source: chat('Be kind.'), kind: 'chat' });
  await register({ name: 'CHAT', template_source: chat('Be very kind.'), kind: 'chat' });
  await put('drafted', { template_source: 'Draft {{me}}.', created_by: 'ada' });
  await register({ name: 'HOSTILE', template_source: 'Clear \u001b[2J the\u202e screen {{ it }}' });
});
afterAll(() => server.close());

async function register(prompt: Readonly<Record<string, string>>): Promise<void> {
  const answer = await fetch(`${server.url}/v1/prompts/register-code`, {
    method: 'POST',
    headers: { 'x-api-key': server.key, 'content-type': 'application/json' },
    body: JSON.stringify({ prompts: [prompt] }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

async function put(name: string, body: Readonly<Record<string, unknown>>): Promise<void> {
  await fetch(`${server.url}/v1/prompts/${encodeURIComponent(name)}`, {
    method: 'PUT',
    headers: { 'x-api-key': server.key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

describe('ledger list', () => {
  it('lists name, mode, active version, checksum and time', async () => {
    const { code, stdout, stderr } = await ledger(at, 'list', 'WELCOME');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^PROMPT +MODE +VERSION +CHECKSUM +RUNS +UPDATED\nWELCOME +tracking +2 +[0-9a-f]{12} +0 +\d{4}-\d\d-\d\d \d\d:\d\d\n$/,
    );
  });

  it('filters by mode and text, and says when nothing fits', async () => {
    await put('managed/greeting', { template_source: 'Never {{activated}}.' });
    expect((await ledgerJson(at, 'list', 'greet', '--mode', 'full')).prompts).toMatchObject([
      { name: 'managed/greeting' },
    ]);
    expect((await ledgerJson(at, 'list', 'greet', '--mode', 'tracking')).prompts).toEqual([]);
    expect((await ledger(at, 'ls', '--mode', 'full')).stdout).toMatch(/managed\/greeting +full +- +- /);
    expect((await ledger(at, 'list', 'no such thing')).stdout).toContain('No prompt fits');
  });

  it('follows the pages of a long list', async () => {
    const prompts = Array.from({ length: 450 }, (_, index) => ({
      name: `page/${index}`,
      template_source: `Page ${index}`,
    }));
    await fetch(`${server.url}/v1/prompts/register-code`, {
      method: 'POST',
      headers: { 'x-api-key': server.key, 'content-type': 'application/json' },
      body: JSON.stringify({ prompts }),
    });
    const names = (await ledgerJson(at, 'list', 'page/')).prompts.map(({ name }: { name: string }) => name);
    expect(new Set(names).size).toBe(450);
  });
});

describe('ledger history', () => {
  it('shows the versions newest first, with what each changed', async () => {
    const { code, stdout } = await ledger(
      { ...at, columns: 80, env: { NO_COLOR: '1' } },
      'history',
      'WELCOME',
    );
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe('WELCOME  tracking mode, version 2 is active');
    expect(lines[2]).toMatch(/^VERSION +STATUS +CHECKSUM +CREATED .*RUNS +LINES +TEXT$/);
    expect(lines[3]).toMatch(/^ +2 +active +[0-9a-f]{12} .* 0 +\+1 -1 +Hi /);
    expect(lines[4]).toMatch(/^ +1 +deprecated +0ac46560e041 .* 0 +Hello/);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it('shows as many as wanted, under its other name too', async () => {
    const { stdout } = await ledger(at, 'log', 'AGENT', '--limit', '1');
    expect(stdout).toMatch(/\+1 -1 .*You are a support agent/);
    expect(stdout).toContain('Older versions are not shown; --limit shows more.');
    expect((await ledgerJson(at, 'history', 'AGENT', '-n', '1')).versions).toHaveLength(1);
  });

  it('prints what the contract answers as JSON', async () => {
    const history = await ledgerJson(at, 'history', 'AGENT');
    expect(history).toMatchObject({ prompt_name: 'AGENT', mode: 'tracking', current_version: 1 });
    expect(history.versions.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
  });

  it('shows one version where a reference names one', async () => {
    expect((await ledgerJson(at, 'history', 'AGENT@2')).versions).toMatchObject([{ version: 2 }]);
  });

  it('knows prompts that were never activated, and who made them', async () => {
    const { stdout } = await ledger(at, 'history', 'drafted');
    expect(stdout).toContain('drafted  full mode, no active version');
    expect(stdout).toMatch(/BY[\s\S]*ada/);
  });

  it('suggests the name that was meant', async () => {
    const { code, stderr } = await ledger(at, 'history', 'welcom');
    expect(code).toBe(1);
    expect(stderr).toContain(`The ledger at ${server.url} has no prompt welcom.`);
    expect(stderr).toContain('Did you mean WELCOME?');
    expect((await ledger(at, 'history', 'nothing/like/it')).stderr).toContain(
      '`ledger list` shows all names.',
    );
  });

  it.each([
    ['WELCOME@', 'version must follow'],
    ['WELCOME@0', 'versions count from 1'],
    ['a b', 'prompt name "a b"'],
  ])('refuses the reference %s', async (reference, reason) => {
    const { code, stderr } = await ledger(at, 'history', reference);
    expect(code).toBe(2);
    expect(stderr).toContain(reason);
  });
});

describe('ledger show', () => {
  it('writes the exact text to a pipe, and the facts to stderr', async () => {
    const { stdout, stderr } = await ledger(at, 'show', 'AGENT');
    expect(stdout).toBe(LONG);
    expect(stderr).toMatch(
      /^AGENT@1 {2}tracking mode, active, text\ncreated .*\nchecksum +sha256:[0-9a-f]{64}\nvariables {2}name\n\n$/,
    );
  });

  it('finds a version by number and by digest', async () => {
    expect((await ledger(at, 'show', 'WELCOME@1')).stdout).toBe('Hello {{name}}!');
    expect((await ledger(at, 'show', 'WELCOME@sha256:0ac46560e0')).stdout).toBe('Hello {{name}}!');
    expect(await ledgerJson(at, 'show', 'WELCOME@1')).toMatchObject({
      prompt_name: 'WELCOME',
      status: 'deprecated',
      version: 1,
      template_source: 'Hello {{name}}!',
    });
  });

  it.each([
    ['show', 'WELCOME@1'],
    ['show', 'WELCOME'],
    ['show', 'WELCOME@~1', '--json'],
    ['execute', 'WELCOME@1', '-v', 'name=Ada', '--dry'],
    ['execute', 'WELCOME@sha256:0ac46560e0', '-v', 'name=Ada', '--model', 'echo'],
  ])('asks for one version, not for all: %s %s', async (...argv) => {
    const relay = await startRelay(server);
    try {
      expect(await ledger({ ...at, server: relay }, ...argv)).toMatchObject({ code: 0 });
      expect(relay.asked.filter((one) => one.endsWith('/history'))).toEqual([]);
    } finally {
      relay.close();
    }
  });

  it('says which versions there are when it has not the one named', async () => {
    const absent = await ledger(at, 'show', 'WELCOME@9');
    expect(absent.code).toBe(1);
    expect(absent.stderr).toContain('WELCOME has no version 9.\n  Its newest is 2');
    const digest = await ledger(at, 'show', 'WELCOME@sha256:0000000');
    expect(digest.code).toBe(1);
    expect(digest.stderr).toContain('no version with the digest sha256:0000000');
    const label = await ledger(at, 'show', 'WELCOME@production');
    expect(label.code).toBe(1);
    expect(label.stderr).toContain('WELCOME has no label, branch or commit "production".');
    expect((await ledger(at, 'show', 'WELCOM@production')).stderr).toContain('Did you mean WELCOME?');
    expect((await ledger(at, 'show', 'drafted')).stderr).toContain('No version of drafted is active.');
  });

  it('shows a chat by turns on a terminal, and never lets a text control the terminal', async () => {
    const place = { ...at, columns: 80, env: { NO_COLOR: '1' } };
    expect((await ledger(place, 'show', 'CHAT')).stdout).toMatch(
      /^CHAT@2 {2}tracking mode, active, chat\ncreated .*\nchecksum .*\nvariables {2}q\n\n\[system\]\nBe very kind\.\n\n\[user\]\n\{\{ q \}\}\n$/,
    );
    const { stdout } = await ledger(place, 'show', 'HOSTILE');
    expect(stdout.split('\n\n')[1]).toBe('Clear \\u001b[2J the\\u202e screen {{ it }}\n');
    expect((await ledger(at, 'history', 'HOSTILE')).stdout).not.toContain('\u001b');
  });
});

describe('ledger diff', () => {
  it('compares the active version with the one before', async () => {
    const { code, stdout } = await ledger(at, 'diff', 'WELCOME');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^--- WELCOME@1 {2}0ac46560e041\n\+\+\+ WELCOME@2 {2}[0-9a-f]{12}\n@@ -1,1 \+1,1 @@\n/,
    );
    expect(stdout).toContain('\n-Hello {{name}}!\n+Hi {{name}}, welcome to {{place}}!\n');
    expect(stdout).toMatch(/\nvariables {2}\+place\n$/);
  });

  it('compares two versions in either order, and one with the active one', async () => {
    expect((await ledger(at, 'diff', 'WELCOME', '2', '1')).stdout).toMatch(
      /-Hi [\s\S]*\+Hello [\s\S]*-place/,
    );
    expect((await ledger(at, 'diff', 'WELCOME', '@1')).stdout).toMatch(/-Hello [\s\S]*\+Hi /);
    expect((await ledger(at, 'diff', 'WELCOME@1', '2')).stdout).toMatch(/-Hello [\s\S]*\+Hi /);
  });

  it('after a revert to version 1 shows the version that followed', async () => {
    expect((await ledger(at, 'diff', 'AGENT')).stdout).toContain('-Be brief.\n+Be very brief.\n');
  });

  it('marks the words that differ where there is colour', async () => {
    const { stdout } = await ledger({ ...at, env: { FORCE_COLOR: '1' } }, 'diff', 'AGENT');
    expect(stdout).toContain('\u001b[7mvery ');
    const { stdout: plain } = await ledger(
      { ...at, env: { FORCE_COLOR: '1' } },
      'diff',
      'AGENT',
      '--no-color',
    );
    expect(plain).not.toContain('\u001b');
  });

  it('says when there is nothing to compare, or no difference', async () => {
    const single = await ledger(at, 'diff', 'SINGLE');
    expect(single).toMatchObject({
      code: 0,
      stdout: 'SINGLE has one version: there is nothing to compare it with yet.\n',
    });
    expect(await ledgerJson(at, 'diff', 'SINGLE')).toEqual({
      prompt_name: 'SINGLE',
      from: null,
      to: null,
      identical: true,
    });
    expect((await ledger(at, 'diff', 'WELCOME', '1', '1')).stdout).toBe(
      'WELCOME: version 1 on both sides.\n',
    );
  });

  it('compares chats by their turns', async () => {
    expect((await ledger(at, 'diff', 'CHAT')).stdout).toContain(' [system]\n-Be kind.\n+Be very kind.\n');
  });

  it('has all of it as JSON', async () => {
    expect(await ledgerJson(at, 'diff', 'WELCOME')).toMatchObject({
      prompt_name: 'WELCOME',
      from: { version: 1 },
      to: { version: 2 },
      identical: false,
      hunks: [{ lines: ['-Hello {{name}}!', '+Hi {{name}}, welcome to {{place}}!'] }],
      variables: { added: ['place'], removed: [] },
    });
  });

  it('refuses three versions', async () => {
    const { code, stderr } = await ledger(at, 'diff', 'WELCOME', '1', '2', '3');
    expect(code).toBe(2);
    expect(stderr).toContain('between two versions');
    expect((await ledger(at, 'diff', 'WELCOME', 'sha256:xyz')).code).toBe(2);
  });
});

it('finds the key in the credentials file of this user, and only if nobody else can read it', async () => {
  const home = createFolder();
  const file = home.path('.config/prompt-ledger/credentials.json');
  mkdirSync(home.path('.config/prompt-ledger'), { recursive: true });
  writeFileSync(file, JSON.stringify({ [server.url]: { key: server.key } }), { mode: 0o600 });
  const mine: Place = {
    cwd: '/',
    homedir: home.root,
    env: { LEDGER_URL: server.url.replace('127.0.0.1', 'localhost') },
  };
  expect((await ledger(mine, 'list')).code).toBe(0);

  chmodSync(file, 0o644);
  const { code, stderr } = await ledger(mine, 'list');
  expect(code).toBe(4);
  expect(stderr).toContain(`chmod 600 '${file}'`);
});
