import { setFlagsFromString } from 'node:v8';
import type { Client as UndiciClient, Dispatcher, EnvHttpProxyAgent } from 'undici';
import { PROJECT_HEADER } from '@prompt-ledger/shared';
import { chooseProxies, type Proxies } from './proxy.ts';

export interface ClientOptions {
  /** The server's URL; a path in it is put before every request's. */
  readonly server: string;
  readonly key: string | null;
  /** Null: the usual one of the key. */
  readonly project: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For connecting, and for a whole answer. */
  readonly timeouts: { readonly connectMs: number; readonly answerMs: number };
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** With its query, percent-encoded. */
  readonly path: string;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** One server, asked over connections that are kept until `close`. */
export interface Client {
  /** Rejects with what the network said; every answer with a status is an answer. */
  send(request: Request): Promise<Answer>;
  close(): Promise<void>;
}

/** No honest answer is larger; what is larger is not ours and must not fill the memory. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

export class AnswerTimeout extends Error {}
export class AnswerTooLarge extends Error {}

/**
 * Opens a client. Only the needed parts of undici are loaded, as its index or `fetch` would cost more time than a
 * whole `ledger sync` with nothing changed.
 */
export async function openClient(options: ClientOptions): Promise<Client> {
  // undici parses answers in WebAssembly. For the few we read, optimising it takes longer (80 ms, on exit) than it saves.
  setFlagsFromString('--liftoff-only');
  const url = new URL(options.server);
  const proxies = chooseProxies(url, options.env);
  const dispatcher = proxies === null ? await direct(url, options) : await proxied(proxies, options);
  const base = url.pathname.replace(/\/$/, '');
  return {
    send: (request) =>
      dispatch(dispatcher, url.origin, { ...request, path: `${base}${request.path}` }, options),
    // An answer that was given up may never end: nothing is worth waiting for here.
    close: () => dispatcher.destroy(),
  };
}

async function direct(url: URL, { timeouts }: ClientOptions): Promise<Dispatcher> {
  const { default: loaded } = await import('undici/lib/dispatcher/client.js');
  const Client = loaded as typeof UndiciClient;
  return new Client(url.origin, { ...limits(timeouts), connect: { timeout: timeouts.connectMs } });
}

/** Plain http goes through a proxy as a forwarded request, as curl does it: many proxies refuse tunnels to port 80. */
async function proxied(proxies: Proxies, { timeouts }: ClientOptions): Promise<Dispatcher> {
  const { default: loaded } = await import('undici/lib/dispatcher/env-http-proxy-agent.js');
  const Agent = loaded as typeof EnvHttpProxyAgent;
  return new Agent({
    ...proxies,
    ...limits(timeouts),
    proxyTunnel: false,
    connect: { timeout: timeouts.connectMs },
  });
}

function limits({ answerMs }: ClientOptions['timeouts']) {
  return { headersTimeout: answerMs, bodyTimeout: answerMs };
}

function dispatch(
  dispatcher: Dispatcher,
  origin: string,
  request: Request,
  { key, project, timeouts }: ClientOptions,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let status = 0;
    let abort = reject;
    const timer = setTimeout(() => abort(new AnswerTimeout()), timeouts.answerMs);
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    dispatcher.dispatch(
      {
        origin,
        path: request.path,
        method: request.method,
        headers: {
          accept: 'application/json',
          ...(key === null ? {} : { 'x-api-key': key }),
          ...(project === null ? {} : { [PROJECT_HEADER]: project }),
          ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: request.body === undefined ? null : JSON.stringify(request.body),
      },
      {
        onRequestStart(controller) {
          abort = (error: Error) => controller.abort(error);
        },
        onResponseStart(_controller, statusCode) {
          status = statusCode;
        },
        onResponseData(controller, chunk) {
          bytes += chunk.length;
          if (bytes > MAX_ANSWER_BYTES) controller.abort(new AnswerTooLarge());
          else chunks.push(chunk);
        },
        onResponseEnd() {
          clearTimeout(timer);
          resolve({ status, text: Buffer.concat(chunks).toString('utf8') });
        },
        onResponseError(_controller, error) {
          fail(error);
        },
      },
    );
  });
}
