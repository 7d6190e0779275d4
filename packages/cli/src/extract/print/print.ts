import type { Variable } from '@prompt-ledger/shared';
import { givenWhen, isGiven } from './guards.ts';
import { assignNames, IDENTIFIER, RESERVED, type Names } from './names.ts';
import { simplify } from './simplify.ts';
import { filterOf } from '../values/conditions.ts';
import { innerLists } from '../values/text.ts';
import {
  samePath,
  type Condition,
  type Loop,
  type Part,
  type Path,
  type Root,
  type Slot,
} from '../values/values.ts';

export interface Printed {
  readonly templates: readonly string[];
  readonly variables: readonly Variable[];
}

/**
 * Prints texts that share their variables (the messages of one prompt) as Jinja. Total and canonical: rendering gives
 * exactly the text, and the same content always prints the same bytes.
 *
 * @param mustache whether `{{ name }}` in a text that is literal throughout is a variable; of each text, or of all
 * @param parameters names that callers know, whether the text uses them or not
 */
export function printTemplates(
  texts: readonly (readonly Part[])[],
  mustache: boolean | readonly boolean[],
  parameters: readonly string[] = [],
): Printed {
  const simple = texts.map((parts) => simplify(parts));
  const found = collect(simple);
  const names = assignNames(found.roots, found.slots, parameters);
  const variables = new Map<string, Variable>();
  const printer: Printer = { names, variables, loop: null, given: [] };
  const templates = simple.map((parts, index) => {
    const [only] = parts;
    const isRead = typeof mustache === 'boolean' ? mustache : mustache[index] === true;
    const isPlain = isRead && parts.length === 1 && only?.kind === 'literal';
    return isPlain ? printPlain(only.text, printer) : printParts(parts, printer, false);
  });
  return { templates, variables: [...variables.values()] };
}

interface Printer {
  readonly names: Names;
  readonly variables: Map<string, Variable>;
  /** The innermost loop around. */
  readonly loop: Loop | null;
  /** What conditions around have made sure of, so that it is not required. */
  readonly given: readonly Path[];
}

/** `followed`: whether a tag comes right after the last part. */
function printParts(parts: readonly Part[], printer: Printer, followed: boolean): string {
  return parts
    .map((part, index) => {
      const beforeTag = index < parts.length - 1 || followed;
      return part.kind === 'literal' ? escapeLiteral(part.text, beforeTag) : printPart(part, printer);
    })
    .join('');
}

function printPart(part: Exclude<Part, { kind: 'literal' }>, printer: Printer): string {
  switch (part.kind) {
    case 'variable':
      return `{{ ${variable(part.path, printer)} }}`;
    case 'index':
      return `{{ ${part.offset === 0 ? 'loop.index0' : part.offset === 1 ? 'loop.index' : `loop.index0 ${signed(part.offset)}`} }}`;
    case 'length':
      return `{{ ${variable(part.path, printer)} | length }}`;
    case 'slot':
      return `{{ ${slotName(part.slot, printer)} }}`;
    case 'if':
      return printIf(part, printer);
    case 'for':
      return printFor(part, printer);
    case 'trim':
      return `{% filter trim %}${printParts(part.body, printer, true)}{% endfilter %}`;
  }
}

function signed(offset: number): string {
  return offset < 0 ? `- ${-offset}` : `+ ${offset}`;
}

function printIf(part: Extract<Part, { kind: 'if' }>, printer: Printer): string {
  const byDefault = defaultOf(part);
  if (byDefault) {
    const name = path(byDefault.path, printer);
    if (!printer.variables.has(name)) {
      printer.variables.set(name, { name, required: false, default: byDefault.text });
    }
    return `{{ ${name} | default(${quote(byDefault.text)}) }}`;
  }
  const yes = whenGiven(printer, part.test, true);
  let no = whenGiven(printer, part.test, false);
  let text = `{% if ${condition(part.test, printer)} %}${printParts(part.consequent, yes, true)}`;
  let rest = part.alternate;
  for (;;) {
    const [next] = rest;
    if (rest.length !== 1 || next?.kind !== 'if' || defaultOf(next)) break;
    const then = whenGiven(no, next.test, true);
    text += `{% elif ${condition(next.test, no)} %}${printParts(next.consequent, then, true)}`;
    no = whenGiven(no, next.test, false);
    rest = next.alternate;
  }
  if (rest.length > 0) text += `{% else %}${printParts(rest, no, true)}`;
  return `${text}{% endif %}`;
}

function whenGiven(printer: Printer, test: Condition, holds: boolean): Printer {
  const more = givenWhen(test, holds);
  return more.length === 0 ? printer : { ...printer, given: [...printer.given, ...more] };
}

/** The longest default that is printed as a filter. */
const SHORT_DEFAULT = 10;

/**
 * `x === undefined ? "en" : x`: what a default parameter lowers to. A longer default is text of the prompt like any
 * other, so it stays a branch, where people and diffs see it as text; and none at all is a branch without text.
 */
function defaultOf(
  part: Extract<Part, { kind: 'if' }>,
): { readonly path: Path; readonly text: string } | null {
  const [then, otherwise] = [part.consequent[0], part.alternate[0]];
  if (part.test.op !== 'defined' || part.consequent.length !== 1 || then?.kind !== 'variable') return null;
  if (!samePath(then.path, part.test.path) || part.alternate.length !== 1) return null;
  if (otherwise?.kind !== 'literal' || otherwise.text.length > SHORT_DEFAULT) return null;
  return { path: then.path, text: otherwise.text };
}

function printFor(part: Extract<Part, { kind: 'for' }>, outer: Printer): string {
  const { loop, body, separator } = part;
  const list = variable(loop.list, outer);
  const printer: Printer = { ...outer, loop };
  const item = printer.names.enterLoop(loop);
  const test = filterOf(part);
  const filter = test ? ` if ${condition(test, outer)}` : '';
  const between =
    separator === '' ? '' : `{% if not loop.last %}${escapeLiteral(separator, true)}{% endif %}`;
  return `{% for ${item} in ${list}${filter} %}${printParts(body, printer, true)}${between}{% endfor %}`;
}

const PRECEDENCE = { or: 1, and: 2, not: 3 } as const;

function condition(test: Condition, printer: Printer, outer = 0): string {
  switch (test.op) {
    case 'truthy':
      return variable(test.path, printer);
    case 'defined':
      return `${optional(test.path, printer)} is defined`;
    case 'null':
      return `${optional(test.path, printer)} is none`;
    case 'string':
      return `${optional(test.path, printer)} is string`;
    case 'equals':
      return `${variable(test.path, printer)} == ${value(test.value)}`;
    case 'compare':
      return `${variable(test.path, printer)} ${test.compare} ${test.value}`;
    case 'trimmed':
      return `${variable(test.path, printer)} | trim`;
    case 'contains':
      return `${quote(test.value)} in ${variable(test.path, printer)}`;
    case 'length':
      return countCondition(test, printer, outer);
    case 'index':
      return test.compare === '==' && test.value === 0
        ? 'loop.first'
        : `loop.index0 ${test.compare} ${test.value}`;
    case 'last':
      return 'loop.last';
    case 'opaque':
      return slotName(test.slot, printer);
    case 'not':
      return negated(test.test, printer);
    case 'and':
    case 'or': {
      const own = PRECEDENCE[test.op];
      const text = `${condition(test.left, printer, own)} ${test.op} ${condition(test.right, whenGiven(printer, test.left, test.op === 'and'), own + 0.5)}`;
      return own < outer ? `(${text})` : text;
    }
  }
}

const OPPOSITE = { '>': '<=', '<=': '>', '<': '>=', '>=': '<', '==': '!=', '!=': '==' } as const;

/** The highest index that a list is asked for. */
const MAX_INDEX = 100;

/**
 * Whether a list has so many items: whether it has the one with that index. It says it of texts, too, and reads no
 * further than it must.
 */
function countCondition(
  { path: list, compare, value: count }: Extract<Condition, { op: 'length' }>,
  printer: Printer,
  outer: number,
): string {
  const name = variable(list, printer);
  // How many there are at least, or may be at most.
  const least = compare === '>' || compare === '<=' ? count + 1 : count;
  if (!Number.isInteger(count) || least < 0 || least > MAX_INDEX)
    return `${name} | length ${compare} ${count}`;
  if (compare === '>' || compare === '>=') return least === 0 ? 'true' : `${name}[${least - 1}] is defined`;
  if (compare === '<' || compare === '<=')
    return least === 0 ? 'false' : `${name}[${least - 1}] is not defined`;
  if (least === 0) return `${name}[0] is ${compare === '==' ? 'not defined' : 'defined'}`;
  const exactly = `${name}[${least - 1}] is defined and ${name}[${least}] is not defined`;
  if (compare === '!=') return `not (${exactly})`;
  return PRECEDENCE.and < outer ? `(${exactly})` : exactly;
}

function negated(test: Condition, printer: Printer): string {
  switch (test.op) {
    case 'defined':
      return `${optional(test.path, printer)} is not defined`;
    case 'null':
      return `${optional(test.path, printer)} is not none`;
    case 'string':
      return `${optional(test.path, printer)} is not string`;
    case 'equals':
      return `${variable(test.path, printer)} != ${value(test.value)}`;
    case 'contains':
      return `${quote(test.value)} not in ${variable(test.path, printer)}`;
    case 'compare':
      return `${variable(test.path, printer)} ${OPPOSITE[test.compare]} ${test.value}`;
    case 'length':
      return countCondition({ ...test, compare: OPPOSITE[test.compare] }, printer, PRECEDENCE.not);
    default:
      return `not ${condition(test, printer, PRECEDENCE.not)}`;
  }
}

function value(constant: string | number | boolean): string {
  return typeof constant === 'string' ? quote(constant) : String(constant);
}

/** Numbers and lists are compared by name, so they are variables of the prompt; items of its loops are not. */
function variable(of: Path, printer: Printer): string {
  if (isGiven(of, printer.given)) return optional(of, printer);
  const name = path(of, printer);
  if (of.root.kind === 'parameter') printer.variables.set(name, { name, required: true });
  return name;
}

/** Asking whether a variable is given does not require it, nor does using it where it is. */
function optional(of: Path, printer: Printer): string {
  const name = path(of, printer);
  if (of.root.kind === 'parameter' && !printer.variables.has(name)) {
    printer.variables.set(name, { name, required: false });
  }
  return name;
}

/** What the code computes at each turn of a loop is a list of values, one a turn. */
function slotName(slot: Slot, printer: Printer): string {
  const name = printer.names.of(slot);
  printer.variables.set(name, { name, required: true, opaque: true, expression: slot.expression });
  return slot.loop !== null && slot.loop === printer.loop ? `${name}[loop.index0]` : name;
}

function path({ root, segments }: Path, printer: Printer): string {
  return (
    (root.kind === 'slot' ? slotName(root.slot, printer) : printer.names.of(root)) +
    segments
      .map((segment) => {
        if (typeof segment === 'number') return `[${segment}]`;
        return IDENTIFIER.test(segment) ? `.${segment}` : `[${quote(segment)}]`;
      })
      .join('')
  );
}

/** A string as every Jinja engine reads it. */
export function quote(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what is escaped
  const escaped = text.replace(/["\\\u0000-\u001f\u007f]/g, (character) => {
    if (character === '"' || character === '\\') return `\\${character}`;
    if (character === '\n') return '\\n';
    if (character === '\r') return '\\r';
    if (character === '\t') return '\\t';
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}

/** Text that looks like template syntax is printed by an expression: `{{ "{{" }}`. */
export function escapeLiteral(text: string, beforeTag: boolean): string {
  return text.replace(/\{+[%#]?/g, (run, offset: number) => {
    const atEnd = offset + run.length === text.length;
    return run.length > 1 || (atEnd && beforeTag) ? `{{ ${quote(run)} }}` : run;
  });
}

/** `{{ name }}` and `{{ user.name }}`, as people write placeholders in constants. */
const PLACEHOLDER = /(?<!\{)\{\{[ \t]*([A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)[ \t]*\}\}(?!\})/g;

/** The placeholders of a text with the places they stand at. */
export function findPlaceholders(
  text: string,
): readonly { readonly name: string; readonly start: number; readonly end: number }[] {
  return [...text.matchAll(PLACEHOLDER)].flatMap((match) => {
    const name = match[1] ?? '';
    if (RESERVED.has(name.split('.')[0] ?? '')) return [];
    return [{ name, start: match.index, end: match.index + match[0].length }];
  });
}

/** Placeholders stay as they are written, so that a constant and its template are the same text with one checksum. */
function printPlain(text: string, printer: Printer): string {
  let printed = '';
  let end = 0;
  for (const placeholder of findPlaceholders(text)) {
    printed += escapeLiteral(text.slice(end, placeholder.start), true);
    printed += text.slice(placeholder.start, placeholder.end);
    printer.variables.set(placeholder.name, { name: placeholder.name, required: true });
    end = placeholder.end;
  }
  return printed + escapeLiteral(text.slice(end), false);
}

interface Collected {
  readonly roots: Root[];
  readonly slots: Slot[];
}

function collect(texts: readonly (readonly Part[])[]): Collected {
  const found: Collected = { roots: [], slots: [] };
  for (const parts of texts) collectParts(parts, found);
  return found;
}

function collectParts(parts: readonly Part[], found: Collected): void {
  for (const part of parts) {
    if (part.kind === 'variable' || part.kind === 'length') collectPath(part.path, found);
    if (part.kind === 'slot') found.slots.push(part.slot);
    if (part.kind === 'if') collectCondition(part.test, found);
    if (part.kind === 'for') collectLoop(part, found);
    for (const inner of innerLists(part)) collectParts(inner, found);
  }
}

function collectPath({ root }: Path, found: Collected): void {
  found.roots.push(root);
  if (root.kind === 'slot') found.slots.push(root.slot);
}

function collectLoop(part: Extract<Part, { kind: 'for' }>, found: Collected): void {
  collectPath(part.loop.list, found);
  const filter = filterOf(part);
  if (filter) collectCondition(filter, found);
}

function collectCondition(test: Condition, found: Collected): void {
  if ('path' in test) collectPath(test.path, found);
  if (test.op === 'opaque') found.slots.push(test.slot);
  if (test.op === 'not') collectCondition(test.test, found);
  if (test.op === 'and' || test.op === 'or') {
    collectCondition(test.left, found);
    collectCondition(test.right, found);
  }
}
