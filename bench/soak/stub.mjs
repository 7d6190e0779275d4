/**
 * A model that remembers who asked it and when. Every prompt of the soak names its operation (`op-17`), and every answer
 * says how often that was asked for, so that no two answers are the same. Some first questions are slow, and some fail.
 */
import { createServer } from 'node:http';
import { createRandom } from '../support.mjs';

/** @returns `asked`: for each operation, the moments (`performance.now()`) at which it was asked for */
export async function startStub(seed) {
  const asked = new Map();
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('error', () => {});
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const op = /op-\d+/.exec(text)?.[0] ?? 'op-none';
      const times = asked.get(op) ?? [];
      asked.set(op, [...times, performance.now()]);
      const { status, headers, ms } = react(seed, op, times.length);
      const body = status === 200 ? complete(`${op} was asked for the ${times.length + 1}. time`) : REFUSAL;
      setTimeout(() => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(JSON.stringify(body));
      }, ms);
    });
  });
  server.keepAliveTimeout = 300_000;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/v1`,
    asked,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function react(seed, op, before) {
  const random = createRandom(seed * 7919 + Number(op.slice(3)));
  const [kind, share] = [random(), random()];
  const ms = kind < 0.1 ? 300 + share * 1200 : 5 + share * 80;
  if (kind > 0.99) return { status: 400, ms };
  if (before > 0 || kind < 0.95) return { status: 200, ms };
  if (kind < 0.97) return { status: 500, ms };
  // A date in the past is "now" by any clock.
  const after = share < 0.5 ? '1' : new Date(0).toUTCString();
  return { status: 429, headers: { 'retry-after': after }, ms };
}

const REFUSAL = { error: { type: 'x', message: 'The stub does not want to.' } };

function complete(content) {
  return {
    id: 'x',
    object: 'chat.completion',
    created: 1,
    model: 'gpt-4o-mini',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  };
}
