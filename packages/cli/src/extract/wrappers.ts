import type { Node } from '@babel/types';
import type { Run } from './run.ts';
import type { Scope } from './scope.ts';
import type { Value } from './values.ts';

/** A call of a prompt class of a known library; null for every other call. */
export function wrapperCall(_run: Run, _node: Node, _scope: Scope): Value | null {
  return null;
}
