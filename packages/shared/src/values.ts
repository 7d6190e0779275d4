import { MAX_VALUE_COUNT, MAX_VALUE_DEPTH } from './limits.ts';
import { findTextProblem } from './text.ts';

/**
 * Checks JSON data that is to be stored and rendered. Without recursion: nothing bounds how deep a request nests.
 *
 * @returns what is wrong, as the end of a sentence ("must …"), or null
 */
export function findValueProblem(value: unknown): string | null {
  const open: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  let count = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value === 'string') {
      const problem = findTextProblem(value);
      if (problem !== null) return problem;
    } else if (typeof value === 'object' && value !== null) {
      if (depth >= MAX_VALUE_DEPTH) return `must be nested at most ${MAX_VALUE_DEPTH} deep`;
      const entries = Object.entries(value);
      count += entries.length;
      if (count > MAX_VALUE_COUNT) return `must have at most ${MAX_VALUE_COUNT.toLocaleString('en')} values`;
      for (const [key, each] of entries) {
        const problem = findTextProblem(key);
        if (problem !== null) return problem;
        open.push({ value: each, depth: depth + 1 });
      }
    }
  }
  return null;
}
