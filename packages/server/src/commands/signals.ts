/** The wishes to stop, as they come: once means orderly, twice at once. */
export interface Signals {
  readonly first: Promise<void>;
  readonly second: Promise<void>;
  end(): void;
}

export function listenForSignals(): Signals {
  const heard: (() => void)[] = [];
  const next = () => new Promise<void>((resolve) => heard.push(resolve));
  const [first, second] = [next(), next()];
  const hear = () => heard.shift()?.();
  const names = ['SIGINT', 'SIGTERM'] as const;
  for (const name of names) process.on(name, hear);
  const end = () => {
    for (const name of names) process.off(name, hear);
  };
  return { first, second, end };
}
