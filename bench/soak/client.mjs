/** A good client: it repeats what may be repeated, with pauses, at whatever server answers, and no faster than asked. */
import { setTimeout as sleep } from 'node:timers/promises';

const REQUEST_TIMEOUT_MS = 30_000;
const FIRST_PAUSE_MS = 50;
/** Shorter than a server is up between two faults, however slow it starts: who pauses longer may miss it each time. */
const LONGEST_PAUSE_MS = 250;

/**
 * @param urls of all servers
 * @returns `call(method, path, body, { mayRepeat })`, which answers `{ status, body }`; `unknown` where nobody knows what
 *   became of it
 */
export function createClient({ urls, key, random, statistics, patienceMs }) {
  return async (method, path, body, { mayRepeat = true, headers = {} } = {}) => {
    const deadline = performance.now() + patienceMs;
    let at = Math.floor(random() * urls.length);
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const answer = await ask(urls[at % urls.length], method, path, body, { 'x-api-key': key, ...headers });
      if (answer.status === 500)
        statistics.internal.push(`${method} ${path}: ${JSON.stringify(answer.body)}`);
      if (!isTransient(answer)) return answer;
      if (!mayRepeat) return { status: 'unknown', body: answer.body };
      if (performance.now() > deadline) return { status: 'gave up', body: answer.body };
      statistics.retried += 1;
      at += 1;
      await sleep(pause * (0.5 + random()));
    }
  };
}

/** An execution that failed is an answer; that the server did not get that far is none. */
function isTransient({ status, body }) {
  if (status === 'broken') return true;
  return [500, 502, 503, 504].includes(status) && body?.execution_id === undefined;
}

async function ask(url, method, path, body, headers) {
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    return { status: response.status, body: await response.json() };
  } catch (error) {
    return { status: 'broken', body: String(error?.cause ?? error) };
  }
}
