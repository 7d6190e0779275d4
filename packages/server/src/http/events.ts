import type { FastifyReply } from 'fastify';

/** A connection that is silent for longer may be taken for dead on its way. */
const SILENCE_MS = 15_000;
/** A client that takes nothing for so long has left. Less than the margin of a lease: nothing waits for it beyond that. */
const STALL_MS = 20_000;

/** Server-sent events in answer to one request. */
export interface EventStream {
  /** Whether anything was sent: from then on there is no status left to choose. */
  readonly isOpen: () => boolean;
  /** Aborted when the client left before the end. */
  readonly gone: AbortSignal;
  /** Sends one event with JSON data; fulfilled once the client takes more. */
  send(event: string, data: unknown): Promise<void>;
  end(): void;
}

/** Opens with the first event, or after a while of silence, so that what goes wrong before has a status of its own. */
export function createEventStream(reply: FastifyReply): EventStream {
  const { raw } = reply;
  const gone = new AbortController();
  const onClose = () => {
    if (!raw.writableEnded) gone.abort();
  };
  raw.once('close', onClose);
  const open = () => {
    if (raw.headersSent) return;
    reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no')
      .hijack();
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) raw.setHeader(name, value);
    }
    raw.writeHead(200);
  };
  const write = async (text: string) => {
    if (gone.signal.aborted) return;
    open();
    silence.refresh();
    if (raw.write(text)) return;
    const stalled = setTimeout(() => raw.destroy(), STALL_MS);
    await drained(reply, gone.signal);
    clearTimeout(stalled);
  };
  const silence = setInterval(() => void write(': waiting\n\n'), SILENCE_MS);
  return {
    isOpen: () => raw.headersSent,
    gone: gone.signal,
    send: (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    end: () => {
      clearInterval(silence);
      if (raw.headersSent) raw.end();
      else raw.off('close', onClose);
    },
  };
}

/** Leaves no listener behind: a slow client may be waited for thousands of times. */
function drained({ raw }: FastifyReply, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const goOn = () => {
      raw.off('drain', goOn);
      gone.removeEventListener('abort', goOn);
      resolve();
    };
    raw.on('drain', goOn);
    gone.addEventListener('abort', goOn);
  });
}
