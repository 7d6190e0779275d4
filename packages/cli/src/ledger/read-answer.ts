import { AnswerTooLarge, MAX_ANSWER_BYTES, NoHttp, type Answer } from './exchange.ts';

/** Takes the bytes of one answer of HTTP/1.1 as they come, on a connection that is closed behind it. */
export interface AnswerReader {
  /** @returns the answer, once it is whole. @throws {NoHttp} and AnswerTooLarge */
  take(bytes: Buffer): Answer | null;
  /** There is no more. @returns null where something is missing */
  end(): Answer | null;
}

const MAX_HEAD_BYTES = 64 * 1024;

/** How long a body is: so many bytes, as its chunks say, or up to the end of the connection. */
type Length = number | 'chunked' | 'open';

export function createAnswerReader(maxBytes = MAX_ANSWER_BYTES): AnswerReader {
  let head: { readonly status: number; readonly length: Length } | null = null;
  /** What was not understood yet. */
  let rest: Buffer = Buffer.alloc(0);
  const body: Buffer[] = [];
  let bytes = 0;
  /** Of the chunk that is under way. */
  let lacking = 0;
  let isBehindChunk = false;

  function add(part: Buffer): void {
    bytes += part.length;
    if (bytes > maxBytes) throw new AnswerTooLarge();
    body.push(part);
  }

  /** What comes before the line feeds of `mark`, taken away with it; null where it is not there yet. */
  function takeUpTo(mark: string): string | null {
    const end = rest.indexOf(mark);
    if (end > MAX_HEAD_BYTES || (end < 0 && rest.length > MAX_HEAD_BYTES)) throw new NoHttp();
    if (end < 0) return null;
    const text = rest.toString('latin1', 0, end);
    rest = rest.subarray(end + mark.length);
    return text;
  }

  /** @returns whether the last one is there */
  function takeChunks(): boolean {
    for (;;) {
      const part = rest.subarray(0, lacking);
      add(part);
      rest = rest.subarray(part.length);
      lacking -= part.length;
      if (lacking > 0) return false;
      const line = takeUpTo('\r\n');
      if (line === null) return false;
      if (isBehindChunk && line !== '') throw new NoHttp();
      isBehindChunk = !isBehindChunk;
      if (!isBehindChunk) continue;
      const size = /^([0-9a-f]{1,8})(?:[ \t]*;.*)?$/i.exec(line)?.[1];
      if (size === undefined) throw new NoHttp();
      lacking = Number.parseInt(size, 16);
      if (lacking === 0) return true;
    }
  }

  function isWhole(length: Length): boolean {
    if (length === 'chunked') return takeChunks();
    const part = length === 'open' ? rest : rest.subarray(0, length - bytes);
    rest = Buffer.alloc(0);
    add(part);
    return bytes === length;
  }

  const toAnswer = (status: number): Answer => ({ status, text: Buffer.concat(body).toString('utf8') });

  return {
    take(more) {
      rest = rest.length === 0 ? more : Buffer.concat([rest, more]);
      while (head === null) {
        const text = takeUpTo('\r\n\r\n');
        if (text === null) return null;
        const read = readHead(text);
        // `100 Continue` and its like come before the answer.
        if (read.status >= 200) head = read;
      }
      return isWhole(head.length) ? toAnswer(head.status) : null;
    },
    end: () => (head?.length === 'open' ? toAnswer(head.status) : null),
  };
}

function readHead(text: string): { status: number; length: Length } {
  const [first = '', ...lines] = text.split('\r\n');
  const status = Number(/^HTTP\/1\.[01] ([1-9]\d\d)(?: |$)/.exec(first)?.[1]);
  if (!status) throw new NoHttp();
  const fields = lines.map((line) => /^([\w!#$%&'*+.^`|~-]+):[ \t]*(.*?)[ \t]*$/.exec(line));
  if (fields.includes(null)) throw new NoHttp();
  const valuesOf = (name: string) => {
    const found = fields.filter((field) => field?.[1]?.toLowerCase() === name);
    return [...new Set(found.map((field) => (field?.[2] ?? '').toLowerCase()))];
  };
  return { status, length: readLength(status, valuesOf('transfer-encoding'), valuesOf('content-length')) };
}

function readLength(status: number, encodings: readonly string[], lengths: readonly string[]): Length {
  if (status === 204 || status === 304) return 0;
  const [encoding] = encodings;
  if (encoding !== undefined) {
    if (encodings.length > 1 || encoding !== 'chunked') throw new NoHttp();
    return 'chunked';
  }
  const [length] = lengths;
  if (length === undefined) return 'open';
  if (lengths.length > 1 || !/^\d{1,15}$/.test(length)) throw new NoHttp();
  return Number(length);
}
