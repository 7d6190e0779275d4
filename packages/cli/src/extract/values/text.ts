import type { Part } from './values.ts';

/** More characters than the server takes; text that doubles itself must end somewhere. */
const MAX_LENGTH = 2 * 1024 * 1024;
const MAX_PARTS = 20_000;

/** What `String.prototype.trim` removes. */
const LEADING = /^[\s\uFEFF]+/;
const TRAILING = /[\s\uFEFF]+$/;

export function literal(text: string): readonly Part[] {
  return text === '' ? [] : [{ kind: 'literal', text }];
}

/** Joins parts; adjacent literals become one, so that how text was split leaves no trace. */
export function concat(...lists: readonly (readonly Part[])[]): readonly Part[] {
  const result: Part[] = [];
  for (const part of lists.flat()) {
    const last = result.at(-1);
    if (part.kind === 'literal' && last?.kind === 'literal') {
      result[result.length - 1] = { kind: 'literal', text: last.text + part.text };
    } else {
      result.push(part);
    }
  }
  return result;
}

/** The text of parts that are all literal, else null. */
export function literalText(parts: readonly Part[]): string | null {
  if (parts.length === 0) return '';
  const [first] = parts;
  return parts.length === 1 && first?.kind === 'literal' ? first.text : null;
}

/** Whether nothing in the parts is sure to print at least one character. */
export function mayBeEmpty(parts: readonly Part[]): boolean {
  return parts.every((part) => {
    if (part.kind === 'literal') return part.text === '';
    if (part.kind === 'if') return mayBeEmpty(part.consequent) || mayBeEmpty(part.alternate);
    if (part.kind === 'trim')
      return part.body.every((inner) => inner.kind !== 'literal' || inner.text.trim() === '');
    return part.kind !== 'index' && part.kind !== 'length';
  });
}

export function sameParts(a: readonly Part[], b: readonly Part[]): boolean {
  return a.length === b.length && a.every((part, index) => samePart(part, b[index]));
}

/** Parts are shared, not copied, so what came from one place is one object; only literals are rebuilt. */
function samePart(a: Part, b: Part | undefined): boolean {
  return a === b || (a.kind === 'literal' && b?.kind === 'literal' && a.text === b.text);
}

/** How much of the beginning two texts share, as both were built by adding to one text. */
export function splitCommonStart(
  a: readonly Part[],
  b: readonly Part[],
): { start: readonly Part[]; a: readonly Part[]; b: readonly Part[] } {
  let count = 0;
  while (count < a.length && count < b.length && samePart(a[count] as Part, b[count])) count += 1;
  const start = a.slice(0, count);
  const [restA, restB] = [a.slice(count), b.slice(count)];
  const [nextA, nextB] = [restA[0], restB[0]];
  // `s` against `s + "more"`: the literals were merged, so one is the beginning of the other.
  if (nextA?.kind === 'literal' && nextB?.kind === 'literal') {
    const [shorter, longer] = nextA.text.length < nextB.text.length ? [nextA, nextB] : [nextB, nextA];
    if (longer.text.startsWith(shorter.text)) {
      const drop = (rest: readonly Part[]) => {
        const [head, ...tail] = rest;
        return head?.kind === 'literal' ? concat(literal(head.text.slice(shorter.text.length)), tail) : rest;
      };
      return { start: concat(start, [shorter]), a: drop(restA), b: drop(restB) };
    }
  }
  return { start, a: restA, b: restB };
}

export function ifParts(
  test: Extract<Part, { kind: 'if' }>['test'],
  then: readonly Part[],
  otherwise: readonly Part[],
) {
  return sameParts(then, otherwise)
    ? then
    : [{ kind: 'if', test, consequent: then, alternate: otherwise } as const];
}

/**
 * `text.trim()`: exact on literals, a trim node where the edge is only known at run time.
 *
 * @returns null where one side is to be trimmed and a template cannot say it
 */
export function trimParts(parts: readonly Part[], side: 'both' | 'start' | 'end'): readonly Part[] | null {
  const start = side === 'end' ? parts : trimEdge(parts, 'start');
  const trimmed = side === 'start' ? start : trimEdge(start, 'end');
  const open = { start: isOpen(trimmed[0]), end: isOpen(trimmed.at(-1)) };
  if (trimmed.length === 0 || (trimmed.length === 1 && trimmed[0]?.kind === 'trim')) return trimmed;
  if (side === 'both') return open.start || open.end ? [{ kind: 'trim', body: trimmed }] : trimmed;
  if (!open[side]) return trimmed;
  // Trimming both sides is the same when the other one is a literal that begins or ends with a character.
  const other = side === 'start' ? trimmed.at(-1) : trimmed[0];
  if (trimmed.length < 2 || other?.kind !== 'literal') return null;
  const edge =
    side === 'start' ? (TRAILING.exec(other.text)?.[0] ?? '') : (LEADING.exec(other.text)?.[0] ?? '');
  if (edge.length === other.text.length) return null;
  if (edge === '') return [{ kind: 'trim', body: trimmed }];
  return side === 'end'
    ? concat(literal(edge), [
        {
          kind: 'trim',
          body: [{ kind: 'literal', text: other.text.slice(edge.length) }, ...trimmed.slice(1)],
        },
      ])
    : concat(
        [
          {
            kind: 'trim',
            body: [...trimmed.slice(0, -1), { kind: 'literal', text: other.text.slice(0, -edge.length) }],
          },
        ],
        literal(edge),
      );
}

/** Removes white space from the literals at one edge. */
function trimEdge(parts: readonly Part[], side: 'start' | 'end'): readonly Part[] {
  let rest = parts;
  for (;;) {
    const edge = side === 'start' ? rest[0] : rest.at(-1);
    if (edge?.kind !== 'literal') return rest;
    const text = edge.text.replace(side === 'start' ? LEADING : TRAILING, '');
    const others = side === 'start' ? rest.slice(1) : rest.slice(0, -1);
    if (text !== '')
      return side === 'start'
        ? [{ kind: 'literal', text }, ...others]
        : [...others, { kind: 'literal', text }];
    rest = others;
  }
}

function isOpen(part: Part | undefined): boolean {
  return part !== undefined && part.kind !== 'literal' && part.kind !== 'index' && part.kind !== 'length';
}

export interface Measure {
  /** Characters of literal text, each branch counted. */
  readonly literal: number;
  readonly parts: number;
}

const measures = new WeakMap<readonly Part[], Measure>();

/** The size that the text would print with; shared parts count each time they appear. */
export function measure(parts: readonly Part[]): Measure {
  const known = measures.get(parts);
  if (known) return known;
  let literalLength = 0;
  let count = 0;
  for (const part of parts) {
    count += 1;
    if (part.kind === 'literal') literalLength += part.text.length;
    for (const inner of printedLists(part)) {
      const size = measure(inner);
      literalLength += size.literal;
      count += size.parts;
    }
  }
  const result = { literal: literalLength, parts: count };
  measures.set(parts, result);
  return result;
}

export function isTooLarge(parts: readonly Part[]): boolean {
  const size = measure(parts);
  return size.literal > MAX_LENGTH || size.parts > MAX_PARTS;
}

export function innerLists(part: Part): readonly (readonly Part[])[] {
  if (part.kind === 'if') return [part.consequent, part.alternate];
  if (part.kind === 'for' || part.kind === 'trim') return [part.body];
  return [];
}

/** The same, and what stands between the turns of a loop. */
function printedLists(part: Part): readonly (readonly Part[])[] {
  return part.kind === 'for' ? [part.body, literal(part.separator)] : innerLists(part);
}

/** The literal text of parts, each branch once. */
export function literalOf(parts: readonly Part[]): string {
  return parts
    .map((part) => (part.kind === 'literal' ? part.text : printedLists(part).map(literalOf).join(' ')))
    .join(' ');
}

/**
 * The literal text of the longest way through the branches: as much as one prompt of them can have.
 *
 * @param value what stands for each value of the caller's
 */
export function longestOf(parts: readonly Part[], value = ''): string {
  return parts.map((part) => longestOfPart(part, value)).join(' ');
}

function longestOfPart(part: Part, value: string): string {
  if (part.kind === 'literal') return part.text;
  if (part.kind === 'variable') return value;
  const inner = printedLists(part).map((list) => longestOf(list, value));
  if (part.kind !== 'if') return inner.join(' ');
  return inner.reduce((longest, text) => (text.length > longest.length ? text : longest), '');
}
