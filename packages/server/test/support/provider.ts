import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProviderSettings } from '../../src/providers/providers.ts';

/** What a fake provider does with one request. */
export type Reaction =
  | { readonly kind: 'answer'; readonly text?: string; readonly afterMs?: number; readonly tokens?: number }
  | {
      readonly kind: 'refuse';
      readonly status: number;
      readonly headers?: Record<string, string>;
      readonly message?: string;
      readonly afterMs?: number;
    }
  /** A stream of these pieces, that then ends orderly, stops, breaks off, says that it failed, or waits for ever. */
  | {
      readonly kind: 'stream';
      readonly pieces: readonly string[];
      readonly last: 'end' | 'stop' | 'break' | 'garbage' | 'fail' | 'hang';
    }
  | { readonly kind: 'garbage' }
  /** Never stops. */
  | { readonly kind: 'endless'; readonly type: string }
  | { readonly kind: 'hang' }
  | { readonly kind: 'hang up' };

export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  // What was sent is for the expectations of a test to say.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

export interface FakeProvider {
  readonly settings: ProviderSettings;
  readonly received: Received[];
  /** What to do with the next requests, in their order; after these it answers. */
  readonly next: Reaction[];
  /** How many requests were broken off by who sent them. */
  broken(): number;
  /** How many bytes of endless answers were sent. */
  sent(): number;
  close(): Promise<void>;
}

export const SECRET = 'sk-test-secret-of-the-provider';

/** A model on a port of this machine that speaks OpenAI's and Anthropic's protocol, and fails as it is told. */
export async function startProvider({ timeoutMs = 500 } = {}): Promise<FakeProvider> {
  const received: Received[] = [];
  const next: Reaction[] = [];
  let broken = 0;
  let sent = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString());
      const path = request.url ?? '';
      received.push({ path, headers: request.headers, body });
      const reaction = next.shift() ?? { kind: 'answer' };
      response.on('close', () => {
        if (!response.writableEnded) broken += 1;
      });
      const json = (status: number, value: unknown, headers: Record<string, string> = {}) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(JSON.stringify(value));
      };
      switch (reaction.kind) {
        case 'answer': {
          const text = reaction.text ?? 'An answer.';
          const answer = path.endsWith('/messages')
            ? anthropic(body.model, text)
            : openai(body.model, text, reaction.tokens ?? 1000);
          setTimeout(() => json(200, answer), reaction.afterMs ?? 0);
          return;
        }
        case 'refuse': {
          const message = reaction.message ?? `no, with ${SECRET}`;
          const refusal = { type: 'error', error: { type: 'x', message } };
          setTimeout(() => json(reaction.status, refusal, reaction.headers), reaction.afterMs ?? 0);
          return;
        }
        case 'stream': {
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          const say = (data: unknown) => response.write(`data: ${JSON.stringify(data)}\n\n`);
          const choice = (delta: object, finish_reason: string | null = null) =>
            say({ id: 'x', created: 1, model: body.model, choices: [{ index: 0, delta, finish_reason }] });
          for (const content of reaction.pieces) choice({ content });
          switch (reaction.last) {
            case 'end':
              choice({}, 'stop');
              say({
                id: 'x',
                choices: [],
                usage: { prompt_tokens: 1000, completion_tokens: 500, total_tokens: 1500 },
              });
              response.end('data: [DONE]\n\n');
              return;
            case 'stop':
              response.end();
              return;
            case 'garbage':
              response.end('data: {not JSON\n\n');
              return;
            case 'fail':
              say({ error: { message: `too busy, with ${SECRET}`, type: 'server_error' } });
              response.end('data: [DONE]\n\n');
              return;
            case 'break':
              response.write('data: {"id"', () => request.socket.destroy());
              return;
            case 'hang':
              return;
          }
          return;
        }
        case 'garbage':
          response.end('<html>not JSON');
          return;
        case 'endless': {
          const chunk = Buffer.alloc(1024 * 1024, 'data: endless ');
          response.writeHead(200, { 'content-type': reaction.type });
          const goOn = () => {
            if (response.destroyed) return;
            sent += chunk.length;
            response.write(chunk, goOn);
          };
          goOn();
          return;
        }
        case 'hang':
          return;
        case 'hang up':
          request.socket.destroy();
      }
    });
  });
  // A connection that this side ends while the other picks it up again would be a failure that no test asked for.
  server.keepAliveTimeout = 300_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  const account = { key: SECRET, baseUrl };
  return {
    settings: { openai: account, anthropic: account, timeoutMs },
    received,
    next,
    broken: () => broken,
    sent: () => sent,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function openai(model: string, content: string, tokens: number) {
  return {
    id: 'x',
    object: 'chat.completion',
    created: 1,
    model,
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: tokens, completion_tokens: 500, total_tokens: 1500 },
  };
}

function anthropic(model: string, text: string) {
  return {
    id: 'x',
    type: 'message',
    role: 'assistant',
    model,
    content: [{ type: 'text', text }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 1000, output_tokens: 500 },
  };
}
