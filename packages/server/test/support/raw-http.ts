import { request } from 'node:http';
import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly text: string;
}

/** Sends a body in pieces, as a client that reads the answer only when it has sent all of it. */
export function sendInPieces(
  url: string,
  { headers, pieces }: { readonly headers: Record<string, string>; readonly pieces: Iterable<Buffer> },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
      );
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    const iterator = pieces[Symbol.iterator]();
    const write = () => {
      for (;;) {
        const next = iterator.next();
        if (next.done) return outgoing.end();
        if (!outgoing.write(next.value)) return outgoing.once('drain', write);
      }
    };
    write();
  });
}

/** Sends bytes as they are and returns what comes back. */
export function sendBytes(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
    socket.on('error', reject);
  });
}
