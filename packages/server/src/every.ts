/**
 * Does something again and again, also while an earlier time still waits for its answer: one that got lost holds up
 * nothing.
 *
 * @param act never fails
 * @returns its end, which waits for what is under way
 */
export function every(ms: number, act: () => Promise<void>): () => Promise<void> {
  const underWay = new Set<Promise<void>>();
  const timer = setInterval(() => {
    const one = act().finally(() => underWay.delete(one));
    underWay.add(one);
  }, ms);
  return async () => {
    clearInterval(timer);
    await Promise.all(underWay);
  };
}
