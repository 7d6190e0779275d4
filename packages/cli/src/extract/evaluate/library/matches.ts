import { concat, innerLists, literal } from '../../values/text.ts';
import {
  NOTHING_HIDDEN,
  type Loop,
  type Part,
  type Path,
  type Slot,
  type UnknownOrigin,
} from '../../values/values.ts';

/** An expression that matches one character of a class, or runs of them: where it matches is seen from what is next. */
const SIMPLE = /^(\\[sSdDwWnrtfv./-]|\[(?:\\.|[^\]\\])+\]|[^\\^$.*+?()[\]{}|])(\+?)$/;

interface Matcher {
  readonly expression: RegExp;
  /** Whether one UTF-16 unit is matched. */
  readonly matches: (unit: string) => boolean;
  /** Whether neighbours are one match, so that it matters what stands beside what is not known. */
  readonly inRuns: boolean;
  readonly replacement: string;
  readonly origin: UnknownOrigin;
}

/**
 * `text.replace(/\s+/g, ' ')` on text that is known in part: what is not known becomes what it is after replacing, with
 * the matches right beside it, as those may be one match with its own.
 *
 * @returns null where a match may reach from one part that is not known into another, or the expression is not as simple
 */
export function replaceRuns(
  parts: readonly Part[],
  expression: RegExp,
  replacement: string,
  origin: UnknownOrigin,
): readonly Part[] | null {
  const simple = SIMPLE.exec(expression.source);
  if (!simple || !/^(?:g|gi|ig|gm|mg|gs|sg)$/.test(expression.flags)) return null;
  const unit = new RegExp(`^(?:${simple[1]})$`, expression.flags.includes('i') ? 'i' : '');
  const matches = (character: string) => unit.test(character);
  return replaceAll(parts, { expression, matches, inRuns: simple[2] === '+', replacement, origin });
}

function replaceAll(parts: readonly Part[], matcher: Matcher): readonly Part[] | null {
  // Everything that an expression is to be run over is in one list: literals give to their neighbours what touches them.
  const texts = parts.map((part) => (part.kind === 'literal' ? part.text : ''));
  const takeBefore = (index: number) => take(texts, index - 1, matcher, 'end');
  const takeAfter = (index: number) => take(texts, index + 1, matcher, 'start');
  const done: (readonly Part[] | null)[] = parts.map(() => null);
  const edges: (Edges | null)[] = parts.map(() => null);
  // What the code computes takes first, as a branch that begins with a match can still stand beside it.
  for (const [index, part] of parts.entries()) {
    if (part.kind !== 'variable' && part.kind !== 'slot') continue;
    if (isPlainNumber(part, matcher)) {
      done[index] = [part];
      edges[index] = { start: false, end: false };
    } else {
      done[index] = [replacedSlot(part, takeBefore(index), takeAfter(index), matcher)];
      edges[index] = { start: true, end: true };
    }
  }
  for (const [index, part] of parts.entries()) {
    if (part.kind === 'if') {
      const [before, after] = [literal(takeBefore(index)), literal(takeAfter(index))];
      const sides = innerLists(part).map((side) => concat(before, side, after));
      const [consequent, alternate] = sides.map((side) => replaceAll(side, matcher));
      if (!consequent || !alternate) return null;
      done[index] = [{ ...part, consequent, alternate }];
      edges[index] = edgesOf(sides, matcher);
    } else if (part.kind === 'index' || part.kind === 'length') {
      if ([...'-0123456789'].some(matcher.matches)) return null;
      done[index] = [part];
      edges[index] = { start: false, end: false };
    } else if (part.kind === 'for' && !matcher.inRuns) {
      const body = replaceAll(part.body, matcher);
      if (!body) return null;
      done[index] = [{ ...part, body, separator: replaceText(part.separator, matcher) }];
      edges[index] = { start: true, end: true };
    } else if (part.kind !== 'literal' && !done[index]) {
      return null;
    }
  }
  for (const [index, text] of texts.entries()) {
    if (text === '') continue;
    done[index] = literal(replaceText(text, matcher));
    edges[index] = edgesOf([literal(text)], matcher);
  }
  const touching = edges.filter((edge) => edge !== null);
  if (matcher.inRuns && touching.some((edge, index) => edge.end && touching[index + 1]?.start)) return null;
  return concat(...done.map((list) => list ?? []));
}

function replaceText(text: string, { expression, replacement }: Matcher): string {
  return text.replace(expression, () => replacement);
}

/** Whether what is printed may begin or end with a match, or be nothing. */
interface Edges {
  readonly start: boolean;
  readonly end: boolean;
}

function edgesOf(sides: readonly (readonly Part[])[], { matches }: Matcher): Edges {
  const open = (part: Part | undefined, side: 'start' | 'end') =>
    part?.kind !== 'literal' || matches(part.text.at(side === 'start' ? 0 : -1) ?? '');
  return {
    start: sides.some((side) => open(side[0], 'start')),
    end: sides.some((side) => open(side.at(-1), 'end')),
  };
}

/** Takes the matches off one end of a literal. */
function take(texts: string[], index: number, { matches, inRuns }: Matcher, end: 'start' | 'end'): string {
  const text = texts[index] ?? '';
  if (!inRuns) return '';
  let length = 0;
  while (length < text.length && matches(text.at(end === 'start' ? length : -1 - length) ?? '')) length += 1;
  const cut = end === 'start' ? length : text.length - length;
  texts[index] = end === 'start' ? text.slice(cut) : text.slice(0, cut);
  return end === 'start' ? text.slice(0, cut) : text.slice(cut);
}

/** A number or boolean of the caller's has none of the characters that are replaced. */
function isPlainNumber(part: Part, { matches }: Matcher): boolean {
  const shape = part.kind === 'variable' ? part.annotation?.shape : undefined;
  return (shape === 'number' || shape === 'boolean') && ![...'-+.0123456789eInfityNaruelfs'].some(matches);
}

function replacedSlot(
  part: Extract<Part, { kind: 'variable' | 'slot' }>,
  before: string,
  after: string,
  { expression, replacement, origin }: Matcher,
): Part {
  const [name, source] =
    part.kind === 'slot'
      ? [part.slot.name, part.slot.expression]
      : [lastName(part.path), pathText(part.path)];
  const joined = [before && JSON.stringify(before), source, after && JSON.stringify(after)]
    .filter((piece) => piece !== '')
    .join(' + ');
  const whole = before || after ? `(${joined})` : `String(${source})`;
  const hidden = part.kind === 'slot' ? part.slot.hidden : NOTHING_HIDDEN;
  const slot: Slot = {
    name,
    expression: `${whole}.replace(${String(expression)}, ${JSON.stringify(replacement)})`,
    hidden: { ...hidden, length: hidden.length + (before + after).trim().length },
    origin: part.kind === 'slot' ? part.slot.origin : origin,
    loop: part.kind === 'slot' ? part.slot.loop : loopOf(part.path),
  };
  return { kind: 'slot', slot };
}

/** The loop at whose turns what the caller gives has another value each. */
function loopOf({ root }: Path): Loop | null {
  if (root.kind === 'item') return root.loop;
  return root.kind === 'slot' ? root.slot.loop : null;
}

function lastName({ root, segments }: Path): string {
  const last = segments.findLast((segment) => typeof segment === 'string');
  return typeof last === 'string' ? last : nameOf(root);
}

function nameOf(root: Path['root']): string {
  if (root.kind === 'parameter') return root.name;
  return root.kind === 'slot' ? root.slot.name : 'item';
}

function pathText({ root, segments }: Path): string {
  return nameOf(root) + segments.map((segment) => `[${JSON.stringify(segment)}]`).join('');
}
