import type { Node } from '@babel/types';
import { digestOf, proseLength } from '../../parse/digest.ts';
import { createReach } from './reach.ts';
import type { Modules } from '../../modules/modules.ts';
import type { Run } from './run.ts';
import { findCell } from '../../names/scope.ts';
import { measure } from '../../values/text.ts';
import type { FunctionValue, Hidden, Item, Scope, State, TopLevel, Value } from '../../values/values.ts';

const MAX_NODES = 4_000;
/** So many names are as much work as one step of evaluation. */
const NAMES_PER_STEP = 8;

/**
 * Looks at the code of a value, and at the local functions it names.
 *
 * @param extra characters that it is known to bring along besides
 */
export function lookInto(run: Run, roots: readonly Node[], scope: Scope, extra: number): Hidden {
  const seen = new Set<unknown>();
  const values: Value[] = [];
  const names: TopLevel[] = [];
  const asked = new Set<string>();
  let asksAny = false;
  const pending: { node: Node; scope: Scope }[] = roots.map((node) => ({ node, scope }));
  let length = extra;
  let nodes = 0;
  for (let next = pending.pop(); next && nodes < MAX_NODES; next = pending.pop()) {
    if (seen.has(next.node)) continue;
    seen.add(next.node);
    const digest = digestOf(next.node);
    length += digest.length;
    nodes += digest.nodes;
    for (const member of digest.asked ?? []) asked.add(member);
    asksAny ||= digest.asked === null;
    run.budget.steps -= Math.floor(digest.names.length / NAMES_PER_STEP);
    for (const value of localsOf(digest.names, next.scope, run.state)) {
      if (value.kind === 'function') pending.push({ node: value.node, scope: value.scope });
      else values.push(value);
    }
    names.push(...outerOf(digest.names, next.scope));
  }
  return { modules: run.modules, length, values, names, asked: asksAny ? null : [...asked] };
}

function localsOf(names: readonly string[], scope: Scope, state: State): Value[] {
  return names.flatMap((name) => {
    const cell = findCell(scope, name);
    return (cell && state.get(cell)) ?? [];
  });
}

function outerOf(names: readonly string[], scope: Scope): TopLevel[] {
  const { module } = scope;
  const outer = names.filter((name) => module.bindings.has(name) && !findCell(scope, name));
  return outer.length === 0 ? [] : [{ module, names: outer }];
}

const told = new WeakMap<Hidden, number>();

/**
 * How many characters of text of our own can go into a value: literals in its code, and in the locals, constants and
 * functions it names. A slot that hides much of it would be a template that tracks nothing.
 */
export function hiddenText(hidden: Hidden): number {
  const known = told.get(hidden);
  if (known !== undefined) return known;
  const seen = new Set<unknown>();
  const reach = createReach();
  const parts: Hidden[] = [hidden];
  const values: Value[] = [];
  let total = 0;
  for (let part = parts.pop(); part; part = parts.pop()) {
    if (seen.has(part)) continue;
    seen.add(part);
    total += part.length;
    reach.ask(part.asked);
    values.push(...part.values);
    for (let value = values.pop(); value; value = values.pop()) {
      if (seen.has(value)) continue;
      seen.add(value);
      if (value.kind === 'unknown') parts.push(value.slot.hidden);
      else if (value.kind === 'function') parts.push(within(value, part.modules));
      else total += textOf(value, values);
    }
    if (part.modules) reach.follow(part.modules, part.names);
  }
  total += reach.length();
  told.set(hidden, total);
  return total;
}

/** What a function that is kept in a value brings along: nobody knows who calls it. */
function within({ node, scope, state }: FunctionValue, modules: Modules | null): Hidden {
  const { length, names, asked } = digestOf(node);
  return { modules, length, values: localsOf(names, scope, state), names: outerOf(names, scope), asked };
}

/** The text that a value has itself; what is inside of it comes to the others. */
function textOf(value: Value, others: Value[]): number {
  switch (value.kind) {
    case 'static':
      return typeof value.value === 'string' ? proseLength(value.value) : 0;
    case 'text':
      return measure(value.parts).literal;
    case 'choice':
      others.push(value.consequent, value.alternate);
      return 0;
    case 'list':
    case 'iterable':
      addItems(value.items, others);
      return 0;
    case 'record':
      others.push(...value.entries.values());
      return 0;
    case 'promise':
      others.push(value.value);
      return 0;
    case 'wrapper':
      others.push(value.content);
      return 0;
    default:
      return 0;
  }
}

function addItems(items: readonly Item[], values: Value[]): void {
  for (const item of items) {
    if (item.kind === 'one') values.push(item.value);
    else if (item.kind === 'each') addItems(item.body, values);
    else {
      addItems(item.consequent, values);
      addItems(item.alternate, values);
    }
  }
}
