import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startProvider, type FakeProvider } from '../../server/test/support/provider.ts';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { ledger, ledgerJson, type Place } from './support/ledger.ts';
import { register } from './support/register.ts';
import { createFolder } from './support/repository.ts';

let server: TestServer;
let provider: FakeProvider;
let at: Place;

beforeAll(async () => {
  provider = await startProvider({ timeoutMs: 20_000 });
  server = await startTestServer({
    providers: provider.settings,
    worker: { concurrency: 2, pollMs: 50, leaseMs: 30_000 },
  });
  at = { cwd: '/', server };
  await register(server, { WELCOME: 'Hello {{ name }}!', BOOK: '{{ user.name }} reads {{ book }}.' });
  await register(server, { WELCOME: 'Hi {{ name }}, welcome to {{ place }}!' });
  const answer = await fetch(`${server.url}/v1/prompts/managed`, {
    method: 'PUT',
    headers: { 'x-api-key': server.key, 'content-type': 'application/json' },
    body: JSON.stringify({ template_source: 'Managed {{ thing }}.', set_active: true }),
  });
  if (!answer.ok) throw new Error(await answer.text());
});
afterAll(async () => {
  await server.close();
  await provider.close();
});

const echo = (...argv: string[]) => ledger(at, 'execute', ...argv, '--model', 'echo');

describe('ledger execute', () => {
  it('writes the answer to stdout, and what it took to stderr', async () => {
    const { code, stdout, stderr } = await echo('WELCOME', '-v', 'name=Ada', '-v', 'place=Paris');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Hi Ada, welcome to Paris!' });
    expect(stderr).toMatch(
      /^WELCOME@2 {2}echo · 5 → 5 tokens · (?:\d+ ms|\d+\.\d\d s) · (\$0|cost unknown) · [0-9a-f]{8}\n$/,
    );
  });

  it('executes a version by any reference, and a prompt in full mode too', async () => {
    expect((await echo('WELCOME@1', '-v', 'name=Ada')).stdout).toBe('Hello Ada!');
    expect((await echo('WELCOME', '--at', '~1', '-v', 'name=Ada')).stdout).toBe('Hello Ada!');
    expect((await echo('managed', '-v', 'thing=me')).stdout).toBe('Managed me.');
    const twice = await echo('WELCOME@1', '--at', '2');
    expect(twice.code).toBe(2);
    expect(twice.stderr).toContain('name two versions');
  });

  it('takes values from a file, from a pipe and as JSON, the single ones last', async () => {
    const folder = createFolder({
      'vars.json': '{"user": {"name": "Ada"}, "book": "a novel"}',
      'b.txt': 'Emma',
    });
    const here = { ...at, cwd: folder.root };
    const run = (place: Place, ...argv: string[]) =>
      ledger(place, 'execute', 'BOOK', '--model', 'echo', ...argv);
    expect((await run(here, '--vars', 'vars.json')).stdout).toBe('Ada reads a novel.');
    expect((await run(here, '--vars', 'vars.json', '-v', 'book=@b.txt')).stdout).toBe('Ada reads Emma.');
    expect((await run(here, '-v', 'user.name=Bob', '-v', 'book:=7')).stdout).toBe('Bob reads 7.');
    const piped = { ...here, input: '{"user": {"name": "Eve"}}' };
    expect((await run(piped, '--vars', '-', '-v', 'book=x')).stdout).toBe('Eve reads x.');
    writeFileSync(folder.path('list.json'), '[]');
    for (const [argv, sentence] of [
      [['--vars', 'gone.json'], 'gone.json cannot be read'],
      [['--vars', 'b.txt'], 'There is no valid JSON in b.txt'],
      [['--vars', 'list.json'], 'must be a JSON object'],
      [['-v', 'book'], 'is no value'],
      [['-v', 'book:=x'], 'no valid JSON in the value of book'],
      [['-v', 'user=x', '-v', 'user.name=y'], '"user" is given as something else'],
    ] as const) {
      const { code, stderr } = await run(here, ...argv);
      expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
    }
  });

  it('takes the items and the quoted members that a function of the source names', async () => {
    const repository = createFolder({
      'src/prompts/table.ts':
        '/** @prompt */\nexport const table = (rows: { id: string }[], headers: Record<string, string>) =>\n' +
        '  `Look ${rows[0].id} up for ${headers["x-id"]}, and say what it is.`;\n',
    });
    const here = { ...at, cwd: repository.root };
    const { prompts } = await ledgerJson(here, 'extract');
    expect(prompts[0].variables.map(({ name }: { name: string }) => name)).toEqual([
      'rows[0].id',
      'headers["x-id"]',
    ]);
    await ledgerJson(here, 'sync');
    const told = 'Look seven up for me, and say what it is.';
    const name = prompts[0].name;
    const values = '{"rows": [{"id": "seven"}], "headers": {"x-id": "me"}}';
    const run = (place: Place, ...argv: string[]) =>
      ledger(place, 'execute', name, '--model', 'echo', ...argv);
    expect(await run({ ...here, input: values }, '--vars', '-')).toMatchObject({ code: 0, stdout: told });
    expect(await run(here, '-v', 'rows[0].id=seven', '-v', 'headers["x-id"]=me')).toMatchObject({
      code: 0,
      stdout: told,
    });
    expect((await run(here, '-v', 'rows:=[{}]')).stderr).toContain(
      `Missing values for ${name}@1: rows[0].id, headers["x-id"].`,
    );
  });

  it('lists all values that are missing where nobody can be asked', async () => {
    const { code, stdout, stderr } = await echo('BOOK');
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Missing values for BOOK@1: user.name, book.\n  Give each with -v user.name=…');
  });

  it('passes parameters on, and refuses those that are none', async () => {
    const asked = provider.received.length;
    const { code, stdout } = await ledger(
      at,
      'execute',
      'WELCOME@1',
      '-v',
      'name=Ada',
      '-p',
      'temperature=0.2',
      '-p',
      'max-tokens=7',
      '--no-stream',
    );
    provider.next.push({ kind: 'stream', pieces: ['An ', 'answer.'], last: 'end' });
    expect((await ledger(at, 'execute', 'WELCOME@1', '-v', 'name=Ada')).stdout).toBe('An answer.');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'An answer.' });
    expect(provider.received[asked]?.body).toMatchObject({ model: 'gpt-4o-mini', temperature: 0.2 });
    const wrong = await echo('WELCOME@1', '-p', 'temprature=1');
    expect(wrong.stderr).toContain('Did you mean temperature=…?');
    expect((await echo('WELCOME@1', '-p', 'top_k=0.5')).stderr).toContain('a whole number from 1 up');
  });

  it('passes on what the provider says, with the right exit code', async () => {
    provider.next.push({ kind: 'refuse', status: 400, message: 'No such thing.' });
    const { code, stdout, stderr } = await ledger(at, 'execute', 'WELCOME@1', '-v', 'name=Ada');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('No such thing.');
  });

  it('only says what it would do with --dry', async () => {
    const before = (await ledgerJson(at, 'runs')).total;
    const { code, stdout } = await echo('WELCOME', '-v', 'name=Ada', '-v', 'place=Paris', '--dry');
    expect(code).toBe(0);
    expect(stdout).toBe(
      'Would execute WELCOME@2 with echo and the values\n  {"name":"Ada","place":"Paris"}\nIt would send:\n  Hi Ada, welcome to Paris!\n',
    );
    const { orders } = await ledgerJson(at, 'execute', 'WELCOME@1', '-v', 'name=Ada', '--dry');
    expect(orders).toMatchObject([{ text: { version: 1 }, rendered_prompt: 'Hello Ada!' }]);
    expect((await ledgerJson(at, 'runs')).total).toBe(before);
  });

  it('shows two answers one below the other, and side by side where there is room', async () => {
    const argv = ['WELCOME', '--compare', '1', '-v', 'name=Ada', '-v', 'place=Paris'];
    const below = await echo(...argv);
    expect(below.stdout).toMatch(
      /^WELCOME@2 {2}echo .*\n\nHi Ada, welcome to Paris!\n\nWELCOME@1 {2}echo .*\n\nHello Ada!\n$/,
    );
    const wide = { ...at, columns: 120, env: { NO_COLOR: '1' } };
    const beside = await ledger(wide, 'execute', ...argv, '--model', 'echo');
    expect(beside.stdout).toMatch(/\nHi Ada, welcome to Paris! +│ Hello Ada!\n$/);
    const { executions } = await ledgerJson(at, 'execute', ...argv, '--model', 'echo');
    expect(executions).toMatchObject([{ version_used: 2 }, { version_used: 1 }]);
  });
});

describe('executions', () => {
  const queue = async () => {
    const queued = await ledgerJson(
      at,
      'execute',
      'WELCOME@1',
      '-v',
      'name=Ada',
      '--model',
      'echo',
      '--async',
    );
    return queued.execution_id as string;
  };

  it('that are queued are waited for by the last digits of their id', async () => {
    const id = await queue();
    const { code, stdout, stderr } = await ledger(at, 'wait', id.slice(-8), '--verbose');
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'Hello Ada!' });
    expect(stderr).toContain('prompt\n  Hello Ada!\nvariables  {"name":"Ada"}\n');
    const waited = await echo('WELCOME@1', '-v', 'name=Bob', '--wait');
    expect(waited.stdout).toBe('Hello Bob!');
    const alone = await echo('WELCOME@1', '-v', 'name=Bob', '--async');
    expect(alone.stdout).toMatch(/^[0-9a-f-]{36}\n$/);
    expect(alone.stderr).toMatch(/^WELCOME@1 is queued; `ledger wait [0-9a-f]{8}` waits/);
  });

  it('are listed, and executed again', async () => {
    const id = await queue();
    await ledgerJson(at, 'wait', id);
    const { stdout } = await ledger(at, 'runs', 'WELCOME');
    expect(stdout).toMatch(/^ID +PROMPT +STATUS +CREATED +TOOK\n/);
    expect(stdout).toMatch(new RegExp(`\n${id.slice(-8)} +WELCOME +succeeded `));
    expect((await ledger(at, 'rerun', id)).stdout).toBe('Hello Ada!');
    const other = await ledger(at, 'rerun', id, '--at', '2');
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('place');
    expect((await ledger(at, 'runs', 'WELCOM')).stderr).toContain('Did you mean WELCOME?');
    expect((await ledger(at, 'runs', '--limit', '1')).stdout).toContain('--limit shows more.');
  });

  it('are canceled while they have not ended', async () => {
    provider.next.push({ kind: 'answer', afterMs: 15_000 });
    const { execution_id: id } = await ledgerJson(at, 'execute', 'WELCOME@1', '-v', 'name=Ada', '--async');
    expect((await ledger(at, 'cancel', id)).stdout).toBe(`Canceled ${id} of WELCOME.\n`);
    const { code, stderr } = await ledger(at, 'wait', id);
    expect(code).toBe(1);
    expect(stderr).toContain('The execution was canceled');
    const ended = await queue();
    await ledgerJson(at, 'wait', ended);
    expect(await ledger(at, 'cancel', ended)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('succeeded already'),
    });
  });

  it.each([
    ['xyz', 2, 'is no id'],
    ['ffffffff-ffff', 1, 'None of the newest 200'],
    ['00000000-0000-0000-0000-000000000000', 1, 'There is no execution'],
  ])('with the id %s are none', async (id, wanted, sentence) => {
    const { code, stderr } = await ledger(at, 'wait', id);
    expect(code).toBe(wanted);
    expect(stderr).toContain(sentence);
  });
});

describe('an answer that comes in pieces', () => {
  const version = {
    prompt_name: 'P',
    mode: 'tracking',
    version: 1,
    checksum_hash: 'a',
    template_source: 'x',
    kind: 'text',
    variables: [],
  };
  const record = (status: string) => ({
    execution_id: '0190a1b2-0000-7000-8000-0000feedbeef',
    status,
    mode: 'sync',
    prompt_name: 'P',
    prompt_mode: 'tracking',
    version_used: 1,
    model: { provider: 'echo', model_name: 'echo' },
    telemetry: { prompt_tokens: 1, response_tokens: 2, latency_ms: 3, total_cost: null },
    rendered_prompt: 'x',
    variables: {},
    params: {},
    ...(status === 'failed' ? { error_type: 'timeout', error_message: 'It took too long.' } : {}),
  });
  const event = (kind: string, data: unknown) => `event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;

  /** A server that sends these bytes one after another. */
  async function serve(chunks: readonly (string | Buffer)[]): Promise<Place> {
    const fake = createServer((request, response) => {
      if (request.method === 'GET') return void response.end(JSON.stringify(version));
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const next = (index: number) => {
        if (index === chunks.length) return void response.end();
        response.write(chunks[index]);
        setTimeout(() => next(index + 1), 5);
      };
      next(0);
    });
    await new Promise<void>((resolve) => fake.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void fake.close());
    const { port } = fake.address() as AddressInfo;
    return { cwd: '/', server: { url: `http://127.0.0.1:${port}`, key: 'k' } };
  }

  it('is shown as it comes, whatever the network cuts it into', async () => {
    const text = Buffer.from(
      `: hello\n\n${event('text', { text: '日本' })}${event('text', { text: '語!' })}${event('end', record('succeeded'))}`,
    );
    const place = await serve(
      Array.from({ length: Math.ceil(text.length / 7) }, (_, index) =>
        text.subarray(index * 7, index * 7 + 7),
      ),
    );
    const { code, stdout, stderr } = await ledger(place, 'execute', 'P');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '日本語!' });
    expect(stderr).toMatch(/^P@1 {2}echo · 1 → 2 tokens · 3 ms · cost unknown · feedbeef\n$/);
    const onTerminal = await ledger({ ...place, columns: 80, env: { NO_COLOR: '1' } }, 'execute', 'P');
    expect(onTerminal.stdout).toBe('日本語!\n');
  });

  it('keeps what came where it fails in the middle, and says why', async () => {
    const place = await serve([
      event('text', { text: 'Half' }),
      event('error', { detail: 'It took too long.', code: 'provider_timeout' }),
      event('end', record('failed')),
    ]);
    const { code, stdout, stderr } = await ledger(place, 'execute', 'P');
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'Half' });
    expect(stderr).toContain('The execution failed (timeout): It took too long.');
    const cut = await ledger(await serve([event('text', { text: 'Half' })]), 'execute', 'P');
    expect(cut).toMatchObject({ code: 3, stdout: 'Half', stderr: expect.stringContaining('broke off') });
  });
});
