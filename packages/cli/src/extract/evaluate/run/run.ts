import type { Node, Statement } from '@babel/types';
import type { Module, Modules } from '../../modules/modules.ts';
import type {
  Cell,
  FunctionValue,
  Loop,
  Scope,
  Slot,
  State,
  UnknownValue,
  Value,
} from '../../values/values.ts';

/** One evaluation: of a prompt, or of a constant that prompts share. */
/** One place in the code makes several slots: one for each local that it changes, and one for each value that it is called on. */
export type SlotKey = Cell | Slot | 'given' | null;

export interface Run {
  readonly modules: Modules;
  readonly parts: Parts;
  /** What the top-level names of files are worth, filled as they are asked for. */
  readonly known: Map<Module, Map<string, Value | 'evaluating'>>;
  /** Locals that code changes at a time nobody can tell: what a getter, a generator, a method of an instance does. */
  readonly volatile: WeakSet<Cell>;
  /** What the locals hold now; forks at branches. */
  state: State;
  /** Steps left; work is bounded whatever the code does. */
  readonly budget: { steps: number };
  /** The functions being followed, outermost first. */
  readonly stack: readonly Node[];
  /** The slots made so far by this call of the current function, so that one place is one slot on every branch. */
  readonly slots: Map<Node, Map<SlotKey, Slot>>;
  /** The innermost loop whose turns are evaluated, as one for all. */
  readonly turn: { loop: Loop | null };
  /** Globals of JavaScript and members of values that are not known: read twice, they are one slot. */
  readonly shared: Map<string | Slot, Map<string, UnknownValue>>;
  /** Lists and records that are no local's alone: they wait for what is evaluated behind them. */
  readonly held: Set<Held>;
}

export interface Held {
  readonly value: Value;
  /** Whether it was changed in place meanwhile. */
  isChanged: boolean;
}

/**
 * What code nests: an expression has expressions inside, a loop statements, a value the exports of other files. Each
 * part of the evaluator knows its own kind of code and asks the run for what is inside it; only the table of all parts
 * knows them all.
 */
export interface Parts {
  evaluate(run: Run, node: Node, scope: Scope): Value;
  runStatement(run: Run, node: Statement, scope: Scope, jumps: Jumps, next: Next): Outcome;
  callFunction(run: Run, fn: FunctionValue, values: readonly Value[], node: Node, scope: Scope): Value;
  exportedValue(run: Run, module: Module, name: string): Value | null;
}

/** How running statements came to an end; what the locals then hold is the run's state. */
export type Outcome =
  | { readonly kind: 'return'; readonly value: Value }
  | { readonly kind: 'throw' }
  /** It ran to the end of what it was given. */
  | { readonly kind: 'end' }
  /** In a loop's turn: some turns return, others go on. */
  | { readonly kind: 'mixed' };

/** What comes after a statement. Statements are followed path by path, so that an early return is just a branch. */
export type Next = () => Outcome;

/** Where `break` and `continue` lead. */
export interface Jumps {
  readonly break: Next | null;
  readonly continue: Next | null;
}

const MAX_STEPS = 100_000;

/** How deep calls of the code's own functions are followed. */
export const MAX_CALLS = 8;

/** A run of its own, with a budget of its own, that knows of top-level names what the given one knows. */
export function freshRun({
  modules,
  parts,
  known,
  volatile,
}: Pick<Run, 'modules' | 'parts' | 'known' | 'volatile'>): Run {
  return {
    modules,
    parts,
    known,
    volatile,
    state: new Map(),
    budget: { steps: MAX_STEPS },
    stack: [],
    slots: new Map(),
    turn: { loop: null },
    shared: new Map(),
    held: new Set(),
  };
}

/** What an expression is worth: the value JavaScript would produce, as far as that can be told. Never throws. */
export function evaluate(run: Run, node: Node, scope: Scope): Value {
  return run.parts.evaluate(run, node, scope);
}

/** So many locals are as much work to copy as one step of evaluation. */
const LOCALS_PER_STEP = 32;

/** What the locals hold now, to be changed apart. */
export function copyState({ state, budget }: Run): State {
  budget.steps -= Math.floor(state.size / LOCALS_PER_STEP);
  return new Map(state);
}

/** Takes a step off the budget; false when none is left. */
export function spend(run: Run): boolean {
  run.budget.steps -= 1;
  return run.budget.steps > 0;
}
