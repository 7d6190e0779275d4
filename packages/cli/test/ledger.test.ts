import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HistoryVersion, RegisterRequest } from '@prompt-ledger/shared/contract';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createContext } from '../src/context.ts';
import { withLedger, type Ledger } from '../src/ledger/ledger.ts';
import { pickVersion } from '../src/references/resolve.ts';
import { ledger } from './support/ledger.ts';

interface Asked {
  readonly url: string;
  readonly body: unknown;
}

/** A server that answers what the test says, after so many milliseconds, and keeps what it was asked. */
async function serve(answer: (asked: Asked) => unknown, delay = 0): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const question = { url: request.url ?? '', body: text === '' ? null : JSON.parse(text) };
    asked.push(question);
    setTimeout(() => response.end(JSON.stringify(answer(question))), delay);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function use<T>(url: string, ask: (ledger: Ledger) => Promise<T>): Promise<T> {
  const context = { ...createContext(process), env: { LEDGER_API_KEY: 'k' } };
  return withLedger(
    context,
    { server: url, serverFrom: 'a test', isServerOfRepository: false, project: null },
    ask,
  );
}

function register({ body }: Asked) {
  const { prompts = [] } = body as RegisterRequest;
  const registered = prompts.map(({ name }) => ({ name, version: 1, action: 'new', previous_version: null }));
  return { registered };
}

const version = (number: number) => ({
  version: number,
  template_hash: '',
  template_source: '',
  created_at: '',
});

const withDigest = (number: number, hash: string) =>
  ({ version: number, template_hash: hash }) as HistoryVersion;

describe('a ledger', () => {
  it('gets what fits in no request in several, first dry, so that all or nothing is stored', async () => {
    const { url, asked } = await serve(register);
    const entries = Array.from({ length: 3 }, (_, index) => ({
      name: `P${index}`,
      template_source: 'x'.repeat(5 * 1024 * 1024),
    }));
    const answers = await use(url, (one) => one.register(entries));
    expect(answers.map(({ name }) => name)).toEqual(['P0', 'P1', 'P2']);
    const sent = asked.map(({ body }) => body as RegisterRequest);
    expect(sent.map(({ dry_run: dry }) => dry)).toEqual([true, true, true, false, false, false]);
  });

  it('gets what fits in one request at once', async () => {
    const { url, asked } = await serve(register);
    await use(url, (one) => one.register([{ name: 'P', template_source: 'x' }]));
    expect(asked).toMatchObject([{ body: { dry_run: false } }]);
  });

  it('is asked for the pages of a history as far as wanted', async () => {
    const { url, asked } = await serve(({ url: path }) => {
      const last = path.includes('cursor=1');
      return {
        mode: 'full',
        versions: last ? [version(1)] : [version(3), version(2)],
        next_cursor: last ? null : '1',
      };
    });
    const numbers = async (limit?: number) =>
      (await use(url, (one) => one.getHistory('a/b', limit))).versions.map((one) => one.version);
    expect(await numbers()).toEqual([3, 2, 1]);
    expect(await numbers(2)).toEqual([3, 2]);
    expect(asked.map((one) => one.url)).toEqual([
      '/v1/prompts/a%2Fb/history?limit=1000',
      '/v1/prompts/a%2Fb/history?limit=1000&cursor=1',
      '/v1/prompts/a%2Fb/history?limit=2',
    ]);
  });

  it('tells a prompt, and how it is', async () => {
    const { url } = await serve((asked) =>
      asked.url === '/health' ? { status: 'healthy' } : { name: 'P', mode: 'full', active_version: null },
    );
    expect(await use(url, (one) => one.getPrompt('P'))).toMatchObject({ name: 'P' });
    expect(await use(url, (one) => one.health())).toEqual({ status: 'healthy' });
  });
});

it('says on a terminal what takes longer than a second, and wipes it away', async () => {
  const { url } = await serve(() => ({ prompts: [], next_cursor: null }), 1_200);
  const place = { cwd: '/', columns: 80, server: { url, key: 'k' } };
  const [slow, quiet] = await Promise.all([ledger(place, 'list'), ledger(place, 'list', '--json')]);
  expect(slow.stderr).toBe('Listing prompts …\r\u001b[K');
  expect(slow.stdout).toContain('is empty: `ledger sync` fills it.');
  expect(quiet.stderr).toBe('');
});

it('asks for more digits where a digest fits several versions', () => {
  const history = {
    prompt_name: 'P',
    mode: 'tracking' as const,
    current_version: 2,
    archived_at: null,
    renamed_from: null,
    drafts: [],
    versions: [withDigest(2, 'abcdef12'), withDigest(1, 'abcdef13')],
    next_cursor: null,
  };
  expect(() => pickVersion(history, { kind: 'digest', prefix: 'abcdef1' })).toThrow(
    'fits the versions 2, 1 of P',
  );
  expect(pickVersion(history, { kind: 'digest', prefix: 'abcdef12' }).version).toBe(2);
  expect(() => pickVersion({ ...history, versions: [] }, { kind: 'active' })).toThrow(
    'No version of P is active',
  );
  expect(() => pickVersion(history, { kind: 'label', label: 'production' })).toThrow(
    'is a label or a branch',
  );
});

it('takes the world as it is', () => {
  const context = createContext(process);
  expect(context).toMatchObject({ cwd: process.cwd(), platform: process.platform });
  expect(context.now().getTime()).toBeGreaterThan(0);
  const written: string[] = [];
  const stream = (isTTY: boolean, columns?: number) =>
    ({ isTTY, columns, write: (text: string) => void written.push(text) }) as unknown as NodeJS.WriteStream;
  const fake = {
    ...process,
    argv: ['node'],
    stdout: stream(true, 100),
    stderr: stream(true),
    cwd: () => '/',
  };
  const other = createContext(fake as unknown as NodeJS.Process);
  expect([other.stdout.columns, other.stderr.columns, other.script]).toEqual([100, 80, null]);
  const gone = { ...fake, env: {}, cwd: () => 'x'.repeat(-1) };
  expect(createContext(gone as unknown as NodeJS.Process).cwd).toBe('/');
  other.stdout.write('out');
  expect(written).toEqual(['out']);
});
