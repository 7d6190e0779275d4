import type { RegExpLiteral } from '@babel/types';
import type { Value } from '../../values/values.ts';

/*
 * Regular expressions of the source are run by JavaScript itself, over text of the source: both may be hostile. What an
 * expression can cost is told from its pattern, so that whether it is run never depends on the machine.
 */

/** Steps that are gone without anybody noticing. */
const MAX_STEPS = 2e8;
const MAX_TEXT = 1024 * 1024;
/** So few are not worth it. */
const MIN_STEPS = 1e5;

/** A quantifier of so many turns is as good as one without an end. */
const MANY_TURNS = 32;

/** An expression that cannot take long. */
interface SafeExpression {
  readonly expression: RegExp;
  /** Over text of up to so many characters. */
  readonly maxLength: number;
  /** Over longer text as well, where it can begin in a few places only. */
  fits(text: string): boolean;
}

/** @returns null where running it may take for ever, or where it is none */
export function safeExpression(pattern: string, flags: string): SafeExpression | null {
  if (!/^[gimsu]*$/.test(flags)) return null;
  const scanned = scan(pattern, flags.includes('u'));
  if (!scanned) return null;
  try {
    const expression = new RegExp(pattern, flags);
    // Each quantifier without an end may try every length, from every character on.
    const steps = MAX_STEPS / waysOf(scanned);
    if (steps < MIN_STEPS) return null;
    const open = openOf(scanned);
    const maxLength = Math.min(MAX_TEXT, Math.floor(steps ** (1 / (open + 1))));
    const start = flags.includes('i') ? '' : startOf(scanned);
    const fits = (text: string) =>
      text.length <= maxLength ||
      (start !== '' && text.length <= MAX_TEXT && placesOf(start, text) * text.length ** open <= steps);
    return { expression, maxLength, fits };
  } catch {
    return null;
  }
}

/** `/…/`, also through a constant that is one. */
function writtenExpression(value: Value | undefined): RegExpLiteral | null {
  return value?.kind === 'unknown' && value.node.type === 'RegExpLiteral' ? value.node : null;
}

/** The expression that a value is, where it can be run over a text. */
export function expressionFor(value: Value | undefined, text: string): RegExp | null {
  const written = writtenExpression(value);
  const safe = written && safeExpression(written.pattern, written.flags);
  return safe?.fits(text) ? safe.expression : null;
}

/** The characters that every match begins with: `<a>` of `/^<a>[^]*?<\/a>/`; none where there are alternatives. */
function startOf([terms = [], ...others]: readonly (readonly Term[])[]): string {
  let start = '';
  for (const { unit, quantifier } of others.length > 0 ? [] : terms) {
    const character = unit === null ? '' : /^\\?([^\w\s\\.[]|(?<!\\)\w)$/.exec(unit)?.[1];
    if (quantifier !== 'one' || character === undefined) break;
    start += character;
  }
  return start;
}

function placesOf(start: string, text: string): number {
  let places = 0;
  for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) places += 1;
  return places;
}

interface Term {
  /** In how many ways it matches, where that is not without an end. */
  readonly ways: number;
  /** What matches one character; null for anything else, as a group or `^`. */
  readonly unit: string | null;
  readonly quantifier: 'one' | 'some' | 'any';
  /** Whether it matches at least one character. */
  readonly isNeeded: boolean;
}

/**
 * How many times over a text may be looked through, besides from every character: once for each quantifier that can give
 * back what it took. One that is followed by what it does not match itself has only one length; all of them together
 * look through the text once.
 */
function openOf(sequences: readonly (readonly Term[])[]): number {
  let open = 0;
  let settled = 0;
  for (const terms of sequences) {
    for (const [index, term] of terms.entries()) {
      if (term.quantifier !== 'any') continue;
      const next = terms[index + 1];
      // Nothing behind it can fail.
      if (!next && sequences.length === 1) continue;
      if (next?.isNeeded && areDisjoint(term.unit, next.unit)) settled = 1;
      else open += 1;
    }
  }
  return open + settled;
}

/** In how many ways all that has an end can match: `a?a?a?` in eight. */
function waysOf(sequences: readonly (readonly Term[])[]): number {
  return sequences.flat().reduce((product, { ways }) => product * ways, sequences.length);
}

/** Characters that tell classes apart: all of ASCII and Latin, the spaces, and some of every other kind. */
const PROBES = [
  ...Array.from({ length: 0x300 }, (_, code) => String.fromCharCode(code)),
  ...'\u1680\u2000\u2028\u2029\u202f\u3000\ufeffаא中あ한😀',
];

function areDisjoint(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return false;
  try {
    const [first, second] = [new RegExp(`^(?:${a})$`, 's'), new RegExp(`^(?:${b})$`, 's')];
    return !PROBES.some((probe) => first.test(probe) && second.test(probe));
  } catch {
    return false;
  }
}

/** The terms of each alternative and group; null where a group is repeated in a way that may explode, or is not known. */
function scan(pattern: string, unicode: boolean): Term[][] | null {
  const sequences: Term[][] = [];
  let at = 0;
  return alternatives() && at === pattern.length ? sequences : null;

  /** @returns whether there was at least one that could be read, and how many */
  function alternatives(): { readonly count: number; readonly quantified: boolean } | null {
    let count = 0;
    let quantified = false;
    for (;;) {
      const terms: Term[] = [];
      while (at < pattern.length && pattern[at] !== '|' && pattern[at] !== ')') {
        const term = readTerm();
        if (!term) return null;
        terms.push(term);
        if (term.quantifier !== 'one') quantified = true;
      }
      sequences.push(terms);
      count += 1;
      if (pattern[at] !== '|') return { count, quantified };
      at += 1;
    }
  }

  function readTerm(): Term | null {
    const assertion = /^(?:[\^$]|\\[bB])/.exec(pattern.slice(at, at + 2));
    if (assertion) {
      at += assertion[0].length;
      return { unit: null, quantifier: 'one', isNeeded: false, ways: 1 };
    }
    if (pattern[at] === '(') return readGroup();
    const unit = readUnit();
    if (unit === null) return null;
    const { quantifier, least, ways } = readQuantifier();
    return { unit, quantifier, isNeeded: least > 0, ways };
  }

  function readGroup(): Term | null {
    const head = /^\((?:\?(?::|=|!|<=|<!|<[A-Za-z]\w*>))?/.exec(pattern.slice(at, at + 40))?.[0];
    if (!head || pattern[at + head.length] === '?') return null;
    at += head.length;
    const inside = alternatives();
    if (!inside || pattern[at] !== ')') return null;
    at += 1;
    const { quantifier, least, ways } = readQuantifier();
    // (a+)+, (a|a)* and (a?){30} may try every way to cut a text in pieces.
    const isOnce = quantifier === 'one' ? least === 1 : quantifier === 'some' && ways === 2 && least === 0;
    if (!isOnce && (inside.quantified || inside.count > 1)) return null;
    return { unit: null, quantifier: inside.quantified ? 'some' : quantifier, isNeeded: false, ways };
  }

  function readUnit(): string | null {
    const rest = pattern.slice(at, at + 400);
    // \1 and \k<a> look back.
    if (/^\\(?:[1-9]|k)/.test(rest)) return null;
    const escape = /^\\(?:u\{[^}]*\}|u[\dA-Fa-f]{4}|x[\dA-Fa-f]{2}|c[A-Za-z]|[pP]\{[^}]*\}|[^])/.exec(rest);
    const found =
      escape ??
      /^\[(?:\\[^]|[^\]\\])*\]/.exec(rest) ??
      (unicode ? /^[^*+?{}()|[\]\\]/u : /^[^*+?()|[\\]/).exec(rest);
    if (!found) return null;
    at += found[0].length;
    return found[0];
  }

  function readQuantifier(): Pick<Term, 'quantifier' | 'ways'> & { readonly least: number } {
    const found = /^(?:[*+?]|\{(\d+)(,(\d*))?\})\??/.exec(pattern.slice(at, at + 20));
    if (!found) return { quantifier: 'one', least: 1, ways: 1 };
    at += found[0].length;
    const [sign] = found[0];
    if (sign === '?') return { quantifier: 'some', least: 0, ways: 2 };
    if (sign !== '{') return { quantifier: 'any', least: sign === '+' ? 1 : 0, ways: 1 };
    const least = Number(found[1]);
    const most = found[2] === undefined ? least : found[3] === '' ? Infinity : Number(found[3]);
    if (most > MANY_TURNS) return { quantifier: 'any', least, ways: 1 };
    return { quantifier: least === most ? 'one' : 'some', least, ways: Math.max(1, most - least + 1) };
  }
}
