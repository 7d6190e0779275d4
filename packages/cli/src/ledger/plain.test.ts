import net from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { AnswerTimeout, AnswerTooLarge, NoHttp, type Outgoing } from './exchange.ts';
import { openPlain } from './plain.ts';
import { createAnswerReader } from './read-answer.ts';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

/** Each is whole, and says the same. */
const ANSWERS = {
  'of a known length': `${HEAD}Content-Length: 10\r\n\r\n{"ü": 123}`.replace('10', '11'),
  'in chunks': `${HEAD}Transfer-Encoding: chunked\r\n\r\n4\r\n{"ü\r\n7;note=x\r\n": 123}\r\n0\r\n\r\n`,
  'in a single chunk': `${HEAD}transfer-encoding: Chunked\r\n\r\nB\r\n{"ü": 123}\r\n0\r\nTrailer: x\r\n\r\n`,
  'up to the end': `HTTP/1.0 200\r\n\r\n{"ü": 123}`,
  'behind a word of patience': `HTTP/1.1 100 Continue\r\n\r\n${HEAD}content-length:11 \r\n\r\n{"ü": 123}`,
};

function read(pieces: readonly Buffer[]) {
  const reader = createAnswerReader();
  for (const piece of pieces) {
    const answer = reader.take(piece);
    if (answer !== null) return answer;
  }
  return reader.end();
}

describe('an answer', () => {
  it.each(Object.entries(ANSWERS))('%s is read however it comes in pieces', (_how, text) => {
    const bytes = Buffer.from(text);
    const cuts = fc.uniqueArray(fc.nat(bytes.length), { maxLength: 8 });
    fc.assert(
      fc.property(cuts, (places) => {
        const ends = [...places.toSorted((a, b) => a - b), bytes.length];
        const pieces = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
        expect(read(pieces)).toEqual({ status: 200, text: '{"ü": 123}' });
      }),
    );
    expect(read([...bytes].map((byte) => Buffer.of(byte)))).toEqual({ status: 200, text: '{"ü": 123}' });
  });

  it('is none before it is whole', () => {
    for (const [how, text] of Object.entries(ANSWERS)) {
      if (how === 'up to the end') continue;
      const bytes = Buffer.from(text);
      // Of what trails behind the last chunk nothing is needed.
      const needed = bytes.indexOf('0\r\nTrailer') < 0 ? bytes.length - 3 : bytes.indexOf('Trailer') - 1;
      for (let end = 0; end < needed; end += 1) expect(read([bytes.subarray(0, end)])).toBeNull();
    }
  });

  it.each([
    ['SSH-2.0-OpenSSH_9.2\r\n\r\n'],
    ['HTTP/2 200\r\n\r\n'],
    ['HTTP/1.1 OK\r\n\r\n'],
    [`${HEAD}no field\r\n\r\n`],
    [`${HEAD}Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx`],
    [`${HEAD}Content-Length: -1\r\n\r\nx`],
    [`${HEAD}Transfer-Encoding: gzip\r\n\r\nx`],
    [`${HEAD}Transfer-Encoding: chunked\r\n\r\nx\r\n`],
    [`${HEAD}Transfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n`],
    [`${HEAD}${'x'.repeat(70_000)}`],
  ])('is refused where it is no HTTP: %j', (text) => {
    expect(() => read([Buffer.from(text)])).toThrow(NoHttp);
  });

  it('is refused where it is too large', () => {
    const take = (text: string) => createAnswerReader(3).take(Buffer.from(`HTTP/1.1 200\r\n${text}`));
    expect(take('\r\nabc')).toBeNull();
    expect(() => take('\r\nabcd')).toThrow(AnswerTooLarge);
    expect(() => take('transfer-encoding: chunked\r\n\r\n4\r\nabcd\r\n')).toThrow(AnswerTooLarge);
  });

  it('without content has none', () => {
    expect(read([Buffer.from('HTTP/1.1 204 No Content\r\n\r\n')])).toEqual({ status: 204, text: '' });
  });
});

describe('a request over plain http', () => {
  const servers: net.Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  async function serve(answer: (socket: net.Socket, heard: string) => void, host = '127.0.0.1') {
    const server = net.createServer((socket) => {
      let heard = '';
      socket.on('error', () => {});
      socket.setEncoding('utf8').on('data', (text: string) => answer(socket, (heard += text)));
    });
    servers.push(server);
    await new Promise<void>((done) => server.listen(0, host, done));
    const { port } = server.address() as net.AddressInfo;
    return new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}/base/`);
  }

  const TIMEOUTS = { connectMs: 2_000, answerMs: 2_000 };
  const OUTGOING: Outgoing = {
    method: 'POST',
    path: '/base/v1/x?q=%20',
    headers: { accept: 'application/json', 'x-api-key': 'k' },
    body: '{"ü":1}',
  };

  it('says what HTTP wants to hear, and leaves its side open', async () => {
    let ended = false;
    let request = '';
    const url = await serve((socket, heard) => {
      socket.on('end', () => (ended = true));
      request = heard;
      setTimeout(() => socket.end(ended ? 'HTTP/1.1 499\r\n\r\n' : ANSWERS['in chunks']), 50);
    });
    const wire = openPlain(url, TIMEOUTS);
    await expect(wire.send(OUTGOING)).resolves.toEqual({ status: 200, text: '{"ü": 123}' });
    await wire.close();
    expect(request.split('\r\n')).toEqual([
      'POST /base/v1/x?q=%20 HTTP/1.1',
      `host: ${url.host}`,
      'connection: close',
      'accept: application/json',
      'x-api-key: k',
      'content-length: 8',
      '',
      '{"ü":1}',
    ]);
  });

  it('waits neither for a server that keeps the connection nor longer than it may', async () => {
    const kept = await serve((socket) => socket.write(ANSWERS['of a known length']));
    await expect(openPlain(kept, TIMEOUTS).send(OUTGOING)).resolves.toMatchObject({ status: 200 });
    const slow = await serve((socket) => socket.write(HEAD));
    const sent = openPlain(slow, { ...TIMEOUTS, answerMs: 50 }).send({ ...OUTGOING, body: null });
    await expect(sent).rejects.toThrow(AnswerTimeout);
  });

  it('fails where the answer breaks off, is no HTTP, or nobody is there', async () => {
    const broken = await serve((socket) => socket.end(`${HEAD}Content-Length: 9\r\n\r\nhalf`));
    await expect(openPlain(broken, TIMEOUTS).send(OUTGOING)).rejects.toThrow('before the answer was whole');
    const other = await serve((socket) => socket.write('220 mail.example ESMTP\r\n\r\n'));
    await expect(openPlain(other, TIMEOUTS).send(OUTGOING)).rejects.toThrow(NoHttp);
    for (const server of servers.splice(0)) await new Promise((done) => server.close(done));
    await expect(openPlain(other, TIMEOUTS).send(OUTGOING)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('finds a server on IPv6', async () => {
    const url = await serve((socket) => socket.end(ANSWERS['up to the end']), '::1');
    await expect(openPlain(url, TIMEOUTS).send(OUTGOING)).resolves.toMatchObject({ status: 200 });
  });
});
