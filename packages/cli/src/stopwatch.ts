/**
 * Starts to measure time. For the global `performance` Node loads all it can measure with, which takes two milliseconds.
 *
 * @returns the milliseconds since
 */
export function startWatch(): () => number {
  const started = process.hrtime.bigint();
  return () => Number(process.hrtime.bigint() - started) / 1e6;
}
