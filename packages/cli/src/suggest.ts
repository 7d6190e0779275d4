import { distance } from 'fastest-levenshtein';

/**
 * What somebody most likely meant to type.
 *
 * @returns the nearest of `known` (letter case counts for little), or null where none is near
 */
export function suggest(typed: string, known: readonly string[]): string | null {
  const wanted = typed.toLowerCase();
  let best: string | null = null;
  let least = Infinity;
  for (const candidate of known) {
    const apart = distance(wanted, candidate.toLowerCase());
    if (apart < least) [best, least] = [candidate, apart];
  }
  // A third of the letters wrong is a typo; more is another word.
  return best !== null && least <= Math.max(1, Math.floor(Math.max(typed.length, best.length) / 3))
    ? best
    : null;
}
