export interface ClientOptions {
  /** The server's URL; a path in it is put before every request's. */
  readonly server: string;
  readonly key: string | null;
  /** Null: the usual one of the key. */
  readonly project: string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeouts: Timeouts;
  /** Whether a request or two is all there will be, and somebody waits for them. */
  readonly isBrief: boolean;
}

export interface Timeouts {
  /** For connecting. */
  readonly connectMs: number;
  /** For a whole answer, from the moment of asking. */
  readonly answerMs: number;
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its query, percent-encoded. */
  readonly path: string;
  readonly body?: unknown;
  /** Hears the pieces of an answer that is a stream of events, as they come. */
  readonly onPiece?: (text: string) => void;
}

export interface Answer {
  readonly status: number;
  readonly text: string;
}

/** What goes over the wire: the path whole, the headers complete. */
export interface Outgoing {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly onPiece?: Request['onPiece'];
}

/** A way to one server. */
export interface Wire {
  send(outgoing: Outgoing): Promise<Answer>;
  /** An answer that was given up may never end: nothing is waited for. */
  close(): Promise<void>;
}

/** No honest answer is larger; what is larger is not ours and must not fill the memory. */
export const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

/** What hears the bytes of an answer with these headers; null where nobody listens, or there is nothing but one answer. */
export function createPieces({ onPiece }: Outgoing, contentType: unknown): ((chunk: Buffer) => void) | null {
  if (onPiece === undefined || !String(contentType).startsWith('text/event-stream')) return null;
  // A character may come in two chunks.
  const decoder = new TextDecoder();
  return (chunk) => onPiece(decoder.decode(chunk, { stream: true }));
}

/*
 * Known by their codes and not by their classes, which files that are built apart have each for themselves.
 */
export class AnswerTimeout extends Error {
  readonly code = 'ANSWER_TIMEOUT';
}
export class AnswerTooLarge extends Error {
  readonly code = 'ANSWER_TOO_LARGE';
}
/** What answers speaks another language. */
export class NoHttp extends Error {
  readonly code = 'NO_HTTP';
}
