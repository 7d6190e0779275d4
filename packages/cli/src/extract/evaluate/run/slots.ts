import type { CallExpression, Expression, Node, OptionalCallExpression, PrivateName } from '@babel/types';
import { sourceOf, type DynamicCode } from '../../diagnostics/diagnostics.ts';
import { lookInto } from './hidden.ts';
import { propertyName } from '../../parse/names-of.ts';
import type { Run, SlotKey } from './run.ts';
import { findCell } from '../../names/scope.ts';
import {
  ANYTHING_HIDDEN,
  type Cell,
  type Condition,
  type Scope,
  type Slot,
  type UnknownValue,
} from '../../values/values.ts';
import { peel } from '../../parse/walk.ts';

/** A value that is not known, but the same each time it is read from the same place. */
export function sharedUnknown(
  run: Run,
  of: string | Slot,
  name: string,
  make: () => UnknownValue,
): UnknownValue {
  const members = run.shared.get(of) ?? new Map<string, UnknownValue>();
  run.shared.set(of, members);
  const known = members.get(name);
  if (known) return known;
  const made = make();
  // Wherever it is read first, it changes no more often than what it is a member of.
  const slot = { ...made.slot, loop: typeof of === 'string' ? null : of.loop };
  const value = { ...made, slot };
  members.set(name, value);
  return value;
}

/**
 * A value that only the running code knows, with the reason.
 *
 * @param extra characters that it is known to bring along besides the text in its code
 */
export function unknown(run: Run, node: Node, scope: Scope, code: DynamicCode, extra = 0): UnknownValue {
  return {
    kind: 'unknown',
    code,
    node,
    module: scope.module,
    slot: slotAt(run, node, null, scope, code, extra),
  };
}

/**
 * What a method that is not followed makes of a value of the caller's. Of the code only the arguments go into it: what
 * else stands before the dot, `(given ?? "our own text").method()`, is another way.
 */
export function unknownOfGiven(
  run: Run,
  node: CallExpression | OptionalCallExpression,
  scope: Scope,
  code: DynamicCode,
): UnknownValue {
  return {
    kind: 'unknown',
    code,
    node,
    module: scope.module,
    slot: slotAt(run, node, 'given', scope, code, 0),
  };
}

/** What a local holds after code that does with it what cannot be followed: one place may do so to several. */
export function unknownLocal(
  run: Run,
  cell: Cell,
  node: Node,
  scope: Scope,
  code: DynamicCode,
): UnknownValue {
  const slot = slotAt(run, node, cell, scope, code, 0);
  return { kind: 'unknown', code, node, module: scope.module, slot };
}

function slotAt(run: Run, node: Node, key: SlotKey, scope: Scope, code: DynamicCode, extra: number): Slot {
  const { module } = scope;
  const { loop } = run.turn;
  const here = run.slots.get(node) ?? new Map<SlotKey, Slot>();
  run.slots.set(node, here);
  const known = here.get(key);
  if (known && known.loop === loop) return known;
  const cell = key === 'given' ? null : key;
  const roots = key === 'given' && 'arguments' in node ? node.arguments : [node];
  const hidden = run.budget.steps > 0 ? lookInto(run, roots, scope, extra) : ANYTHING_HIDDEN;
  const before = cell && run.state.get(cell);
  const slot: Slot = {
    // What a local holds after it is no condition, as the try itself is.
    name: cell && node.type === 'TryStatement' ? 'value' : slotName(node, scope),
    expression: sourceOf(node, module),
    hidden: before ? { ...hidden, values: [...hidden.values, before] } : hidden,
    origin: { code, node, module },
    loop,
  };
  here.set(key, slot);
  return slot;
}

/** The condition that stands for a test that a template cannot express. */
export function opaqueTest(run: Run, node: Node, scope: Scope): Condition {
  return { op: 'opaque', slot: unknown(run, node, scope, 'DYN_COMPUTED').slot };
}

/**
 * What a slot is called: the callee or the last member. Never a local, nor the one it is kept in: renaming a local must
 * not change the checksum.
 */
function slotName(written: Node, scope: Scope): string {
  const node = peel(written);
  switch (node.type) {
    case 'Identifier':
      return findCell(scope, node.name) ? 'value' : node.name;
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return memberName(node) ?? slotName(node.object, scope);
    case 'CallExpression':
    case 'OptionalCallExpression':
    case 'NewExpression':
      return slotName(node.callee, scope);
    case 'AwaitExpression':
      return slotName(node.argument, scope);
    case 'TaggedTemplateExpression':
      return slotName(node.tag, scope);
    case 'BinaryExpression':
    case 'UnaryExpression':
      return /^(?:[=!]==?|[<>]=?|!|in|instanceof)$/.test(node.operator) ? 'condition' : 'value';
    // Whether it came to its end.
    case 'TryStatement':
      return 'condition';
    default:
      return 'value';
  }
}

/** `a[0]` is known by `a`. */
function memberName({
  property,
  computed,
}: {
  property: Expression | PrivateName;
  computed: boolean;
}): string | null {
  const name = propertyName(property, computed);
  return name === null || /^\d/.test(name) ? null : name.replace('#', '');
}
