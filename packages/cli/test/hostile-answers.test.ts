import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { ledger, ledgerJson } from './support/ledger.ts';
import { promptModule } from './support/prompts.ts';
import { createRepository } from './support/repository.ts';

/** Turns what follows red, and around. */
const HOSTILE = '\u001b[31m\u202e';
const HARMLESS = String.raw`\u001b[31m\u202e`;

/** Fields with one of few words, or with the name of a content, which the CLI looks at before it shows them. */
const CHOSEN = new Set(['action', 'kind', 'mode', 'status', 'checksum_hash', 'template_hash', 'prompt_id']);
const NONE = new Set<string>();

/** What a server says in text, but for moments. */
function spoil(value: unknown, spared: ReadonlySet<string>): unknown {
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT/.test(value) ? value : `${value}${HOSTILE}`;
  if (Array.isArray(value)) return value.map((each) => spoil(each, spared));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [name, spared.has(name) ? held : spoil(held, spared)]),
  );
}

/** Stands before a server and spoils its answers; what comes back of them is what the server said. */
async function startSpoiler({ url: target }: TestServer, spared: ReadonlySet<string>): Promise<string> {
  const restore = (text: string) =>
    [HOSTILE, encodeURIComponent(HOSTILE), JSON.stringify(HOSTILE).slice(1, -1)].reduce(
      (left, form) => left.replaceAll(form, ''),
      text,
    );
  const relay = http.createServer(async (request, response) => {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const { method = 'GET', url = '/', headers } = request;
    const answer = await fetch(`${target}${restore(url)}`, {
      method,
      headers: { 'x-api-key': String(headers['x-api-key']), 'content-type': 'application/json' },
      ...(body.length > 0 ? { body: restore(Buffer.concat(body).toString()) } : {}),
    });
    const spoilText = (text: string) => JSON.stringify(spoil(JSON.parse(text), spared));
    const type = answer.headers.get('content-type') ?? '';
    const text = await answer.text();
    response.writeHead(answer.status, { 'content-type': type });
    response.end(
      type.startsWith('text/event-stream')
        ? text.replace(/^data: (.+)$/gm, (_line, data: string) => `data: ${spoilText(data)}`)
        : spoilText(text),
    );
  });
  await new Promise<void>((done) => relay.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    relay.closeAllConnections();
    relay.close();
  });
  return `http://127.0.0.1:${(relay.address() as AddressInfo).port}`;
}

it.each([
  ['but for words that it chooses from', CHOSEN],
  ['anywhere', NONE],
])('what a server says %s reaches no terminal as it is', async (_where, spared) => {
  const server = await startTestServer();
  onTestFinished(() => server.close());
  const repository = createRepository(promptModule({ WELCOME: 'Hello {{ name }}', BYE: 'Bye' }));
  repository.commit();
  const honest = { cwd: repository.root, server };
  await ledgerJson(honest, 'sync');
  await ledgerJson(honest, 'promote', 'WELCOME', '--label', 'production');
  await ledgerJson(honest, 'keys', 'create', 'CI');
  const { execution_id: execution } = await ledgerJson(honest, 'execute', 'BYE', '--model', 'echo');
  repository.write(promptModule({ WELCOME: 'Hi {{ name }}', BYE: 'Bye' }));
  const url = await startSpoiler(server, spared);
  const terminal = {
    cwd: repository.root,
    server: { url, key: server.key },
    columns: 200,
    env: { NO_COLOR: '1' },
  };
  for (const argv of [
    ['list'],
    ['show', 'WELCOME'],
    ['history', 'WELCOME'],
    ['blame', 'WELCOME'],
    ['diff', 'WELCOME'],
    ['diff', 'WELCOME@1', 'WELCOME@work'],
    ['status'],
    ['promote', 'WELCOME', '--label', 'canary'],
    ['promote', 'NOBODY', '--label', 'canary'],
    ['labels', 'list'],
    ['labels', 'history', 'production'],
    ['labels', 'delete', 'production', 'WELCOME'],
    ['keys', 'create', 'me'],
    ['keys', 'list'],
    ['keys', 'revoke', `CI${HOSTILE}`],
    ['projects', 'create', 'one'],
    ['projects', 'list'],
    ['projects', 'rename', 'one', 'two'],
    ['mode', 'BYE', 'full'],
    ['mode', 'BYE', 'full'],
    ['audit'],
    ['stats'],
    ['stats', '--by', 'model'],
    ['runs'],
    ['execute', 'BYE', '--model', 'echo'],
    ['rerun', execution],
    ['wait', execution],
    ['cancel', execution],
    ['whoami'],
    ['doctor'],
    ['settings', 'show'],
  ]) {
    const { stdout, stderr } = await ledger(terminal, ...argv);
    // Progress wipes its line.
    const screen = stdout + stderr.replaceAll('\r\u001b[K', '');
    for (const character of HOSTILE.replace('[31m', ''))
      expect(screen, argv.join(' ')).not.toContain(character);
    expect(screen, argv.join(' ')).not.toContain('mistake in ledger');
    // Else the server's words were not shown at all, and nothing was tested.
    if (spared === CHOSEN) expect(screen, argv.join(' ')).toContain(HARMLESS);
  }
});
