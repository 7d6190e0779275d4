import type { Part } from './values.ts';

/** One piece of a template literal between its expressions. */
export interface Quasi {
  readonly raw: string;
  readonly cooked: string;
}

/** What a tag makes of a template literal; null where that depends on values that are not known. */
export type Dedent = (
  quasis: readonly Quasi[],
  values: readonly (readonly Part[])[],
) => readonly Part[] | null;

/** The real algorithm of a known package's tag; null for every other. */
export function dedentAlgorithm(_from: string, _name: string): Dedent | null {
  return null;
}
