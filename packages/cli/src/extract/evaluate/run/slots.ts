import type { CallExpression, Expression, Node, OptionalCallExpression, PrivateName } from '@babel/types';
import { sourceOf, type DynamicCode } from '../../diagnostics/diagnostics.ts';
import { lookInto } from './hidden.ts';
import { argumentsOf } from '../../parse/digest.ts';
import { propertyName } from '../../parse/names-of.ts';
import { isShared } from './holders.ts';
import type { Run, SlotKey } from './run.ts';
import { findCell } from '../../names/scope.ts';
import {
  ANYTHING_HIDDEN,
  type Cell,
  type Condition,
  type Hidden,
  type PathValue,
  type Scope,
  type Slot,
  type UnknownValue,
  type Value,
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
  return unknownAt(run, node, null, scope, code, () => lookInto(run, [node], scope, extra));
}

/** What a local holds after code that does with it what cannot be followed: one place may do so to several. */
export function unknownLocal(
  run: Run,
  cell: Cell,
  node: Node,
  scope: Scope,
  code: DynamicCode,
): UnknownValue {
  const before = run.state.get(cell);
  const value = unknownAt(run, node, cell, scope, code, () =>
    withValues(lookInto(run, [node], scope, 0), before ? [before] : []),
  );
  const was = before?.kind === 'unknown' ? before.was : before && isShared(before) ? before : null;
  return was ? { ...value, was } : value;
}

/**
 * What a method that is not followed makes of a value of the caller's, or of one that only the running code knows. Of the
 * code only the arguments go into it: what else stands before the dot, `(given ?? "our own text").method()`, is another
 * way.
 *
 * @param method its name; null where it is computed
 */
export function unknownOf(
  run: Run,
  target: PathValue | UnknownValue,
  method: string | null,
  node: CallExpression | OptionalCallExpression,
  scope: Scope,
): UnknownValue {
  const [key, code] =
    target.kind === 'path' ? (['given', 'DYN_CALL_RESULT'] as const) : [target.slot, target.code];
  return unknownAt(run, node, key, scope, code, () => {
    const { asked, ...hidden } = withValues(lookInto(run, argumentsOf(node), scope, 0), [target]);
    return { ...hidden, asked: asked && method !== null ? [...asked, method] : null };
  });
}

function withValues(hidden: Hidden, more: readonly Value[]): Hidden {
  return { ...hidden, values: [...hidden.values, ...more] };
}

function unknownAt(
  run: Run,
  node: Node,
  key: SlotKey,
  scope: Scope,
  code: DynamicCode,
  look: () => Hidden,
): UnknownValue {
  const { module } = scope;
  const { loop } = run.turn;
  const here = run.slots.get(node) ?? new Map<SlotKey, Slot>();
  run.slots.set(node, here);
  const known = here.get(key);
  if (known && known.loop === loop) return { kind: 'unknown', code, node, module, slot: known };
  const slot: Slot = {
    // What a local holds after it is no condition, as the try itself is.
    name: key !== null && node.type === 'TryStatement' ? 'value' : slotName(node, scope),
    expression: sourceOf(node, module),
    hidden: run.budget.steps > 0 ? look() : ANYTHING_HIDDEN,
    origin: { code, node, module },
    loop,
  };
  here.set(key, slot);
  return { kind: 'unknown', code, node, module, slot };
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
      if (node.operator === 'typeof') return 'type';
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
