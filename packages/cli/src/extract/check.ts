import { innerLists, measure } from './text.ts';
import type { Condition, Loop, Part, Slot } from './values.ts';

/** Text below either bound in a constant with a prompt's name is a key, a label or a sentence of the interface. */
const FLOOR_CHARACTERS = 40;
const FLOOR_WORDS = 6;

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
  const plain = text.trim();
  return plain.replace(/\s+/g, ' ').length >= FLOOR_CHARACTERS && plain.split(/\s+/).length >= FLOOR_WORDS;
}

/** The slot that hides most, where slots hide so much text of our own that the template tracks too little. */
export function findHidingSlot(texts: readonly (readonly Part[])[]): Slot | null {
  const slots = new Set<Slot>();
  let visible = 0;
  for (const parts of texts) {
    visible += measure(parts).literal;
    collectSlots(parts, slots);
  }
  const hidden = [...slots].reduce((sum, slot) => sum + slot.hidden, 0);
  if (hidden <= Math.max(HIDDEN_MINIMUM, visible * HIDDEN_SHARE)) return null;
  return [...slots].reduce((most, slot) => (slot.hidden > most.hidden ? slot : most));
}

function collectSlots(parts: readonly Part[], slots: Set<Slot>): void {
  for (const part of parts) {
    if (part.kind === 'slot') slots.add(part.slot);
    for (const inner of innerLists(part)) collectSlots(inner, slots);
  }
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
          usesOuterIndex(part.then, innermost) ||
          usesOuterIndex(part.else, innermost)
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
