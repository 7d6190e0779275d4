import { Readable } from 'node:stream';
import { Agent, request } from 'undici';

/** What an answer may have: the longest stream of today's models, each token in an event of its own, has half of it. */
export const MAX_ANSWER_MEGABYTES = 64;

/** Our own time limit ends a call; a model may think for longer than undici's usual ones allow. */
const agent = new Agent({
  headersTimeout: 0,
  bodyTimeout: 0,
  keepAliveTimeout: 30_000,
  maxResponseSize: MAX_ANSWER_MEGABYTES * 1024 * 1024,
});

type Init = NonNullable<Parameters<typeof fetch>[1]>;

/**
 * What the AI SDK asks for in place of Node's own `fetch`, which takes twice the processor time: a POST of a text, one
 * whose answer is a stream or a text. It follows no redirects: a key is for one address.
 */
export async function leanFetch(url: Parameters<typeof fetch>[0], init: Init = {}): Promise<Response> {
  const { statusCode, headers, body } = await request(String(url), {
    dispatcher: agent,
    method: init.method === 'GET' ? 'GET' : 'POST',
    headers: toRecord(init.headers),
    body: typeof init.body === 'string' ? init.body : null,
    ...(init.signal && { signal: init.signal }),
  }).catch((error: unknown) => {
    // The words by which the SDK knows that there was no connection.
    throw init.signal?.aborted ? error : new TypeError('fetch failed', { cause: error });
  });
  const answer = { status: statusCode, headers: flatten(headers) };
  if (answer.headers['content-type']?.startsWith('text/event-stream')) {
    // Node's and the browser's types of one and the same stream differ.
    return new Response(Readable.toWeb(body) as unknown as ReadableStream, answer);
  }
  const text = await body.text().catch((error: unknown) => {
    throw init.signal?.aborted ? error : new TypeError('terminated', { cause: error });
  });
  return new Response(text, answer);
}

function toRecord(headers: Init['headers']): Record<string, string> {
  const isPlain = headers !== undefined && Object.getPrototypeOf(headers) === Object.prototype;
  // The SDK gives them plain, with no values but texts: reading them into Headers and out again takes longer than the rest.
  return isPlain ? (headers as Record<string, string>) : Object.fromEntries(new Headers(headers));
}

/** One that came several times is one with commas, as `Headers` has it. */
function flatten(
  given: Readonly<Record<string, string | string[] | undefined>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(given).map(([name, value = '']) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  );
}
