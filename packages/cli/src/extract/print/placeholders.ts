import { findPlaceholders } from './print.ts';
import { crossesSeams } from '../values/seams.ts';
import { concat, ifParts, innerLists, literal, literalText } from '../values/text.ts';
import type { Part, Path, Root, Syntax } from '../values/values.ts';

/** The variables of one prompt that its text names, so that one name is one variable in all its messages. */
export type NamedRoots = Map<string, Root>;

/** What some of the names stand for where a caller gives them no value. */
export type Defaults = ReadonlyMap<string, readonly Part[]>;

/**
 * Replaces the placeholders of a library's own syntax by variables, on every way through the text.
 *
 * @returns null where it says more than names, or what a template cannot say
 */
export function interpolate(
  parts: readonly Part[],
  syntax: Syntax,
  roots: NamedRoots,
  defaults: Defaults = new Map(),
): readonly Part[] | null {
  const name = (written: string) => variable(written, roots, defaults);
  // What begins with three braces is another thing than what begins with two.
  if ((syntax === 'mustache' || syntax === 'own') && crossesSeams(parts, '{{', Infinity)) return null;
  return readParts(parts, (text) => readLiteral(text, syntax, name));
}

/** What stands in a text that a library reads. */
type Read = (text: string) => readonly Part[] | null;

function readParts(parts: readonly Part[], read: Read): readonly Part[] | null {
  const lists: (readonly Part[])[] = [];
  for (const part of parts) {
    const list = readPart(part, read);
    if (!list) return null;
    lists.push(list);
  }
  return concat(...lists);
}

function readPart(part: Part, read: Read): readonly Part[] | null {
  switch (part.kind) {
    case 'literal':
      return read(part.text);
    case 'if': {
      const [then, otherwise] = [readParts(part.consequent, read), readParts(part.alternate, read)];
      return then && otherwise && ifParts(part.test, then, otherwise);
    }
    case 'for': {
      const [body, between] = [readParts(part.body, read), read(part.separator)];
      const separator = between && literalText(between);
      return body && separator !== null ? [{ ...part, body, separator }] : null;
    }
    case 'trim': {
      const body = readParts(part.body, read);
      // It is trimmed before the library reads it: what a name stands for is not.
      return body && !mayTrimName(part.body, read) ? [{ ...part, body }] : null;
    }
    default:
      return [part];
  }
}

/** Whether a name of the library's may be the first or the last that is printed of a text. */
function mayTrimName(parts: readonly Part[], read: Read): boolean {
  return [false, true].some((fromEnd) => {
    const list = fromEnd ? parts.toReversed() : parts;
    for (const part of list) {
      if (part.kind === 'literal' && /\S/.test(part.text))
        return (read(part.text) ?? []).at(fromEnd ? -1 : 0)?.kind !== 'literal';
      if (hasName(part, read)) return true;
    }
    return false;
  });
}

function hasName(part: Part, read: Read): boolean {
  if (part.kind === 'literal') return read(part.text)?.every(({ kind }) => kind === 'literal') !== true;
  return innerLists(part).some((inner) => inner.some((each) => hasName(each, read)));
}

type ReadName = (name: string) => readonly Part[];

function readLiteral(text: string, syntax: Syntax, read: ReadName): readonly Part[] | null {
  switch (syntax) {
    case 'f-string':
      return readFormat(text, read);
    case 'mustache':
      return readMustache(text, read);
    case 'own':
      return readOwn(text, read);
    case 'plain':
      return literal(text);
  }
}

/** `{{ name }}`, and everything else as it is. */
function readOwn(text: string, read: ReadName): readonly Part[] {
  const lists: (readonly Part[])[] = [];
  let end = 0;
  for (const placeholder of findPlaceholders(text)) {
    lists.push(literal(text.slice(end, placeholder.start)), read(placeholder.name));
    end = placeholder.end;
  }
  return concat(...lists, literal(text.slice(end)));
}

/** A tag of Mustache or Handlebars, as far as it is a name: not to be escaped, or to be, which neither library does. */
const TAG = /\{\{(?:\{\s*([\w-]+(?:\.[\w-]+)*)\s*\}|&?\s*([\w-]+(?:\.[\w-]+)*)\s*)\}\}|\{\{/g;

/** `{{name}}` and `{{{name}}}`; sections and all other tags are more than a template says. */
function readMustache(text: string, read: ReadName): readonly Part[] | null {
  const lists: (readonly Part[])[] = [];
  let end = 0;
  for (const match of text.matchAll(TAG)) {
    const name = match[1] ?? match[2];
    if (name === undefined) return null;
    lists.push(literal(text.slice(end, match.index)), read(name));
    end = match.index + match[0].length;
  }
  return concat(...lists, literal(text.slice(end)));
}

/** `{name}` is a variable, `{{` and `}}` are braces; a single brace alone is an error. */
function readFormat(text: string, read: ReadName): readonly Part[] | null {
  const lists: (readonly Part[])[] = [];
  let end = 0;
  for (const match of text.matchAll(/\{\{|\}\}|\{([^{}]*)\}|[{}]/g)) {
    lists.push(literal(text.slice(end, match.index)));
    end = match.index + match[0].length;
    if (match[0] === '{{' || match[0] === '}}') lists.push(literal(match[0].charAt(0)));
    else if (match[1] !== undefined && match[1].trim() !== '') lists.push(read(match[1].trim()));
    else return null;
  }
  return concat(...lists, literal(text.slice(end)));
}

function variable(name: string, roots: NamedRoots, defaults: Defaults): readonly Part[] {
  const [first = name, ...segments] = /^[\w.]+$/.test(name) ? name.split('.') : [name];
  let root = roots.get(first);
  if (!root) {
    root = { kind: 'parameter', name: first, optional: false };
    roots.set(first, root);
  }
  const path: Path = { root, segments };
  const given: readonly Part[] = [{ kind: 'variable', path, annotation: null }];
  const otherwise = defaults.get(name);
  return otherwise ? ifParts({ op: 'defined', path }, given, otherwise) : given;
}
