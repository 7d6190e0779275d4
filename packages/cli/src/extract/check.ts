import type { Node } from '@babel/types';
import { hiddenText } from './hidden.ts';
import { innerLists, measure } from './text.ts';
import type { Condition, Loop, Part, Slot } from './values.ts';
import { walk } from './walk.ts';

/** Text below either bound in a constant with a prompt's name is a key, a label or a sentence of the interface. */
export const FLOOR_CHARACTERS = 40;
export const FLOOR_WORDS = 6;

/** How much of its text a template may leave to its slots and still say what the model gets. */
const HIDDEN_SHARE = 0.15;
const HIDDEN_MINIMUM = 24;

/** The literal text of parts, each branch once. */
export function literalOf(parts: readonly Part[]): string {
  return parts
    .map((part) => (part.kind === 'literal' ? part.text : innerLists(part).map(literalOf).join(' ')))
    .join(' ');
}

export function isAboveFloor(text: string): boolean {
  const { characters, words } = sizeOf(text);
  return characters >= FLOOR_CHARACTERS && words >= FLOOR_WORDS;
}

/** What the floor counts: white space once, and none around the text. */
export function sizeOf(text: string): { readonly characters: number; readonly words: number } {
  const plain = text.trim();
  const words = plain === '' ? 0 : plain.split(/\s+/).length;
  return { characters: plain.replace(/\s+/g, ' ').length, words };
}

/** How many characters of our own text the slots of some texts stand for. */
export function hiddenBy(texts: readonly (readonly Part[])[]): number {
  const slots = new Set<Slot>();
  for (const parts of texts) collectSlots(parts, slots);
  return sumOf(slots);
}

/** The slot that hides most, where slots hide so much text of our own that the template tracks too little. */
export function findHidingSlot(texts: readonly (readonly Part[])[]): Slot | null {
  const slots = new Set<Slot>();
  let visible = 0;
  for (const parts of texts) {
    visible += measure(parts).literal;
    collectSlots(parts, slots);
  }
  if (sumOf(slots) <= Math.max(HIDDEN_MINIMUM, visible * HIDDEN_SHARE)) return null;
  return [...slots].reduce((most, slot) => (hiddenText(slot.hidden) > hiddenText(most.hidden) ? slot : most));
}

function sumOf(slots: ReadonlySet<Slot>): number {
  return [...slots].reduce((sum, { hidden }) => sum + hiddenText(hidden), 0);
}

function collectSlots(parts: readonly Part[], slots: Set<Slot>): void {
  for (const part of parts) {
    if (part.kind === 'slot') slots.add(part.slot);
    for (const inner of innerLists(part)) collectSlots(inner, slots);
  }
}

/** Whether a slot stands in a loop, or in its condition: it has another value each turn, and no name for them. */
export function hasUnnameableSlot(parts: readonly Part[], depth = 0): boolean {
  return parts.some((part) => {
    if (part.kind === 'slot') return depth > 0;
    if (part.kind === 'if' && depth > 0 && isOpaque(part.test)) return true;
    if (part.kind === 'for' && part.loop.filter && isOpaque(part.loop.filter)) return true;
    return innerLists(part).some((inner) =>
      hasUnnameableSlot(inner, part.kind === 'for' ? depth + 1 : depth),
    );
  });
}

export function isOpaque(test: Condition): boolean {
  if (test.op === 'opaque') return true;
  if (test.op === 'not') return isOpaque(test.test);
  return (test.op === 'and' || test.op === 'or') && (isOpaque(test.left) || isOpaque(test.right));
}

/** Whether the number of an outer loop's turn is used inside another loop, where a template cannot name it. */
export function usesOuterIndex(parts: readonly Part[], innermost: Loop | null = null): boolean {
  return parts.some((part) => {
    switch (part.kind) {
      case 'index':
        return part.loop !== innermost;
      case 'if':
        return (
          conditionUsesOuter(part.test, innermost) ||
          usesOuterIndex(part.consequent, innermost) ||
          usesOuterIndex(part.alternate, innermost)
        );
      case 'for':
        return (
          (part.loop.filter !== null && conditionUsesOuter(part.loop.filter, null)) ||
          usesOuterIndex(part.body, part.loop)
        );
      case 'trim':
        return usesOuterIndex(part.body, innermost);
      default:
        return false;
    }
  });
}

function conditionUsesOuter(test: Condition, innermost: Loop | null): boolean {
  if (test.op === 'index' || test.op === 'last') return test.loop !== innermost;
  if (test.op === 'not') return conditionUsesOuter(test.test, innermost);
  if (test.op === 'and' || test.op === 'or') {
    return conditionUsesOuter(test.left, innermost) || conditionUsesOuter(test.right, innermost);
  }
  return false;
}

/** Whether code has a literal that is long enough for a prompt of its own, outside of errors and logs. */
export function hasProse(code: Node): boolean {
  let found = false;
  walk(code, (node) => {
    if (node.type === 'ThrowStatement' || isLog(node)) return false;
    if (node.type === 'StringLiteral') found ||= isAboveFloor(node.value);
    if (node.type === 'TemplateLiteral')
      found ||= isAboveFloor(node.quasis.map(({ value }) => value.raw).join(' '));
    return !found;
  });
  return found;
}

function isLog(node: Node): boolean {
  if (node.type === 'NewExpression') return true;
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
  const { object, property } = node.callee;
  const names = [object, property].map((part) => (part.type === 'Identifier' ? part.name : ''));
  return names.some((name) => /^(?:console|log|logger|warn|error|debug|info)$/i.test(name));
}

/**
 * A slot with so little text around it, on some way through the branches, that the template would track next to nothing
 * of what the model gets.
 */
export function findBareSlot(parts: readonly Part[]): Slot | null {
  const { least, slot } = leastText(parts);
  return least < FLOOR_CHARACTERS ? slot : null;
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

function leastText(parts: readonly Part[]): Way {
  return parts.reduce<Way>(
    (before, part) => {
      const here = leastOf(part);
      const first = { least: before.least + here.any, slot: before.slot };
      const second = { least: before.any + here.least, slot: here.slot };
      return { any: before.any + here.any, ...(first.least <= second.least ? first : second) };
    },
    { any: 0, ...NO_SLOT },
  );
}

function leastOf(part: Part): Way {
  switch (part.kind) {
    case 'literal':
      return { any: part.text.trim().length, ...NO_SLOT };
    case 'slot':
      return { any: 0, least: 0, slot: part.slot };
    case 'if': {
      const [then, otherwise] = [leastText(part.consequent), leastText(part.alternate)];
      const some = then.least <= otherwise.least ? then : otherwise;
      return { any: Math.min(then.any, otherwise.any), least: some.least, slot: some.slot };
    }
    case 'for':
      return { ...leastText(part.body), any: 0 };
    case 'trim':
      return leastText(part.body);
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
