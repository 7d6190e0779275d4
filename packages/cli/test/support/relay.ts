import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a server, and writes down what it is asked. */
export interface Relay {
  readonly url: string;
  readonly key: string;
  /** `GET /v1/prompts`, without queries. */
  readonly asked: string[];
  /** Stands before another server from now on. */
  turnTo(server: { readonly url: string }): void;
  /** From the nth on such requests get no answer, and the first of them is told. */
  holdFrom(request: string, nth: number, tell: () => void): void;
  close(): void;
}

export async function startRelay(server: { readonly url: string; readonly key: string }): Promise<Relay> {
  const asked: string[] = [];
  let target = server.url;
  let held = { request: '', left: 0, tell: () => {} };
  const relay = http.createServer((request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    const what = `${method} ${decodeURIComponent(url.split('?')[0] ?? '')}`;
    asked.push(what);
    if (what === held.request && (held.left -= 1) <= 0) return held.left === 0 ? held.tell() : undefined;
    const onward = http.request(`${target}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  await new Promise<void>((done) => relay.listen(0, '127.0.0.1', done));
  const { port } = relay.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    key: server.key,
    asked,
    turnTo: (other) => void (target = other.url),
    holdFrom: (request, nth, tell) => void (held = { request, left: nth, tell }),
    close() {
      relay.closeAllConnections();
      relay.close();
    },
  };
}
