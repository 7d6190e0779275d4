import { PLAIN, type Style } from '../../src/report/style.ts';

/** Shows how each text is painted: `<strong: it>`. */
export const MARKED = Object.fromEntries(
  Object.keys(PLAIN).map((name) => [name, (text: string) => `<${name}: ${text}>`]),
) as unknown as Style;
