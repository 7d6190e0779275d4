import type { Expression, Node, PrivateName } from '@babel/types';
import { sourceOf, type DynamicCode } from './diagnostics.ts';
import { lookInto } from './hidden.ts';
import { propertyName } from './names-of.ts';
import type { Run } from './run.ts';
import { findCell } from './scope.ts';
import { NOTHING_HIDDEN, type Condition, type Scope, type Slot, type UnknownValue } from './values.ts';
import { peel } from './walk.ts';

/** A value that is not known, but the same each time it is read from the same place. */
export function sharedUnknown(
  run: Run,
  of: string | Slot,
  name: string,
  make: () => UnknownValue,
): UnknownValue {
  const members = run.shared.get(of) ?? new Map<string, UnknownValue>();
  run.shared.set(of, members);
  const value = members.get(name) ?? make();
  members.set(name, value);
  return value;
}

/**
 * A value that only the running code knows, with the reason.
 *
 * @param extra characters that it is known to bring along besides the text in its code
 */
export function unknown(run: Run, node: Node, scope: Scope, code: DynamicCode, extra = 0): UnknownValue {
  const { module } = scope;
  let slot = run.slots.get(node);
  if (!slot) {
    const hidden = run.budget.steps > 0 ? lookInto(run, node, scope, extra) : NOTHING_HIDDEN;
    slot = {
      name: slotName(node, scope),
      expression: sourceOf(node, module),
      hidden,
      origin: { code, node, module },
    };
    run.slots.set(node, slot);
  }
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
      return /^(?:[=!]==?|[<>]=?|!|in|instanceof)$/.test(node.operator) ? 'condition' : 'value';
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
  return name === null || /^\d/.test(name) ? null : name;
}
