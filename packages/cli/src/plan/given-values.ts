/** Values for the variables of a template, as JSON data. */
export type Values = Readonly<Record<string, unknown>>;

/** One value as it was given on the command line. */
export interface GivenValue {
  /** The path of the variable: `user`, `name`. */
  readonly path: readonly string[];
  /** `text`: as it stands. `json`: to be parsed. `file`: the text of a file. */
  readonly kind: 'text' | 'json' | 'file';
  readonly value: string;
}

/**
 * Reads `name=text`, `count:=3` (JSON) or `text=@file`, as httpie has them; the name may be a path, `user.name`.
 *
 * @returns a full sentence where it is none of them
 */
export function parseGiven(text: string): GivenValue | string {
  const match = /^([^=]*?)(:?=)(.*)$/s.exec(text);
  const [, name = '', sign, value = ''] = match ?? [];
  if (match === null || name === '')
    return `"${text}" is no value: write name=text, name:=JSON or name=@file.`;
  const path = name.split('.');
  if (path.includes('')) return `"${name}" is no name of a variable: a dot stands between two names.`;
  if (sign === ':=') return { path, kind: 'json', value };
  // `\@` is how a text begins that begins with that sign.
  if (value.startsWith('@')) return { path, kind: 'file', value: value.slice(1) };
  return { path, kind: 'text', value: value.replace(/^\\@/, '@') };
}

/**
 * Puts a value where its path leads.
 *
 * @returns the new values, or a full sentence where a part of the path is a text, a number or a list already
 */
export function setValue(values: Values, path: readonly string[], value: unknown): Values | string {
  return setBelow(values, path, 0, value);
}

function setBelow(values: Values, path: readonly string[], depth: number, value: unknown): Values | string {
  const name = path[depth] ?? '';
  if (depth >= path.length - 1) return withName(values, name, value);
  const inner = Object.hasOwn(values, name) ? values[name] : {};
  if (!isValues(inner)) {
    const taken = path.slice(0, depth + 1).join('.');
    return `"${path.join('.')}" cannot be set: "${taken}" is given as something else.`;
  }
  const changed = setBelow(inner, path, depth + 1, value);
  return typeof changed === 'string' ? changed : withName(values, name, changed);
}

/** `__proto__` is a name like any other. */
function withName(values: Values, name: string, value: unknown): Values {
  return Object.fromEntries([...Object.entries(values), [name, value]]);
}

export function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
