import { setFlagsFromString } from 'node:v8';
import type { EnvHttpProxyAgent } from 'undici';
import {
  AnswerTimeout,
  AnswerTooLarge,
  createPieces,
  MAX_ANSWER_BYTES,
  type Answer,
  type Outgoing,
  type Timeouts,
  type Wire,
} from './exchange.ts';
import type { Proxies } from './proxy.ts';

/** Through the proxies that an environment names, by the one part of undici that does it: its index loads all others. */
export async function openProxied(url: URL, proxies: Proxies, timeouts: Timeouts): Promise<Wire> {
  // undici parses answers in WebAssembly. For the few we read, optimising it takes longer (80 ms, on exit) than it saves.
  setFlagsFromString('--liftoff-only');
  const { default: loaded } = await import('undici/lib/dispatcher/env-http-proxy-agent.js');
  const Agent = loaded as typeof EnvHttpProxyAgent;
  const { connectMs, answerMs } = timeouts;
  const agent = new Agent({
    ...proxies,
    headersTimeout: answerMs,
    bodyTimeout: answerMs,
    // Plain http goes through a proxy as a forwarded request, as curl does it: many refuse tunnels to port 80.
    proxyTunnel: false,
    connect: { timeout: connectMs },
  });
  return {
    send: (outgoing) => dispatch(agent, url.origin, outgoing, answerMs),
    close: () => agent.destroy(),
  };
}

function dispatch(
  agent: EnvHttpProxyAgent,
  origin: string,
  outgoing: Outgoing,
  answerMs: number,
): Promise<Answer> {
  const { method, path, headers, body } = outgoing;
  return new Promise((resolve, reject) => {
    let hear: ReturnType<typeof createPieces> = null;
    const chunks: Buffer[] = [];
    let bytes = 0;
    let status = 0;
    let abort = reject;
    const timer = setTimeout(() => abort(new AnswerTimeout()), answerMs);
    agent.dispatch(
      // undici's list of methods is of its own; ours come from there.
      { origin, path, method: method as 'GET', headers, body },
      {
        onRequestStart(controller) {
          abort = (error: Error) => controller.abort(error);
        },
        onResponseStart(_controller, statusCode, answered) {
          status = statusCode;
          hear = createPieces(outgoing, answered['content-type']);
        },
        onResponseData(controller, chunk) {
          bytes += chunk.length;
          if (bytes > MAX_ANSWER_BYTES) controller.abort(new AnswerTooLarge());
          else chunks.push(chunk);
          hear?.(chunk);
        },
        onResponseEnd() {
          clearTimeout(timer);
          resolve({ status, text: Buffer.concat(chunks).toString('utf8') });
        },
        onResponseError(_controller, error) {
          clearTimeout(timer);
          reject(error);
        },
      },
    );
  });
}
