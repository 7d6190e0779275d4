import type { Loop, Root, Slot } from '../values/values.ts';

/** Words that mean something of their own in one of the Jinja engines. */
export const RESERVED: ReadonlySet<string> = new Set(
  'and elif else false False if in is loop none None not null or self super true True undefined'.split(' '),
);

export const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Gives everything that a template names a name of its own that every Jinja engine can read. */
export interface Names {
  of(named: Root | Slot): string;
  enterLoop(loop: Loop): string;
}

/**
 * Parameters keep their names before slots do, and both before the items of loops.
 *
 * @param others names of parameters that the text does not use itself, so that nothing else is called like them
 */
export function assignNames(
  roots: readonly Root[],
  slots: readonly Slot[],
  others: readonly string[],
): Names {
  const taken = new Set<string>();
  const given = new Map<Root | Slot, string>();
  for (const root of roots) {
    if (root.kind === 'parameter' && !given.has(root)) given.set(root, unique(root.name, taken));
  }
  for (const other of others) taken.add(toIdentifier(other));
  for (const slot of slots) {
    if (!given.has(slot)) given.set(slot, unique(slot.name, taken));
  }
  const items = new Map<Loop, string>();
  return {
    of(named) {
      if ('kind' in named && named.kind === 'item') return items.get(named.loop) ?? 'item';
      if ('kind' in named && named.kind === 'slot') return given.get(named.slot) ?? 'value';
      return given.get(named) ?? 'value';
    },
    enterLoop(loop) {
      const known = items.get(loop);
      if (known) return known;
      const name = unique('item', taken);
      items.set(loop, name);
      return name;
    },
  };
}

function unique(wanted: string, taken: Set<string>): string {
  const plain = toIdentifier(wanted);
  let name = plain;
  for (let number = 2; taken.has(name); number += 1) name = `${plain}_${number}`;
  taken.add(name);
  return name;
}

/** `$x` and `naïve` are names in JavaScript and errors in a template. */
export function toIdentifier(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d|$)/, '_');
  return RESERVED.has(safe) ? `${safe}_` : safe;
}
