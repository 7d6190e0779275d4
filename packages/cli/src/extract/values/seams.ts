import { innerLists } from './text.ts';
import type { Part } from './values.ts';

/**
 * Whether a pattern may be found across parts of a text: `{${p ? 'x' : 'y'}}` has `{x}` on one way through it, and
 * `{${name}}` where the caller's name is x. What begins or ends in a value of the caller's is left out of account.
 *
 * @param most how many characters of the pattern a value of the caller's may bring along
 * @param blind whether white space and case are passed over, as where it may be trimmed away
 */
export function crossesSeams(
  parts: readonly Part[],
  written: string,
  most: number,
  blind = parts.some(trims),
): boolean {
  // What it begins or ends with may be trimmed away.
  if (blind && written.trim() !== written) return true;
  const pattern = seen(written);
  let crosses = false;
  walk(parts, new Set());
  return crosses;

  function seen(text: string): string {
    return blind ? text.replaceAll(/\s+/g, '').toLowerCase() : text;
  }

  /**
   * @param entering how much of the pattern what stands before may end with
   * @returns how much of it the parts may end with
   */
  function walk(list: readonly Part[], entering: ReadonlySet<number>): ReadonlySet<number> {
    return list.reduce((begun, part) => walkPart(part, begun), entering);
  }

  function walkPart(part: Part, entering: ReadonlySet<number>): ReadonlySet<number> {
    switch (part.kind) {
      case 'literal':
        return walkText(seen(part.text), entering);
      case 'if':
        return new Set([...walk(part.consequent, entering), ...walk(part.alternate, entering)]);
      case 'trim':
        return walk(part.body, entering);
      case 'for':
        return walkTurns(part, entering);
      default: {
        // Any text may stand here, or none.
        const sizes = Array.from({ length: pattern.length }, (_, size) => size);
        return new Set(
          sizes.filter((size) => [...entering].some((begun) => begun <= size && size - begun <= most)),
        );
      }
    }
  }

  function walkTurns({ body, separator }: Extract<Part, { kind: 'for' }>, entering: ReadonlySet<number>) {
    const leaving = new Set(entering);
    let turn = entering;
    for (let size = -1; size !== leaving.size;) {
      size = leaving.size;
      const after = walk(body, turn);
      for (const each of after) leaving.add(each);
      turn = new Set([...turn, ...walkText(seen(separator), after)]);
    }
    return leaving;
  }

  function walkText(text: string, entering: ReadonlySet<number>): ReadonlySet<number> {
    if (text === '') return entering;
    const leaving = new Set<number>();
    for (const begun of entering) {
      const rest = pattern.slice(begun);
      if (text.startsWith(rest)) crosses = true;
      else if (rest.startsWith(text)) leaving.add(begun + text.length);
    }
    for (let size = 1; size < pattern.length && size <= text.length; size += 1)
      if (text.endsWith(pattern.slice(0, size))) leaving.add(size);
    return leaving;
  }
}

function trims(part: Part): boolean {
  return part.kind === 'trim' || innerLists(part).some((inner) => inner.some(trims));
}
