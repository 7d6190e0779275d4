import { EventEmitter, getEventListeners } from 'node:events';
import type { FastifyReply } from 'fastify';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createEventStream } from './events.ts';

/** An answer whose client reads nothing until it is told to. */
function slowReply() {
  const raw = Object.assign(new EventEmitter(), {
    headersSent: false,
    writableEnded: false,
    setHeader: () => {},
    writeHead: () => void (raw.headersSent = true),
    write: () => false,
    end: () => {},
    destroy: () => raw.emit('close'),
  });
  const reply = { raw, header: () => reply, hijack: () => reply, getHeaders: () => ({}) };
  return { raw, reply: reply as unknown as FastifyReply };
}

describe('an event stream', () => {
  afterEach(() => vi.useRealTimers());

  it('leaves a client that takes nothing for 20 seconds, and counts anew with each that it takes', async () => {
    vi.useFakeTimers();
    const { raw, reply } = slowReply();
    const stream = createEventStream(reply);
    const first = stream.send('text', {});
    await vi.advanceTimersByTimeAsync(19_000);
    raw.emit('drain');
    await first;
    const second = stream.send('text', {});
    await vi.advanceTimersByTimeAsync(19_000);
    expect(stream.gone.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(stream.gone.aborted).toBe(true);
    await second;
    stream.end();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits for a slow client, as often as it has to, and leaves nothing behind', async () => {
    const { raw, reply } = slowReply();
    const stream = createEventStream(reply);
    for (let i = 0; i < 20; i += 1) {
      let isSent = false;
      const sent = stream.send('text', { i }).then(() => (isSent = true));
      await new Promise(setImmediate);
      expect(isSent).toBe(false);
      raw.emit('drain');
      await sent;
    }
    expect(raw.listenerCount('drain')).toBe(0);
    expect(getEventListeners(stream.gone, 'abort')).toEqual([]);
    stream.end();
  });

  it('waits no longer for a client that left', async () => {
    const { raw, reply } = slowReply();
    const stream = createEventStream(reply);
    const sent = stream.send('text', {});
    raw.emit('close');
    await sent;
    expect(stream.gone.aborted).toBe(true);
    await stream.send('text', {});
    expect(raw.listenerCount('drain')).toBe(0);
    stream.end();
  });
});
