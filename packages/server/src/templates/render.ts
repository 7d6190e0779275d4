import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { isHarmless } from './harmless.ts';
import { renderPrompt, type RenderedPrompt, type RenderRequest } from './prompt.ts';

/**
 * Renders prompts. What could take long does so beside the requests: a hostile template never holds up anything but
 * other such renderings.
 */
export interface Renderer {
  render(request: RenderRequest): Promise<RenderedPrompt>;
  close(): Promise<void>;
}

interface Job {
  readonly request: RenderRequest;
  readonly resolve: (result: RenderedPrompt) => void;
  readonly reject: (error: Error) => void;
}

/** A rendering takes 0.1 ms, and one of many loops 50. */
const TIME_LIMIT_MS = 400;
/** However little of the machine this process gets. */
const MAX_TIME_LIMITS = 20;
const MEMORY_LIMIT = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 };
/** Beside the bundle, above one of its chunks, or where the build puts it as seen from this source file. */
const PLACES = ['./render-thread.mjs', '../render-thread.mjs', '../../dist/render-thread.mjs'];

/** A renderer of one warm thread, which starts with the first prompt and is replaced when it had to be ended. */
export function createRenderer({ timeLimitMs = TIME_LIMIT_MS } = {}): Renderer {
  const queue: Job[] = [];
  let thread: Thread | null = null;
  let current: Job | null = null;
  let isClosed = false;

  const next = () => {
    if (current !== null) return;
    current = queue.shift() ?? null;
    if (current === null) return;
    const job = current;
    run(job.request)
      .then(job.resolve, job.reject)
      .finally(() => {
        current = null;
        next();
      });
  };
  const run = async (request: RenderRequest) => {
    thread ??= startThread(timeLimitMs, (ended) => {
      if (thread === ended) thread = null;
    });
    return thread.run(request);
  };

  return {
    render: async (request) => {
      if (isClosed) throw closed();
      if (isHarmless(request)) return renderPrompt(request);
      return new Promise((resolve, reject) => {
        queue.push({ request, resolve, reject });
        next();
      });
    },
    close: async () => {
      isClosed = true;
      for (const job of queue.splice(0)) job.reject(closed());
      await thread?.end();
    },
  };
}

function closed(): Error {
  return new Error('The renderer was closed');
}

interface Thread {
  run(request: RenderRequest): Promise<RenderedPrompt>;
  end(): Promise<void>;
}

function startThread(timeLimitMs: number, onEnd: (thread: Thread) => void): Thread {
  const worker = new Worker(findThreadFile(), { resourceLimits: MEMORY_LIMIT, stderr: true });
  worker.unref();
  let settle: ((result: RenderedPrompt | Error) => void) | null = null;
  let isReady = false;
  const ready = new Promise<void>((resolve) => {
    worker.on('message', (message: RenderedPrompt | 'ready') => {
      if (message === 'ready') {
        isReady = true;
        resolve();
      } else settle?.(message);
    });
  });
  const thread: Thread = {
    run: async (request) => {
      const result = new Promise<RenderedPrompt | Error>((resolve) => (settle = resolve));
      // A thread that dies while it starts settles the result, and is never ready.
      if (!isReady) await Promise.race([ready, result]);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
      worker.postMessage(request);
      const cancel = whenTimeIsUp(timeLimitMs, () => {
        settle?.(tooLong());
        void thread.end();
      });
      const outcome = await result;
      cancel();
      settle = null;
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    end: async () => {
      onEnd(thread);
      await worker.terminate();
    },
  };
  worker.on('error', (error: Error & { code?: string }) => {
    onEnd(thread);
    settle?.(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? tooMuch() : error);
  });
  worker.on('exit', () => {
    onEnd(thread);
    settle?.(new Error('The thread that renders ended'));
  });
  return thread;
}

/**
 * Calls back once this process has computed for as long as the limit. On a machine that is busy with others a harmless
 * template waits longer than that for its turn, and is none the worse for it.
 */
function whenTimeIsUp(limitMs: number, act: () => void): () => void {
  const started = process.cpuUsage();
  let turns = 0;
  let isCanceled = false;
  const look = () => {
    turns += 1;
    const { user, system } = process.cpuUsage(started);
    const left = limitMs - (user + system) / 1000;
    // The answer may be there, unread, when it was this thread that was busy: one round of reading comes first.
    if (left <= 0 || turns >= MAX_TIME_LIMITS) setImmediate(() => isCanceled || act());
    else timer = setTimeout(look, Math.max(left, limitMs / MAX_TIME_LIMITS));
  };
  let timer = setTimeout(look, limitMs);
  return () => {
    isCanceled = true;
    clearTimeout(timer);
  };
}

function tooLong(): RenderedPrompt {
  return { kind: 'refused', isUndefined: false, message: 'takes too long to render' };
}

function tooMuch(): RenderedPrompt {
  return { kind: 'refused', isUndefined: false, message: 'takes too much memory to render' };
}

function findThreadFile(): string {
  const files = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const file = files.find((each) => existsSync(each));
  if (file === undefined) throw new Error('The thread that renders was not built: run scripts/build.mjs');
  return file;
}
