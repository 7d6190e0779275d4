import type { BlockStatement, Statement, SwitchStatement } from '@babel/types';
import { assignPattern } from '../expressions/assign.ts';
import { truthiness } from '../../values/conditions.ts';
import { runForIn, runForLoop, runForOf, runWhile } from './loops.ts';
import { declaredNames } from '../../parse/names-of.ts';
import { compare } from '../expressions/operators.ts';
import { contains, hasJumps, runBranches, stuck } from './outcomes.ts';
import { bindPattern } from '../expressions/patterns.ts';
import { evaluate, spend, type Jumps, type Next, type Outcome, type Run } from '../run/run.ts';
import { declare, innerScope } from '../../names/scope.ts';
import { opaqueTest, unknown } from '../run/slots.ts';
import { makeClass } from '../expressions/statics.ts';
import { runTry } from './tries.ts';
import { evaluateTest } from '../expressions/truth.ts';
import { UNDEFINED, type Scope, type Value } from '../../values/values.ts';
import { isFunction, walk } from '../../parse/walk.ts';

const NO_JUMPS: Jumps = { break: null, continue: null };

/** Where a function's block ends, it returns undefined, which may be one way of several. */
const returnNothing: Next = () => ({ kind: 'return', value: UNDEFINED });

/** What a function's block returns. */
export function runBody(run: Run, block: BlockStatement, scope: Scope): Value {
  hoistVars(run, block, scope);
  const outcome = runBlock(run, block.body, scope, NO_JUMPS, returnNothing);
  return outcome.kind === 'return' ? outcome.value : unknown(run, block, scope, 'DYN_COMPUTED');
}

/** Runs the statements of a block whose scope is `scope`, then what comes next. */
function runBlock(
  run: Run,
  statements: readonly Statement[],
  scope: Scope,
  jumps: Jumps,
  next: Next,
): Outcome {
  hoistBlock(run, statements, scope);
  const step = (index: number): Outcome => {
    const statement = statements[index];
    return statement ? runStatement(run, statement, scope, jumps, () => step(index + 1)) : next();
  };
  return step(0);
}

export function runStatement(run: Run, node: Statement, scope: Scope, jumps: Jumps, next: Next): Outcome {
  if (!spend(run)) return stuck(run, node, scope, 'DYN_LIMIT');
  switch (node.type) {
    // return x
    case 'ReturnStatement':
      return { kind: 'return', value: node.argument ? evaluate(run, node.argument, scope) : UNDEFINED };
    // throw x
    case 'ThrowStatement':
      return { kind: 'throw' };
    // const a = 1, { b } = c
    case 'VariableDeclaration':
      for (const { id, init } of node.declarations) {
        if (init && node.kind === 'var') assignPattern(run, id, node, evaluate(run, init, scope), scope);
        else if (init) bindPattern(run, scope, id, evaluate(run, init, scope));
        else if (node.kind !== 'var' && id.type === 'Identifier')
          run.state.set(declare(scope, id.name), UNDEFINED);
      }
      return next();
    // f(x); a += b
    case 'ExpressionStatement':
      evaluate(run, node.expression, scope);
      return next();
    // { … }
    case 'BlockStatement':
      return runBlock(run, node.body, innerScope(scope), jumps, next);
    // if (a) … else …
    case 'IfStatement': {
      const test = evaluateTest(run, node.test, scope);
      const branch = (code: Statement | null | undefined) => (then: Next) =>
        code ? runStatement(run, code, scope, jumps, then) : then();
      if (typeof test === 'boolean') return branch(test ? node.consequent : node.alternate)(next);
      return runBranches(run, test, branch(node.consequent), branch(node.alternate), hasJumps(node), next);
    }
    // switch (a) { case b: … }
    case 'SwitchStatement':
      return runSwitch(run, node, scope, jumps, next);
    // for (const a of b) …
    case 'ForOfStatement':
      return runForOf(run, node, scope, next);
    // for (let i = 0; i < n; i++) …
    case 'ForStatement':
      return runForLoop(run, node, scope, next);
    // for (const a in b) …
    case 'ForInStatement':
      return runForIn(run, node, scope, next);
    // while (a) …, do … while (a)
    case 'WhileStatement':
    case 'DoWhileStatement':
      return runWhile(run, node, scope, next);
    case 'BreakStatement':
      return !node.label && jumps.break ? jumps.break() : stuck(run, node, scope, 'DYN_LOOP');
    case 'ContinueStatement':
      return !node.label && jumps.continue ? jumps.continue() : stuck(run, node, scope, 'DYN_LOOP');
    // try { … } catch { … }
    case 'TryStatement':
      return runTry(run, node, scope, jumps, next);
    case 'FunctionDeclaration':
    case 'EmptyStatement':
    case 'DebuggerStatement':
    case 'TSTypeAliasDeclaration':
    case 'TSInterfaceDeclaration':
    case 'TSDeclareFunction':
      return next();
    case 'ClassDeclaration':
      if (node.id) run.state.set(declare(scope, node.id.name), makeClass(run, node, scope));
      return next();
    default:
      return stuck(run, node, scope, 'DYN_COMPUTED');
  }
}

function runSwitch(run: Run, node: SwitchStatement, scope: Scope, jumps: Jumps, next: Next): Outcome {
  const value = evaluate(run, node.discriminant, scope);
  const inner = innerScope(scope);
  hoistBlock(
    run,
    node.cases.flatMap(({ consequent }) => consequent),
    inner,
  );
  const cases = node.cases.map((item, index) => ({ item, index })).filter(({ item }) => item.test);
  const fallback = node.cases.findIndex(({ test }) => !test);
  const leaves = node.cases.some(({ consequent }) => consequent.some((statement) => leavesSwitch(statement)));

  // From the case that is chosen on, through those below it.
  const from = (index: number) => (then: Next) => {
    const step = (caseAt: number, at: number): Outcome => {
      const statements = node.cases[caseAt]?.consequent;
      if (!statements) return then();
      const statement = statements[at];
      return statement
        ? runStatement(run, statement, inner, { break: then, continue: jumps.continue }, () =>
            step(caseAt, at + 1),
          )
        : step(caseAt + 1, 0);
    };
    return step(index, 0);
  };
  const choose =
    (position: number) =>
    (then: Next): Outcome => {
      const current = cases[position];
      if (!current?.item.test) return from(fallback)(then);
      const equal = compare('===', value, evaluate(run, current.item.test, inner));
      const test = equal
        ? truthiness(equal, () => opaqueTest(run, current.item, inner))
        : opaqueTest(run, current.item, inner);
      if (typeof test === 'boolean') return test ? from(current.index)(then) : choose(position + 1)(then);
      return runBranches(run, test, from(current.index), choose(position + 1), leaves, then);
    };
  return choose(0)(next);
}

/** Whether a statement returns, throws or continues an outer loop; `break` only leaves the switch. */
function leavesSwitch(node: Statement): boolean {
  return (
    contains(
      node,
      (type) => type === 'ReturnStatement' || type === 'ThrowStatement' || type === 'ContinueStatement',
    ) || containsNestedBreak(node)
  );
}

/** A `break` under an `if` ends the switch on one branch only. */
function containsNestedBreak(node: Statement): boolean {
  return node.type === 'IfStatement' && contains(node, (type) => type === 'BreakStatement');
}

/** `let`, `const`, classes and functions are known in the whole block; functions with their value. */
function hoistBlock(run: Run, statements: readonly Statement[], scope: Scope): void {
  for (const statement of statements) {
    if (statement.type === 'VariableDeclaration' && statement.kind !== 'var') {
      for (const { id } of statement.declarations) {
        for (const name of declaredNames(id)) declare(scope, name);
      }
    } else if (statement.type === 'ClassDeclaration' && statement.id) {
      declare(scope, statement.id.name);
    }
  }
  for (const statement of statements) {
    if (statement.type === 'FunctionDeclaration' && statement.id) {
      const cell = declare(scope, statement.id.name);
      run.state.set(cell, { kind: 'function', node: statement, scope, state: run.state });
    }
  }
}

/** A function is called again and again, and its code stays the same. */
const varNames = new WeakMap<BlockStatement, readonly string[]>();

function hoistVars(run: Run, block: BlockStatement, scope: Scope): void {
  const names = varNames.get(block) ?? findVars(block);
  varNames.set(block, names);
  for (const name of names) {
    if (!scope.cells.has(name)) run.state.set(declare(scope, name), UNDEFINED);
  }
}

function findVars(block: BlockStatement): string[] {
  const names: string[] = [];
  walk(block, (node) => {
    if (isFunction(node)) return false;
    if (node.type === 'VariableDeclaration' && node.kind === 'var') {
      for (const { id } of node.declarations) names.push(...declaredNames(id));
    }
    return true;
  });
  return names;
}
