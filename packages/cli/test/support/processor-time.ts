const TRIES = 3;

/**
 * Runs what has to end within some seconds of the processor, again where it took longer: what else the process does in
 * one of the tries, such as collecting what other tests left behind, is not its fault. What explodes does so each time.
 *
 * @returns what it gives, and the seconds of its fastest try
 */
export function timed<T>(limit: number, act: () => T): { readonly value: T; readonly seconds: number } {
  let fastest = Infinity;
  for (let tries = 1; ; tries += 1) {
    const before = process.cpuUsage();
    const value = act();
    const { user, system } = process.cpuUsage(before);
    fastest = Math.min(fastest, (user + system) / 1e6);
    if (fastest < limit || tries === TRIES) return { value, seconds: fastest };
  }
}
