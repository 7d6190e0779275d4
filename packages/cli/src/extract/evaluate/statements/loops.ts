import type {
  DoWhileStatement,
  ForInStatement,
  ForOfStatement,
  ForStatement,
  Node,
  Statement,
  WhileStatement,
} from '@babel/types';
import { forgetCell } from '../expressions/forget.ts';
import { eachItem, toItems } from '../run/lists.ts';
import { changedNames } from '../../parse/mutations.ts';
import { contains, END, hasJumps, runBranches, stuck } from './outcomes.ts';
import { assignPattern } from '../expressions/assign.ts';
import { changedBy } from '../run/effects.ts';
import { bindPattern } from '../expressions/patterns.ts';
import { evaluate, spend, type Jumps, type Next, type Outcome, type Run } from '../run/run.ts';
import { declare, findCell, innerScope } from '../../names/scope.ts';
import { unknownLocal } from '../run/slots.ts';
import { listItems, orderedKeys } from '../../values/plain.ts';
import { concat, innerLists, literal } from '../../values/text.ts';
import { inTurn } from '../run/turns.ts';
import {
  isNullish,
  NOTHING_HIDDEN,
  staticValue,
  type Cell,
  type Item,
  type Loop,
  type Part,
  type Scope,
  type Slot,
  type State,
  type Value,
} from '../../values/values.ts';
import { walk } from '../../parse/walk.ts';

const MAX_TURNS = 1_000;

/** `for (const item of list) …` */
export function runForOf(run: Run, node: ForOfStatement, scope: Scope, next: Next): Outcome {
  const items = node.await ? null : toItems(evaluate(run, node.right, scope), run);
  return runOver(run, items, node, scope, next);
}

/** `for (const key in object) …` */
export function runForIn(run: Run, node: ForInStatement, scope: Scope, next: Next): Outcome {
  const keys = keysOf(evaluate(run, node.right, scope));
  const items = keys && keys.map((key): Item => ({ kind: 'one', value: staticValue(key) }));
  return runOver(run, items, node, scope, next);
}

/** The keys of an object or array whose members are all known; none of null and undefined. */
function keysOf(value: Value): readonly string[] | null {
  if (isNullish(value)) return [];
  if (value.kind === 'record') return value.rest || value.given ? null : orderedKeys(value);
  const items = value.kind === 'list' && !value.hole ? listItems(value.items) : null;
  return items && items.map((_, index) => String(index));
}

function runOver(
  run: Run,
  items: readonly Item[] | null,
  node: ForOfStatement | ForInStatement,
  scope: Scope,
  next: Next,
): Outcome {
  const { left } = node;
  const pattern = left.type === 'VariableDeclaration' ? left.declarations[0]?.id : null;
  if (!items || !pattern) return runOpaqueLoop(run, node, scope, next);
  const turn = (value: Value, jumps: Jumps, then: Next): Outcome => {
    const inner = innerScope(scope);
    if (isVar(left)) assignPattern(run, pattern, node, value, scope);
    else bindPattern(run, inner, pattern, value);
    return run.parts.runStatement(run, node.body, inner, jumps, then);
  };
  return runItems(run, items, node, scope, turn, next);
}

/**
 * One turn of a loop: with the item, where its jumps lead, and what comes after it.
 *
 * @param index the number of the turn where the caller gives the items, else null
 */
export type Turn = (value: Value, jumps: Jumps, then: Next, index: Value | null) => Outcome;

/** Runs a turn for each item: unrolled where the items are known, once for all where the caller gives them. */
export function runItems(
  run: Run,
  items: readonly Item[],
  node: Node,
  scope: Scope,
  turn: Turn,
  next: Next,
): Outcome {
  if (items.length > MAX_TURNS) return stuck(run, node, scope, 'DYN_LIMIT');
  const step = (index: number): Outcome => {
    const item = items[index];
    if (!item) return next();
    if (!spend(run)) return stuck(run, node, scope, 'DYN_LIMIT');
    const then = () => step(index + 1);
    switch (item.kind) {
      case 'one':
        run.slots.clear();
        return turn(item.value, { break: next, continue: then }, then, null);
      case 'when':
        return runBranches(
          run,
          item.test,
          (after) => runItems(run, item.consequent, node, scope, turn, after),
          (after) => runItems(run, item.alternate, node, scope, turn, after),
          hasJumps(node),
          then,
        );
      case 'each': {
        const [only] = item.body;
        if (item.body.length !== 1 || only?.kind !== 'one') return runOpaqueLoop(run, node, scope, then);
        const jumps = { break: () => stuck(run, node, scope, 'DYN_LOOP'), continue: END };
        const before = run.state;
        const number: Value | null =
          items.length === 1 ? { kind: 'index', loop: item.loop, offset: 0 } : null;
        const outcome = runEach(run, item.loop, node, scope, () => turn(only.value, jumps, END, number));
        if (outcome.kind === 'end') return then();
        // It may end before its last turn: what it changes is not known then.
        run.state = before;
        return runOpaqueLoop(run, node, scope, then);
      }
    }
  };
  return step(0);
}

/**
 * Runs one turn that stands for all of them. A local that the turns add to starts it as a hole; what stands behind the
 * hole afterwards is what every turn adds. A local that changes in any other way is not known after the loop.
 */
function runEach(run: Run, loop: Loop, node: Node, scope: Scope, turn: () => Outcome): Outcome {
  const changed = changedIn(node, scope);
  let counting = true;
  // Calls may change more than the code says: then the turns start once more, with what they were seen to change.
  for (;;) {
    const outcome = tryEach(run, loop, node, scope, turn, changed, counting);
    if (outcome === 'no counter') counting = false;
    else if ('kind' in outcome) return outcome;
    else for (const cell of outcome) changed.add(cell);
    run.slots.clear();
  }
}

/** The locals declared outside of a loop that its own code changes. */
function changedIn(node: Node, scope: Scope): Set<Cell> {
  const cells = new Set<Cell>();
  walk(node, (inner) => {
    for (const name of changedNames(inner)) {
      const cell = findCell(scope, name);
      if (cell) cells.add(cell);
    }
    return true;
  });
  return cells;
}

/**
 * @param changed the locals around it that a turn changes
 * @param counting whether numbers that change are taken for counters of the turns
 * @returns what else a turn changes, if it does; or that a number was taken for a counter and is none
 */
function tryEach(
  run: Run,
  loop: Loop,
  node: Node,
  scope: Scope,
  turn: () => Outcome,
  changed: ReadonlySet<Cell>,
  counting: boolean,
): Outcome | readonly Cell[] | 'no counter' {
  const before = run.state;
  const holes = new Map<Cell, Slot>();
  const counters = new Map<Cell, number>();
  const { outcome, start, after } = inTurn(run, loop, () => {
    run.state = new Map(before);
    for (const cell of changed) {
      const value = before.get(cell);
      if (!value) continue;
      if (counting && value.kind === 'static' && typeof value.value === 'number') {
        counters.set(cell, value.value);
        run.state.set(cell, { kind: 'index', loop, offset: value.value });
      } else {
        run.state.set(cell, hole(run, cell, value, node, scope, holes));
      }
    }
    const entered = run.state;
    run.state = new Map(entered);
    return { outcome: turn(), start: entered, after: run.state };
  });
  run.state = new Map(before);
  for (const [cell, first] of counters) {
    const value = after.get(cell);
    if (value?.kind === 'index' && value.loop === loop && value.offset === first + 1) continue;
    return 'no counter';
  }
  const missed = [...before.keys()].filter(
    (cell) => !changed.has(cell) && after.get(cell) !== start.get(cell),
  );
  if (missed.length > 0 && spend(run)) return missed;
  for (const [cell, old] of before) {
    const slot = holes.get(cell);
    const value = after.get(cell);
    if (slot && value) run.state.set(cell, afterTurns(run, loop, cell, old, value, slot, node, scope));
    else if (value !== start.get(cell) || start.get(cell) !== old)
      run.state.set(cell, unknownLocal(run, cell, node, scope, 'DYN_LOOP'));
  }
  if (outcome.kind === 'end') return outcome;
  const stopped = outcome.kind === 'return' && outcome.value.kind === 'unknown';
  return stopped ? outcome : stuck(run, node, scope, 'DYN_LOOP');
}

function hole(run: Run, cell: Cell, value: Value, node: Node, scope: Scope, holes: Map<Cell, Slot>): Value {
  const isText = value.kind === 'text' || (value.kind === 'static' && typeof value.value === 'string');
  if (!isText && value.kind !== 'list') return unknownLocal(run, cell, node, scope, 'DYN_LOOP');
  const origin = { code: 'DYN_LOOP', node, module: scope.module } as const;
  const slot: Slot = {
    name: cell.name,
    expression: cell.name,
    // What is changed by other names, the turns have changed in it.
    hidden: isText ? NOTHING_HIDDEN : { ...NOTHING_HIDDEN, values: [value] },
    origin,
    loop: run.turn.loop,
  };
  holes.set(cell, slot);
  if (isText) return { kind: 'text', parts: [{ kind: 'slot', slot }] };
  return { kind: 'list', items: [], hole: slot };
}

function afterTurns(
  run: Run,
  loop: Loop,
  cell: Cell,
  old: Value,
  value: Value,
  slot: Slot,
  node: Node,
  scope: Scope,
): Value {
  if (value.kind === 'text') {
    const [first, ...added] = value.parts;
    if (first?.kind === 'slot' && first.slot === slot && !mentions(added, slot)) {
      if (added.length === 0) return old;
      const start = old.kind === 'text' ? old.parts : literal(String((old as { value: unknown }).value));
      return { kind: 'text', parts: concat(start, [{ kind: 'for', loop, body: added, separator: '' }]) };
    }
  }
  if (
    value.kind === 'list' &&
    old.kind === 'list' &&
    value.hole === slot &&
    !itemsMention(value.items, slot)
  ) {
    if (value.items.length === 0) return old;
    return { ...old, items: [...old.items, { kind: 'each', loop, body: value.items }] };
  }
  return unknownLocal(run, cell, node, scope, 'DYN_LOOP');
}

/** A hole is a text's or a list's own: it is no value by itself, and no condition asks for it. */
function mentions(parts: readonly Part[], slot: Slot): boolean {
  return parts.some(
    (part) =>
      (part.kind === 'slot' && part.slot === slot) || innerLists(part).some((inner) => mentions(inner, slot)),
  );
}

function itemsMention(items: readonly Item[], slot: Slot): boolean {
  return items.some((item) => {
    if (item.kind === 'one') return valueMentions(item.value, slot);
    if (item.kind === 'each') return itemsMention(item.body, slot);
    return itemsMention(item.consequent, slot) || itemsMention(item.alternate, slot);
  });
}

function valueMentions(value: Value, slot: Slot): boolean {
  switch (value.kind) {
    case 'text':
      return mentions(value.parts, slot);
    case 'choice':
      return valueMentions(value.consequent, slot) || valueMentions(value.alternate, slot);
    case 'list':
      return value.hole === slot || itemsMention(value.items, slot);
    case 'record':
      return [...value.entries.values()].some((entry) => valueMentions(entry, slot));
    default:
      return false;
  }
}

/** `for (let i = 0; i < list.length; i++) …`, or one whose turns can be counted. */
export function runForLoop(run: Run, node: ForStatement, scope: Scope, next: Next): Outcome {
  const loop = overIndex(run, node, scope);
  if (loop) {
    const inner = innerScope(scope);
    run.state.set(declare(inner, loop.name), { kind: 'index', loop: loop.loop, offset: 0 });
    const jumps = { break: () => stuck(run, node, scope, 'DYN_LOOP'), continue: END };
    const before = run.state;
    const outcome = runEach(run, loop.loop, node.body, inner, () =>
      run.parts.runStatement(run, node.body, inner, jumps, END),
    );
    if (outcome.kind === 'end') {
      // What is declared by `var` is there after the loop, too.
      const outer = isVar(node.init) ? findCell(scope, loop.name) : null;
      if (outer) run.state.set(outer, unknownLocal(run, outer, node, scope, 'DYN_LOOP'));
      return next();
    }
    run.state = before;
    return runOpaqueLoop(run, node.body, inner, next);
  }
  return runCounted(run, node, scope, next) ?? runOpaqueLoop(run, node, scope, next);
}

function isVar(node: Node | null | undefined): boolean {
  return node?.type === 'VariableDeclaration' && node.kind === 'var';
}

/** Recognises a loop over all indexes of a list that the caller gives. */
function overIndex(run: Run, node: ForStatement, scope: Scope): { loop: Loop; name: string } | null {
  const { init, test, update } = node;
  const [declaration] = init?.type === 'VariableDeclaration' ? init.declarations : [];
  if (declaration?.id.type !== 'Identifier' || declaration.init?.type !== 'NumericLiteral') return null;
  const { name } = declaration.id;
  if (declaration.init.value !== 0 || test?.type !== 'BinaryExpression' || test.operator !== '<') return null;
  if (test.left.type !== 'Identifier' || test.left.name !== name) return null;
  if (update?.type !== 'UpdateExpression' || update.operator !== '++') return null;
  if (update.argument.type !== 'Identifier' || update.argument.name !== name) return null;
  const length = evaluate(run, test.right, scope);
  if (length.kind !== 'length' || length.offset !== 0 || changes(node.body, name)) return null;
  // The characters of a text are no list to a template.
  if (length.isOnlyTruth) return null;
  return { loop: eachItem({ kind: 'path', path: length.path, annotation: null }, run).loop, name };
}

function changes(node: Node, name: string): boolean {
  let found = false;
  walk(node, (inner) => {
    if (changedNames(inner).includes(name)) found = true;
    return !found;
  });
  return found;
}

/** `while (test) …`, `do … while (test)`, where its turns can be counted. */
export function runWhile(
  run: Run,
  node: WhileStatement | DoWhileStatement,
  scope: Scope,
  next: Next,
): Outcome {
  const counted = runTurns(run, { ...node, update: null }, scope, next, (check, turn) =>
    node.type === 'WhileStatement' ? check() : turn(),
  );
  return counted ?? runOpaqueLoop(run, node, scope, next);
}

function runCounted(run: Run, node: ForStatement, scope: Scope, next: Next): Outcome | null {
  const { test, update, init, body } = node;
  if (!test || !update || init?.type !== 'VariableDeclaration') return null;
  const inner = innerScope(scope);
  // By `let`, each turn has variables of its own: a function that is made there goes on seeing those.
  const isOwn = init.kind === 'let' && contains(body, (type) => /Function|Method/.test(type));
  return runTurns(run, { test, update, body, isOwn }, inner, next, (check) =>
    run.parts.runStatement(run, init, inner, { break: null, continue: null }, check),
  );
}

/** The variables of the next turn, which begin as those of the last one end. */
function nextTurn(run: Run, last: Scope): Scope {
  const scope: Scope = { module: last.module, cells: new Map(), parent: last.parent };
  for (const [name, cell] of last.cells) {
    const value = run.state.get(cell);
    if (value) run.state.set(declare(scope, name), value);
  }
  return scope;
}

interface Turns {
  readonly test: Node;
  readonly update: Node | null;
  readonly body: Statement;
  /** Whether each turn has variables of its own. */
  readonly isOwn?: boolean;
}

/** Unrolls a loop whose condition is known at every turn; null, with the state as it was, where it is not. */
function runTurns(
  run: Run,
  { test, update, body, isOwn = false }: Turns,
  first: Scope,
  next: Next,
  begin: (check: Next, turn: Next) => Outcome,
): Outcome | null {
  const before: State = new Map(run.state);
  let known = true;
  let turns = 0;
  let scope = first;
  const turn = (): Outcome => {
    run.slots.clear();
    return run.parts.runStatement(run, body, scope, { break: next, continue: after }, after);
  };
  const after = () => {
    if (isOwn) scope = nextTurn(run, scope);
    if (update) evaluate(run, update, scope);
    return check();
  };
  const check = (): Outcome => {
    const value = evaluate(run, test, scope);
    turns += 1;
    if (value.kind !== 'static' || turns > MAX_TURNS || !spend(run)) {
      known = false;
      return END();
    }
    return value.value ? turn() : next();
  };
  const outcome = begin(check, turn);
  if (known) return outcome;
  run.state = before;
  return null;
}

/** A loop that cannot be followed: what it changes is not known afterwards. */
function runOpaqueLoop(run: Run, node: Node, scope: Scope, next: Next): Outcome {
  if (contains(node, (type) => type === 'ReturnStatement')) return stuck(run, node, scope, 'DYN_LOOP');
  for (const cell of changedBy(run, node, scope).keys()) {
    const value = run.state.get(cell);
    if (value?.kind === 'path') run.state.set(cell, unknownLocal(run, cell, node, scope, 'DYN_LOOP'));
    else forgetCell(run, cell, node, scope, 'DYN_LOOP');
  }
  return next();
}
