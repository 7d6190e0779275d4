import { findPlaceholders } from './print.ts';
import { concat, ifParts, literal } from '../values/text.ts';
import type { Part, Path, Root } from '../values/values.ts';

/** The variables of one prompt that its text names, so that one name is one variable in all its messages. */
export type NamedRoots = Map<string, Root>;

/** What some of the names stand for where a caller gives them no value. */
export type Defaults = ReadonlyMap<string, readonly Part[]>;

/**
 * Replaces the placeholders of a library's own syntax by variables.
 *
 * @returns null where the text is not of that syntax, as the library itself would refuse it
 */
export function interpolate(
  parts: readonly Part[],
  syntax: 'f-string' | 'mustache',
  roots: NamedRoots,
  defaults: Defaults = new Map(),
): readonly Part[] | null {
  const lists: (readonly Part[])[] = [];
  const name = (written: string) => variable(written, roots, defaults);
  for (const part of parts) {
    const read = part.kind === 'literal' ? readLiteral(part.text, syntax, name) : [part];
    if (!read) return null;
    lists.push(read);
  }
  return concat(...lists);
}

type ReadName = (name: string) => readonly Part[];

function readLiteral(text: string, syntax: 'f-string' | 'mustache', read: ReadName): readonly Part[] | null {
  return syntax === 'f-string' ? readFormat(text, read) : readMustache(text, read);
}

function readMustache(text: string, read: ReadName): readonly Part[] {
  const lists: (readonly Part[])[] = [];
  let end = 0;
  for (const placeholder of findPlaceholders(text)) {
    lists.push(literal(text.slice(end, placeholder.start)), read(placeholder.name));
    end = placeholder.end;
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
