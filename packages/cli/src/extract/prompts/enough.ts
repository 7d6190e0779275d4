import { digestOf } from '../parse/digest.ts';
import { propertyName } from '../parse/names-of.ts';
import { peel } from '../parse/walk.ts';
import { hiddenText } from '../evaluate/run/hidden.ts';
import { FLOOR_CHARACTERS } from '../discover/floor.ts';
import { innerLists, longestOf } from '../values/text.ts';
import { slotOf, type Part, type Slot } from '../values/values.ts';

/** How much of its text a template may leave to its slots and still say what the model gets. */
const HIDDEN_SHARE = 0.15;
const HIDDEN_MINIMUM = 24;

/** How many characters of our own text the slots of some texts stand for. */
export function hiddenBy(texts: readonly (readonly Part[])[]): number {
  const slots = new Set<Slot>();
  for (const parts of texts) collectSlots(parts, slots);
  return sumOf(slots);
}

/** The slot that hides most, where slots hide so much text of our own that the template tracks too little. */
export function findHidingSlot(texts: readonly (readonly Part[])[]): Slot | null {
  const slots = new Set<Slot>();
  const lists = new Set<Slot>();
  let visible = 0;
  for (const parts of texts) {
    visible += longestOf(parts).length;
    collectSlots(parts, slots);
    collectLists(parts, lists);
  }
  // Items of our own in a list that a loop goes through are text of its turns.
  const list = [...lists].find(
    ({ origin, hidden }) => origin.code === 'DYN_LOOP' && hiddenText(hidden) > HIDDEN_MINIMUM,
  );
  if (list) return list;
  if (sumOf(slots) <= Math.max(HIDDEN_MINIMUM, visible * HIDDEN_SHARE)) return null;
  return [...slots].reduce((most, slot) => (hiddenText(slot.hidden) > hiddenText(most.hidden) ? slot : most));
}

/** What was not followed to its end may hide more than can be seen of it. */
function sumOf(slots: ReadonlySet<Slot>): number {
  return [...slots].reduce((sum, { hidden, origin }) => {
    const least = origin.code === 'DYN_LIMIT' ? HIDDEN_MINIMUM : 0;
    return sum + Math.max(least, hiddenText(hidden));
  }, 0);
}

function collectSlots(parts: readonly Part[], slots: Set<Slot>): void {
  for (const part of parts) {
    const slot = part.kind === 'slot' ? part.slot : part.kind === 'for' ? slotOf(part.loop.list) : null;
    if (slot) slots.add(slot);
    for (const inner of innerLists(part)) collectSlots(inner, slots);
  }
}

function collectLists(parts: readonly Part[], lists: Set<Slot>): void {
  for (const part of parts) {
    const slot = part.kind === 'for' ? slotOf(part.loop.list) : null;
    if (slot) lists.add(slot);
    for (const inner of innerLists(part)) collectLists(inner, lists);
  }
}

/**
 * A slot with so little text around it, on some way through the branches, that the template would track next to nothing
 * of what the model gets.
 *
 * @param isStrict whether a text from elsewhere may be the model's answer as well as what it is asked
 */
export function findBareSlot(parts: readonly Part[], isStrict: boolean): Slot | null {
  const { least, slot } = leastText(parts, isStrict);
  return least < FLOOR_CHARACTERS ? slot : null;
}

/**
 * Whether a way is all a value that only the running code knows and that has no text of ours, instead of one that is told:
 * `(await load()) || DEFAULT`.
 */
function isInstead(way: readonly Part[], other: Way): boolean {
  const [only] = way;
  return (
    way.length === 1 &&
    only?.kind === 'slot' &&
    hiddenText(only.slot.hidden) <= HIDDEN_MINIMUM &&
    other.any >= FLOOR_CHARACTERS
  );
}

/** What brings no text of its own and takes none from the middle of what it is called on. */
const TRIMS = /^(?:trim|trimStart|trimEnd|slice|substring|toString)$/;

/** Whether a value is the caller's, trimmed or cut: text that is all the caller's is no text that a template should track. */
function isOnlyTrimmed({ origin, hidden }: Slot): boolean {
  let node = peel(origin.node);
  let calls = 0;
  while (node.type === 'CallExpression' || node.type === 'OptionalCallExpression') {
    const callee = peel(node.callee);
    if (callee.type !== 'MemberExpression' && callee.type !== 'OptionalMemberExpression') return false;
    if (!TRIMS.test(propertyName(callee.property, callee.computed) ?? '')) return false;
    calls += 1;
    node = peel(callee.object);
  }
  while (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression') {
    if (node.computed) return false;
    node = peel(node.object);
  }
  return (
    calls > 0 &&
    node.type === 'Identifier' &&
    hidden.names.length === 0 &&
    hidden.values.every(({ kind }) => kind === 'path')
  );
}

interface Way {
  /** The least literal text of any way through the parts. */
  readonly any: number;
  /** The least of the ways that meet a slot; infinite where none does. */
  readonly least: number;
  /** A slot of that way. */
  readonly slot: Slot | null;
}

const NO_SLOT = { least: Number.POSITIVE_INFINITY, slot: null };

function leastText(parts: readonly Part[], isStrict: boolean): Way {
  return parts.reduce<Way>(
    (before, part) => {
      const here = leastOf(part, isStrict);
      const first = { least: before.least + here.any, slot: before.slot };
      const second = { least: before.any + here.least, slot: here.slot };
      return { any: before.any + here.any, ...(first.least <= second.least ? first : second) };
    },
    { any: 0, ...NO_SLOT },
  );
}

function leastOf(part: Part, isStrict: boolean): Way {
  switch (part.kind) {
    case 'literal':
      return { any: part.text.trim().length, ...NO_SLOT };
    case 'slot':
      return isOnlyTrimmed(part.slot) ? { any: 0, ...NO_SLOT } : { any: 0, least: 0, slot: part.slot };
    case 'variable': {
      const slot = slotOf(part.path);
      return slot ? { any: 0, least: 0, slot } : { any: 0, ...NO_SLOT };
    }
    case 'if': {
      const [then, otherwise] = [leastText(part.consequent, isStrict), leastText(part.alternate, isStrict)];
      if (!isStrict && isInstead(part.consequent, otherwise)) return { ...otherwise, any: 0 };
      if (!isStrict && isInstead(part.alternate, then)) return { ...then, any: 0 };
      const some = then.least <= otherwise.least ? then : otherwise;
      return { any: Math.min(then.any, otherwise.any), least: some.least, slot: some.slot };
    }
    case 'for':
      return { ...leastText(part.body, isStrict), any: 0 };
    case 'trim':
      return leastText(part.body, isStrict);
    default:
      return { any: 0, ...NO_SLOT };
  }
}

/** A slot at the edge of a text that is trimmed: whether the white space beside it stays depends on its value. */
export function findTrimmedSlot(parts: readonly Part[]): Slot | null {
  for (const part of parts) {
    const edges = part.kind === 'trim' ? [part.body[0], part.body.at(-1)] : [];
    for (const edge of edges) if (edge?.kind === 'slot') return edge.slot;
    for (const inner of innerLists(part)) {
      const found = findTrimmedSlot(inner);
      if (found) return found;
    }
  }
  return null;
}

/** The least share of a text that a template must track where it also has what cannot be checked by itself. */
const TRACKED_SHARE = 0.85;

/**
 * What makes a template track too little: in a text that has so little of its own, how many items there are, what the
 * code computes at each turn of a loop, or the number of a turn through a list that only it knows.
 */
export function hasLooseEnds(parts: readonly Part[]): boolean {
  if (!parts.some(isLoose)) return false;
  const { own, all } = shareOf(parts);
  return own < all * TRACKED_SHARE;
}

function isLoose(part: Part): boolean {
  if (part.kind === 'length') return true;
  if (part.kind === 'slot') return part.slot.loop !== null || /^(?:length|size)$/.test(part.slot.name);
  if (part.kind === 'index') return slotOf(part.loop.list) !== null;
  return innerLists(part).some((inner) => inner.some(isLoose));
}

/** What a number prints about as long as. */
const NUMBER = 6;

/** How long a text is with two turns of each loop, and how much of that a template says once and for all. */
function shareOf(parts: readonly Part[]): { readonly own: number; readonly all: number } {
  let own = 0;
  let all = 0;
  for (const part of parts) {
    const here = shareOfPart(part);
    own += here.own;
    all += here.all;
  }
  return { own, all };
}

function shareOfPart(part: Part): { readonly own: number; readonly all: number } {
  switch (part.kind) {
    case 'literal':
      // Less than a word says nothing.
      return { own: part.text.length > 2 ? part.text.length : 0, all: part.text.length };
    case 'variable':
      return { own: 0, all: part.annotation?.shape === 'number' ? NUMBER : 0 };
    case 'slot': {
      const { hidden, loop, origin } = part.slot;
      // At each turn, even a name that the code puts in counts.
      return { own: 0, all: Math.max(hiddenText(hidden), loop ? digestOf(origin.node).letters : 0) };
    }
    case 'if': {
      const [then, otherwise] = [shareOf(part.consequent), shareOf(part.alternate)];
      return then.all - then.own > otherwise.all - otherwise.own ? then : otherwise;
    }
    case 'for': {
      const turn = shareOf(part.body);
      return { own: turn.own, all: 2 * turn.all + part.separator.length };
    }
    case 'trim':
      return shareOf(part.body);
    default:
      return { own: 0, all: 1 };
  }
}
