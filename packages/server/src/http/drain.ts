import type { FastifyInstance } from 'fastify';

/** How long a request may still take once the server is told to stop. */
const GRACE_MS = 30_000;

/**
 * Makes an orderly end of an app, to be called before it listens.
 *
 * @returns the end: accepts nothing more, waits until every request is answered, then closes what connections are
 * left. Those are clients that keep one open, or that went silent in the middle of a body.
 */
export function prepareDrain(app: FastifyInstance): () => Promise<void> {
  let open = 0;
  let onIdle: (() => void) | undefined;
  app.addHook('onRequest', async (_request, { raw }) => {
    open += 1;
    // Also when the client left before it was answered, of which onResponse says nothing.
    raw.once('close', () => {
      open -= 1;
      if (open === 0) onIdle?.();
    });
  });
  return async () => {
    const closed = app.close();
    if (open > 0) await idleOrTimeout((resolve) => (onIdle = resolve));
    app.server.closeAllConnections();
    await closed;
  };
}

async function idleOrTimeout(listen: (resolve: () => void) => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve) => {
    listen(resolve);
    timer = setTimeout(resolve, GRACE_MS);
  });
  clearTimeout(timer);
}
