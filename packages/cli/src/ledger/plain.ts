import { AnswerTimeout, type Answer, type Outgoing, type Timeouts, type Wire } from './exchange.ts';
import { createAnswerReader } from './read-answer.ts';

/**
 * Straight to a server over plain http, for the request or two of whoever is in a hurry: each has a connection of its own,
 * and its answer comes whole. Node's HTTP takes longer to load, and to get a request on its way, than a server to answer.
 */
export function openPlain(url: URL, timeouts: Timeouts): Wire {
  return {
    send: (outgoing) => exchange(url, outgoing, timeouts),
    close: async () => {},
  };
}

function exchange(url: URL, outgoing: Outgoing, { connectMs, answerMs }: Timeouts): Promise<Answer> {
  const { connect } = process.getBuiltinModule('node:net');
  return new Promise((resolve, reject) => {
    const reader = createAnswerReader();
    const socket = connect({
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: Number(url.port || 80),
      noDelay: true,
    });
    const expire = () => socket.destroy(new AnswerTimeout());
    const answering = setTimeout(expire, answerMs);
    const connecting = setTimeout(expire, connectMs);
    const finish = (answer: Answer | null) => {
      if (answer === null) return;
      resolve(answer);
      socket.destroy();
    };
    socket.once('connect', () => clearTimeout(connecting));
    socket.on('data', (bytes) => {
      try {
        finish(reader.take(bytes));
      } catch (error) {
        socket.destroy(error as Error);
      }
    });
    socket.once('end', () => finish(reader.end()));
    socket.once('error', reject);
    socket.once('close', () => {
      clearTimeout(answering);
      clearTimeout(connecting);
      // Unless it was told before.
      reject(new Error('the connection was closed before the answer was whole'));
    });
    // Left open on this side: some servers take a client that says no more for one that has gone.
    socket.write(format(url, outgoing));
  });
}

function format(url: URL, { method, path, headers, body }: Outgoing): string {
  const { pathname, search } = new URL(path, url);
  const lines = [
    `${method} ${pathname}${search} HTTP/1.1`,
    `host: ${url.host}`,
    'connection: close',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === null ? [] : [`content-length: ${Buffer.byteLength(body)}`]),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body ?? ''}`;
}
