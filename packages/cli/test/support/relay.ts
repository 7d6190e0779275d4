import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a server, and writes down what it is asked. */
export interface Relay {
  readonly url: string;
  readonly key: string;
  /** `GET /v1/prompts`, without queries. */
  readonly asked: string[];
  close(): void;
}

export async function startRelay(server: { readonly url: string; readonly key: string }): Promise<Relay> {
  const asked: string[] = [];
  const relay = http.createServer((request, response) => {
    const { method = 'GET', url = '/', headers } = request;
    asked.push(`${method} ${decodeURIComponent(url.split('?')[0] ?? '')}`);
    const onward = http.request(`${server.url}${url}`, { method, headers }, (answer) => {
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
    close() {
      relay.closeAllConnections();
      relay.close();
    },
  };
}
