import { formatPath, parsePath, type Step } from '@prompt-ledger/shared';

/** Values for the variables of a template, as JSON data. */
export type Values = Readonly<Record<string, unknown>>;

/** One value as it was given on the command line. */
export interface GivenValue {
  /** The path of the variable: `user`, `name`. */
  readonly path: readonly Step[];
  /** `text`: as it stands. `json`: to be parsed. `file`: the text of a file. */
  readonly kind: 'text' | 'json' | 'file';
  readonly value: string;
}

/**
 * Reads `name=text`, `count:=3` (JSON) or `text=@file`, as httpie has them; the name may be a path, `user.name` or `rows[0].id`.
 *
 * @returns a full sentence where it is none of them
 */
export function parseGiven(text: string): GivenValue | string {
  const match = /^([^=]*?)(:?=)(.*)$/s.exec(text);
  const [, name = '', sign, value = ''] = match ?? [];
  if (match === null || name === '')
    return `"${text}" is no value: write name=text, name:=JSON or name=@file.`;
  const path = parsePath(name);
  if (path === null) return `"${name}" is no name of a variable: ${explain(name)}.`;
  if (sign === ':=') return { path, kind: 'json', value };
  // `\@` is how a text begins that begins with that sign.
  if (value.startsWith('@')) return { path, kind: 'file', value: value.slice(1) };
  return { path, kind: 'text', value: value.replace(/^\\@/, '@') };
}

function explain(name: string): string {
  return /[[\]"]/.test(name)
    ? 'brackets hold a number, rows[0], or a name in double quotes, headers["x-id"]'
    : 'a dot stands between two names';
}

/**
 * Puts a value where its path leads, and makes the objects and lists on the way.
 *
 * @returns the new values, or a full sentence where a part of the path is something else already
 */
export function setValue(values: Values, path: readonly Step[], value: unknown): Values | string {
  const obstacle = findObstacle(values, path);
  if (obstacle !== null) return `"${formatPath(path)}" cannot be set: ${obstacle}.`;
  // A path begins with a name, and what is put into an object is one.
  return put(values, path, 0, value) as Values;
}

function findObstacle(values: Values, path: readonly Step[]): string | null {
  let held: unknown = values;
  for (const [depth, step] of path.entries()) {
    const isIndex = typeof step === 'number';
    if (held !== undefined && !(isIndex ? Array.isArray(held) : isValues(held)))
      return `"${formatPath(path.slice(0, depth))}" is given as something else`;
    const length = Array.isArray(held) ? held.length : 0;
    if (isIndex && step > length)
      return `the list has nothing at ${length} yet. Give its items in their order`;
    held = memberOf(held, step);
  }
  return null;
}

function put(held: unknown, path: readonly Step[], depth: number, value: unknown): unknown {
  const step = path[depth];
  if (step === undefined) return value;
  const inner = put(memberOf(held, step), path, depth + 1, value);
  if (typeof step === 'string') return withName(isValues(held) ? held : {}, step, inner);
  return Array.isArray(held) ? [...held.slice(0, step), inner, ...held.slice(step + 1)] : [inner];
}

function memberOf(held: unknown, step: Step): unknown {
  if (typeof held !== 'object' || held === null || !Object.hasOwn(held, step)) return undefined;
  return (held as Readonly<Record<Step, unknown>>)[step];
}

/** `__proto__` is a name like any other. */
function withName(values: Values, name: string, value: unknown): Values {
  return Object.fromEntries([...Object.entries(values), [name, value]]);
}

export function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
