import { concat, innerLists, literal, literalText, trimParts } from '../../values/text.ts';
import type { Part } from '../../values/values.ts';

/** One piece of a template literal between its expressions. */
export interface Quasi {
  readonly raw: string;
  readonly cooked: string;
}

/**
 * What a tag of a known package makes of a template literal.
 *
 * @returns null where that depends on values that are not known
 */
export type Dedent = (
  quasis: readonly Quasi[],
  values: readonly (readonly Part[])[],
) => readonly Part[] | null;

/** The algorithm itself, on text whose unknown parts are marks without white space. */
interface Algorithm {
  readonly run: (strings: readonly Quasi[], values: readonly string[]) => string | null;
  /** Whether it trims the whole, and so the first and the last value, too. */
  readonly trims: boolean;
  /** Whether it looks at the lines of the values, which those of an unknown one are not known. */
  readonly readsValues: boolean;
}

/** The tag of a known package, by the name it is imported with; null for every other. */
export function findDedent(from: string, name: string): Dedent | null {
  const algorithm = algorithmOf(from, name);
  return algorithm && ((quasis, values) => apply(algorithm, quasis, values));
}

function algorithmOf(from: string, name: string): Algorithm | null {
  const isDefault = name === 'default' || name === '*';
  switch (from) {
    case 'dedent':
      return isDefault ? { run: dedent, trims: true, readsValues: true } : null;
    case 'ts-dedent':
      return isDefault || name === 'dedent' ? { run: tsDedent, trims: false, readsValues: true } : null;
    case 'outdent':
      return isDefault || name === 'outdent' ? { run: outdent, trims: false, readsValues: false } : null;
    case 'common-tags': {
      const change = COMMON_TAGS[name];
      return change
        ? {
            run: (strings, values) => change(interleave(strings, values))?.trim() ?? null,
            trims: true,
            readsValues: true,
          }
        : null;
    }
    default:
      return null;
  }
}

const [MARK, END] = ['\uE000', '\uE001'];

function apply(
  algorithm: Algorithm,
  quasis: readonly Quasi[],
  values: readonly (readonly Part[])[],
): readonly Part[] | null {
  if (quasis.some(({ raw }) => raw.includes(MARK))) return null;
  const unknown: (readonly Part[])[] = [];
  const texts: string[] = [];
  for (const value of values) {
    const text = literalText(value);
    if (text === null && algorithm.readsValues && hasLines(value)) return null;
    texts.push(text ?? `${MARK}${unknown.push(value) - 1}${END}`);
  }
  const result = algorithm.run(quasis, texts);
  if (result === null) return null;
  const pieces = result.split(/\uE000(\d+)\uE001/);
  const parts = concat(
    ...pieces.map((piece, index) => (index % 2 === 0 ? literal(piece) : (unknown[Number(piece)] ?? []))),
  );
  if (!algorithm.trims) return parts;
  // What stands at an edge is trimmed already, but for a value.
  const [isAtStart, isAtEnd] = [result.startsWith(MARK), result.endsWith(END)];
  if (!isAtStart && !isAtEnd) return parts;
  return trimParts(parts, isAtStart && isAtEnd ? 'both' : isAtStart ? 'start' : 'end');
}

/** Whether branches or turns bring line breaks of ours, whose indentation the tag would change. */
function hasLines(parts: readonly Part[]): boolean {
  return parts.some((part) =>
    part.kind === 'literal'
      ? part.text.includes('\n')
      : innerLists(part).some(hasLines) || (part.kind === 'for' && part.separator.includes('\n')),
  );
}

function interleave(strings: readonly Quasi[], values: readonly string[]): string {
  return strings.map(({ cooked }, index) => cooked + (values[index] ?? '')).join('');
}

/** dedent 1: the smallest indentation of all lines, values among them, then trim; escapes are its own. */
function dedent(strings: readonly Quasi[], values: readonly string[]): string | null {
  // Which escapes it knows besides these differs from version to version.
  if (strings.some(({ raw }) => /\\(?![\n`${n])/.test(raw))) return null;
  const text = strings
    .map(({ raw }, index) => {
      const plain = raw.replace(/\\\n[ \t]*/g, '').replace(/\\([`${])/g, '$1');
      return plain + (values[index] ?? '');
    })
    .join('');
  const lines = text.split('\n');
  const smallest = leastOf(
    text,
    lines.flatMap((line) => {
      const indent = /^(\s+)\S/.exec(line)?.[1];
      return indent === undefined
        ? []
        : { size: indent.length, isKnown: !line.startsWith(MARK, indent.length) };
    }),
  );
  // Without the value, the space behind it would be the indentation.
  const isOpen = lines.some(
    (line, index) => (index > 0 || smallest !== 0) && /^(?:\uE000\d+\uE001)+[ \t]/.test(line),
  );
  if (smallest === null || (isOpen && hasSeveralLines(text))) return null;
  const cut = lines.map((line) => (/^[ \t]/.test(line) ? line.slice(smallest) : line)).join('\n');
  const trimmed = cut.trim();
  // Where a value at the edge is empty, what is written as \n would be the edge, and stay.
  if (/^(?:\uE000\d+\uE001|\s)+\\n/.test(trimmed) || /\\n(?:\uE000\d+\uE001|\s)+$/.test(trimmed)) return null;
  return trimmed.replaceAll('\\n', '\n');
}

interface Indent {
  readonly size: number;
  /** Whether a text of ours follows it: a value may be empty, and then its line has another indentation, or none. */
  readonly isKnown: boolean;
}

/** The least indentation of the lines of a text; null where it is that of values alone. */
function leastOf(text: string, indents: readonly Indent[]): number | null {
  // One line is trimmed anyhow.
  if (indents.length === 0 || !hasSeveralLines(text)) return 0;
  const least = Math.min(...indents.map(({ size }) => size));
  return indents.some(({ size, isKnown }) => isKnown && size === least) ? least : null;
}

function hasSeveralLines(text: string): boolean {
  return text.trim().includes('\n');
}

/**
 * ts-dedent 2: the smallest indentation of the strings; lines of values are indented like the place they stand at, which
 * is not known behind a value that may be empty.
 */
function tsDedent(quasis: readonly Quasi[], values: readonly string[]): string | null {
  let strings = quasis.map(({ cooked }) => cooked);
  strings[strings.length - 1] = strings.at(-1)?.replace(/\r?\n([\t ]*)$/, '') ?? '';
  const indents = strings.flatMap((string) =>
    [...string.matchAll(/\n([\t ]+|(?!\s).)/g)].map((match) => match[0].match(/[\t ]/g)?.length ?? 0),
  );
  if (indents.length > 0) {
    const pattern = new RegExp(`\n[\t ]{${Math.min(...indents)}}`, 'g');
    strings = strings.map((string) => string.replace(pattern, '\n'));
  }
  strings[0] = strings[0]?.replace(/^\r?\n/, '') ?? '';
  let text = '';
  for (const [index, string] of strings.entries()) {
    const value = values[index - 1] ?? '';
    if (value.includes('\n') && /(?:^|\n) *(?:\uE000\d+\uE001 *)+$/.test(text)) return null;
    const indent = /(?:^|\n)( *)$/.exec(text)?.[1] ?? '';
    text += value.replaceAll('\n', `\n${indent}`) + string;
  }
  return text;
}

/** outdent: the indentation of the first line of the strings; values stay as they are. */
function outdent(quasis: readonly Quasi[], values: readonly string[]): string {
  const indent = /(?:\r\n|\r|\n)([ \t]*)(?:[^ \t\r\n]|$)/.exec(quasis[0]?.cooked ?? '')?.[1]?.length ?? 0;
  const pattern = new RegExp(`(\\r\\n|\\r|\\n).{0,${indent}}`, 'g');
  return quasis
    .map(({ cooked }, index) => {
      let string = cooked.replace(pattern, '$1');
      if (index === 0) string = string.replace(/^[ \t]*(?:\r\n|\r|\n)/, '');
      if (index === quasis.length - 1) string = string.replace(/(?:\r\n|\r|\n)[ \t]*$/, '');
      return string + (values[index] ?? '');
    })
    .join('');
}

/** common-tags 1: what each tag does before it trims; null where that depends on whether a value is empty. */
const COMMON_TAGS: Readonly<Record<string, (text: string) => string | null>> = {
  stripIndent: (text) => {
    const smallest = leastOf(
      text,
      [...text.matchAll(/^[^\S\n]*(?=\S)/gm)].map(({ 0: indent, index }) => ({
        size: indent.length,
        isKnown: !text.startsWith(MARK, index + indent.length),
      })),
    );
    return smallest === null ? null : text.replace(new RegExp(`^.{${smallest}}`, 'gm'), '');
  },
  stripIndents: (text) => (beginsLine(text, /[^\S\n]/) ? null : text.replace(/^[^\S\n]+/gm, '')),
  oneLine: (text) => (beginsLine(text, /\s/) ? null : text.replace(/(?:\n\s*)+/g, ' ')),
  oneLineTrim: (text) => (beginsLine(text, /[^\S\n]/) ? null : text.replace(/\n\s*/g, '')),
};

/**
 * Whether a value begins a line, but not the first, and white space follows: if it is empty, that would go with what
 * stands before it.
 */
function beginsLine(text: string, space: RegExp): boolean {
  return [...text.matchAll(/\n[^\S\n]*(?:\uE000\d+\uE001)+/g)].some(
    ({ 0: found, index }) =>
      text.slice(0, index).trim() !== '' &&
      space.test(text.charAt(index + found.length)) &&
      text.slice(index + found.length).trim() !== '',
  );
}
