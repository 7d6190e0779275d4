import type { Run } from './run.ts';
import type { Loop } from '../../values/values.ts';

/** Evaluates what stands for every turn of a loop: what is not known there has another value each turn. */
export function inTurn<T>(run: Run, loop: Loop, evaluate: () => T): T {
  const outer = run.turn.loop;
  run.turn.loop = loop;
  try {
    return evaluate();
  } finally {
    run.turn.loop = outer;
  }
}
