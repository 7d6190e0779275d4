import { connect, createServer, type Socket } from 'node:net';

export interface Proxy {
  /** That of the target, but through here. */
  readonly url: string;
  /** Loses, without a word, all that comes on the connections there are. */
  freeze(): void;
  /** Cuts every connection with a reset. */
  reset(): void;
  stop(): Promise<void>;
}

/**
 * Stands between a client and its server, and can cut connections.
 *
 * @param limit asked at each connection: after how many bytes, of both directions, it is cut; the last piece arrives
 *   in part
 */
export async function startProxy(target: string, limit: () => number = () => Infinity): Promise<Proxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const frozen = new WeakSet<Socket>();
  const proxy = createServer((near) => {
    const far = connect(Number(port || 5432), hostname);
    const both = [near, far];
    let left = limit();
    const cut = () => both.forEach((socket) => socket.resetAndDestroy());
    const pass = (from: Socket, to: Socket) => {
      sockets.add(from);
      from.on('error', () => {}).on('close', () => sockets.delete(from));
      from.on('data', (data: Buffer) => {
        if (frozen.has(from)) return;
        const isLast = data.length >= left;
        const piece = isLast ? data.subarray(0, left) : data;
        left -= piece.length;
        if (!to.write(piece, isLast ? cut : undefined)) from.pause();
      });
      to.on('drain', () => from.resume());
      from.on('end', () => to.end()).on('close', () => to.destroy());
    };
    pass(near, far);
    pass(far, near);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = proxy.address();
  const url = new URL(target);
  url.host = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const reset = () => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const freeze = () => {
    for (const socket of sockets) frozen.add(socket);
  };
  const stop = () => {
    reset();
    return new Promise<void>((resolve) => proxy.close(() => resolve()));
  };
  return { url: url.href, freeze, reset, stop };
}
