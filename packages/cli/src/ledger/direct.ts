import type { Socket } from 'node:net';
import {
  AnswerTimeout,
  AnswerTooLarge,
  createPieces,
  MAX_ANSWER_BYTES,
  type Timeouts,
  type Wire,
} from './exchange.ts';

/** Straight to a server, by Node's own client: any other one takes longer to load than a whole exchange. */
export function openDirect(url: URL, timeouts: Timeouts): Wire {
  // Loaded when asked for, as `https` brings what http has no use for; an `import()` of it takes ten times as long.
  const { request, Agent } =
    url.protocol === 'https:'
      ? process.getBuiltinModule('node:https')
      : process.getBuiltinModule('node:http');
  const connected = url.protocol === 'https:' ? 'secureConnect' : 'connect';
  const agent = new Agent({ keepAlive: true });
  return {
    // Whoever ends now need not wait for connections to be closed one by one.
    close: async () => void setImmediate(() => agent.destroy()),
    send: (outgoing) =>
      new Promise((resolve, reject) => {
        const { method, path, headers, body } = outgoing;
        const asked = request(new URL(path, url), { method, headers, agent });
        const expire = () => asked.destroy(new AnswerTimeout());
        const answering = setTimeout(expire, timeouts.answerMs);
        const connecting = setTimeout(expire, timeouts.connectMs);
        const fail = (error: Error) => {
          clearTimeout(answering);
          clearTimeout(connecting);
          reject(error);
        };
        asked.on('socket', (socket: Socket) => {
          if (socket.connecting) socket.once(connected, () => clearTimeout(connecting));
          else clearTimeout(connecting);
        });
        asked.on('error', fail);
        asked.on('response', (response) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          const hear = createPieces(outgoing, response.headers['content-type']);
          response.on('error', fail);
          response.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
            if (bytes > MAX_ANSWER_BYTES) response.destroy(new AnswerTooLarge());
            else chunks.push(chunk);
            hear?.(chunk);
          });
          response.on('end', () => {
            clearTimeout(answering);
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
          });
        });
        asked.end(body);
      }),
  };
}
