import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { RegisterRequest } from '@prompt-ledger/shared/contract';

/**
 * How a server may be: well, gone, silent after it accepted (from the start, or after one answer), failing, talking
 * nonsense, refusing the key, refusing what it is sent.
 */
export type Health =
  | 'well'
  | 'down'
  | 'hanging'
  | 'tiring'
  | 'failing'
  | 'garbage'
  | 'unauthorized'
  | 'refusing';

export interface Recorder {
  readonly url: string;
  readonly key: string;
  /** What it confirmed, in order. */
  readonly requests: RegisterRequest[];
  become(health: Health): Promise<void>;
  close(): Promise<void>;
}

/** A server that keeps what it is sent, on one port through all its states. */
export async function startRecorder(): Promise<Recorder> {
  const requests: RegisterRequest[] = [];
  const sockets = new Set<Socket>();
  let health: Health = 'well';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(Buffer.concat(chunks).toString('utf8'), response));
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });

  function answer(text: string, response: ServerResponse): void {
    const say = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    switch (health) {
      case 'down':
      case 'hanging':
        return;
      case 'failing':
        return say(500, { detail: 'It is broken.', code: 'internal' });
      case 'garbage':
        response.end('<html>A page of somebody else</html>');
        return;
      case 'unauthorized':
        return say(401, { detail: 'Invalid or missing API key' });
      case 'refusing':
        return say(400, { detail: 'P is in full mode.', code: 'wrong_mode' });
      case 'tiring':
      case 'well': {
        if (health === 'tiring') health = 'hanging';
        const request = JSON.parse(text) as RegisterRequest;
        requests.push(request);
        const registered = (request.prompts ?? []).map(({ name }) => ({
          name,
          mode: 'tracking',
          version: 1,
          change_detected: false,
          previous_version: null,
          action: 'new',
        }));
        return say(200, { registered, counts: {}, dry_run: false, missing: [], archived: [], revived: [] });
      }
    }
  }

  const listen = (port: number) => new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const stop = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      for (const socket of sockets) socket.destroy();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    key: 'key-of-a-test',
    requests,
    async become(next) {
      if (next === 'down' && server.listening) await stop();
      if (next !== 'down' && !server.listening) await listen(port);
      for (const socket of sockets) socket.destroy();
      health = next;
    },
    close: async () => {
      if (server.listening) await stop();
    },
  };
}
