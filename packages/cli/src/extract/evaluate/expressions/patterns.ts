import type { AssignmentPattern, Node } from '@babel/types';
import {
  itemAnnotation,
  memberAnnotation,
  readAnnotation,
  type Annotation,
} from '../../modules/annotations.ts';
import { choose, withoutNullish } from '../../values/choices.ts';
import { whereGiven } from '../../values/conditions.ts';
import { readMember } from './members.ts';
import { isTypeScript } from '../../parse/language.ts';
import { propertyName } from '../../parse/names-of.ts';
import { listItems, listOf } from '../../values/plain.ts';
import { evaluate, type Run } from '../run/run.ts';
import { declare } from '../../names/scope.ts';
import { peel } from '../../parse/walk.ts';
import { forgetTarget } from './forget.ts';
import { bothSides, maybe } from '../run/sides.ts';
import { unknown } from '../run/slots.ts';
import { UNDEFINED, type RecordValue, type Root, type Scope, type Value } from '../../values/values.ts';

/** Gives the names of a pattern their values: `a`, `{ a, b: c = 1, ...d }`, `[a, , b]`. */
export function bindPattern(run: Run, scope: Scope, pattern: Node, given: Value): void {
  const value = /^(?:Object|Array)Pattern$/.test(pattern.type) ? withoutNullish(given) : given;
  switch (pattern.type) {
    case 'Identifier':
      run.state.set(declare(scope, pattern.name), kept(run, value, pattern, scope));
      return;
    case 'AssignmentPattern':
      bindPattern(run, scope, pattern.left, withDefault(run, scope, pattern, value));
      return;
    case 'ObjectPattern': {
      const taken = new Set<string | null>();
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') {
          bindPattern(run, scope, property.argument, withoutMembers(run, scope, value, taken, property));
          continue;
        }
        const name = keyName(run, scope, property.key, property.computed);
        taken.add(name);
        const member =
          name === null
            ? unknown(run, property, scope, 'DYN_COMPUTED')
            : readMember(run, value, name, property, scope);
        bindPattern(run, scope, property.value, member);
      }
      return;
    }
    case 'ArrayPattern': {
      const list: Value = value.kind === 'iterable' ? { kind: 'list', items: value.items } : value;
      pattern.elements.forEach((element, index) => {
        if (element?.type === 'RestElement') {
          const values = list.kind === 'list' ? listItems(list.items) : null;
          const rest = values ? listOf(values.slice(index)) : unknown(run, element, scope, 'DYN_COMPUTED');
          bindPattern(run, scope, element.argument, rest);
        } else if (element) {
          bindPattern(run, scope, element, readMember(run, list, String(index), element, scope));
        }
      });
      return;
    }
    // [a.b] = …
    case 'MemberExpression':
      forgetTarget(run, pattern, pattern, scope);
      return;
    default:
  }
}

/** What has a name can be read again, and of an iterator what is read is gone. */
export function kept(run: Run, value: Value, node: Node, scope: Scope): Value {
  return value.kind === 'iterable' && value.tag === 'Array Iterator'
    ? unknown(run, node, scope, 'DYN_COMPUTED')
    : value;
}

function keyName(
  run: Run,
  scope: Scope,
  key: Extract<Node, { type: 'ObjectProperty' }>['key'],
  computed: boolean,
) {
  const written = propertyName(key, computed);
  if (written !== null || !computed || key.type === 'PrivateName') return written;
  const value = evaluate(run, key, scope);
  return value.kind === 'static' ? String(value.value) : null;
}

/** A default applies to `undefined` only, not to null. */
function withDefault(
  run: Run,
  scope: Scope,
  pattern: Extract<Node, { type: 'AssignmentPattern' }>,
  value: Value,
): Value {
  switch (value.kind) {
    case 'static':
      return value.value === undefined ? evaluate(run, pattern.right, scope) : value;
    case 'choice':
      return choose(
        value.test,
        ...bothSides(
          run,
          value.test,
          [pattern.right],
          () => withDefault(run, scope, pattern, value.consequent),
          () => withDefault(run, scope, pattern, value.alternate),
        ),
      );
    case 'path': {
      const isGiven = whereGiven(value.path);
      const [, otherwise] = bothSides(
        run,
        isGiven,
        [pattern.right],
        () => value,
        () => evaluate(run, pattern.right, scope),
      );
      // `= {}` only makes reading members safe, and those are undefined either way.
      if (otherwise.kind === 'record' && otherwise.entries.size === 0 && !otherwise.rest) return value;
      return choose(isGiven, value, otherwise);
    }
    case 'unknown':
      maybe(run, pattern.right, scope, () => evaluate(run, pattern.right, scope));
      return unknown(run, pattern, scope, value.code);
    default:
      return value;
  }
}

/**
 * What a pattern leaves for `...rest`.
 *
 * @param taken null for a name that is not known
 */
function withoutMembers(
  run: Run,
  scope: Scope,
  value: Value,
  taken: ReadonlySet<string | null>,
  node: Node,
): Value {
  const left = () => unknown(run, node, scope, 'DYN_COMPUTED');
  if (taken.has(null) || (value.kind !== 'record' && value.kind !== 'path')) return left();
  const record: RecordValue =
    value.kind === 'record'
      ? value
      : { kind: 'record', entries: new Map(), nodes: new Map(), rest: left(), given: [value] };
  const entries = new Map(record.entries);
  for (const name of taken) {
    if (name === null) continue;
    // It is not there, but where not all names are known there is no saying that, and it must not be read from them.
    if (record.rest) entries.set(name, left());
    else entries.delete(name);
  }
  return { ...record, entries };
}

/**
 * What a parameter is when the prompt itself is called: each leaf of its pattern is a variable, named by the property
 * that the caller gives, whatever the local is called.
 */
export function bindParameter(
  run: Run,
  scope: Scope,
  parameter: Node,
  annotation: Annotation | null = null,
): void {
  switch (parameter.type) {
    case 'Identifier': {
      const root: Root = { kind: 'parameter', name: parameter.name, optional: parameter.optional === true };
      const own = readAnnotation(parameter.typeAnnotation, scope.module, run.modules) ?? annotation;
      bindPattern(run, scope, parameter, { kind: 'path', path: { root, segments: [] }, annotation: own });
      return;
    }
    case 'AssignmentPattern': {
      const { left } = parameter;
      if (left.type === 'ObjectPattern' || left.type === 'ArrayPattern') {
        bindParameter(run, scope, left, annotation);
        return;
      }
      const own = annotation ?? typeOfDefault(parameter, scope);
      bindPattern(run, scope, parameter, namedParameter(left, run, scope, own));
      return;
    }
    case 'ObjectPattern': {
      const own = readAnnotation(parameter.typeAnnotation, scope.module, run.modules) ?? annotation;
      for (const property of parameter.properties) {
        if (property.type === 'RestElement') {
          bindParameter(run, scope, property.argument, own);
          continue;
        }
        const name = keyName(run, scope, property.key, property.computed);
        if (name === null)
          bindPattern(run, scope, property.value, unknown(run, property, scope, 'DYN_COMPUTED'));
        else bindPattern(run, scope, property.value, leaf(name, memberAnnotation(own, name, run.modules)));
      }
      return;
    }
    case 'RestElement':
      bindParameter(run, scope, parameter.argument, annotation);
      return;
    case 'ArrayPattern':
      // There is no name for an element by its position but the local's own.
      for (const element of parameter.elements) {
        if (element) bindParameter(run, scope, element, itemAnnotation(annotation, run.modules));
      }
      return;
    default:
  }
}

/** TypeScript takes the type of a parameter without one from its default; JavaScript takes whatever it is given. */
function typeOfDefault({ left, right }: AssignmentPattern, { module }: Scope): Annotation | null {
  if (!isTypeScript(module.path) || left.type !== 'Identifier' || left.typeAnnotation) return null;
  const shape = SHAPES[peel(right).type];
  return shape ? { shape, type: null, members: [], module } : null;
}

const SHAPES: Readonly<Record<string, Annotation['shape']>> = {
  NumericLiteral: 'number',
  StringLiteral: 'string',
  TemplateLiteral: 'string',
};

function namedParameter(left: Node, run: Run, scope: Scope, annotation: Annotation | null): Value {
  if (left.type !== 'Identifier') return UNDEFINED;
  return leaf(left.name, readAnnotation(left.typeAnnotation, scope.module, run.modules) ?? annotation);
}

function leaf(name: string, annotation: Annotation | null): Value {
  return {
    kind: 'path',
    path: { root: { kind: 'parameter', name, optional: false }, segments: [] },
    annotation,
  };
}
