import { PROJECT_HEADER } from '@prompt-ledger/shared';
import type { Answer, ClientOptions, Request, Wire } from './exchange.ts';
import { chooseProxies, type Proxies } from './proxy.ts';

/** One server, asked over connections that are kept until `close`. */
export interface Client {
  /** Rejects with what the network said; every answer with a status is an answer. */
  send(request: Request): Promise<Answer>;
  close(): Promise<void>;
}

/** Opens a client. What speaks through proxies is loaded only where one is in the way. */
export async function openClient(options: ClientOptions): Promise<Client> {
  const url = new URL(options.server);
  const proxies = chooseProxies(url, options.env);
  const wire = await openWire(url, proxies, options);
  const base = url.pathname.replace(/\/$/, '');
  return {
    send: ({ method, path, body, onPiece }) =>
      wire.send({
        method,
        path: `${base}${path}`,
        headers: {
          accept: 'application/json',
          ...(options.key === null ? {} : { 'x-api-key': options.key }),
          ...(options.project === null ? {} : { [PROJECT_HEADER]: options.project }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body === undefined ? null : JSON.stringify(body),
        ...(onPiece === undefined ? {} : { onPiece }),
      }),
    close: () => wire.close(),
  };
}

async function openWire(
  url: URL,
  proxies: Proxies | null,
  { timeouts, isBrief }: ClientOptions,
): Promise<Wire> {
  if (proxies !== null) return (await import('./proxied.ts')).openProxied(url, proxies, timeouts);
  if (isBrief && url.protocol === 'http:') return (await import('./plain.ts')).openPlain(url, timeouts);
  return (await import('./direct.ts')).openDirect(url, timeouts);
}
