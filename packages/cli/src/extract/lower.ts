import type { Node } from '@babel/types';
import { joinItems, toItems } from './lists.ts';
import { unknown, type Run } from './run.ts';
import type { Scope } from './scope.ts';
import { ifParts, literal } from './text.ts';
import type { Part, Value } from './values.ts';

/** A value as text, as a template literal or `+` converts it. */
export function toParts(run: Run, value: Value, node: Node, scope: Scope): readonly Part[] {
  switch (value.kind) {
    case 'static':
      return literal(String(value.value));
    case 'text':
      return value.parts;
    case 'path':
      // An array of the caller's is joined with commas, too.
      if (value.annotation?.shape === 'list')
        return toParts(run, { kind: 'list', items: toItems(value, run) ?? [] }, node, scope);
      return [{ kind: 'variable', path: value.path, annotation: value.annotation }];
    case 'index':
      return [{ kind: 'index', loop: value.loop, offset: value.offset }];
    case 'length':
      if (value.offset !== 0) break;
      return [{ kind: 'length', path: value.path }];
    case 'choice':
      return ifParts(
        value.test,
        toParts(run, value.then, node, scope),
        toParts(run, value.else, node, scope),
      );
    // An array in text is joined with commas.
    case 'list': {
      const joined = value.hole ? null : joinItems(run, value.items, literal(','), node, scope);
      if (joined) return joined;
      break;
    }
    case 'unknown':
      return [{ kind: 'slot', slot: value.slot }];
    default:
  }
  return [{ kind: 'slot', slot: unknown(run, node, scope, 'DYN_COMPUTED').slot }];
}

/** Whether a value is a string for certain, so that `+` joins and never adds. */
export function isText(value: Value): boolean {
  switch (value.kind) {
    case 'static':
      return typeof value.value === 'string';
    case 'text':
      return true;
    case 'path':
      return value.annotation?.shape === 'string';
    case 'choice':
      return isText(value.then) && isText(value.else);
    case 'list':
    case 'record':
      return true;
    default:
      return false;
  }
}
