import type { FastifyInstance } from 'fastify';

/**
 * Has every request of an app wait, from before it listens: a client that comes early is not refused for a key that is
 * about to be known.
 *
 * @returns lets them through
 */
export function holdRequests(app: FastifyInstance): () => void {
  let letThrough: (() => void) | undefined;
  const opened = new Promise<void>((resolve) => (letThrough = resolve));
  app.addHook('onRequest', () => opened);
  return () => letThrough?.();
}
