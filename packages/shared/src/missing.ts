import type { Variable } from './template.ts';
import { parsePath, type Step } from './variable-path.ts';

/** The names that a template requires and the values do not have, in the template's order. */
export function findMissing(
  variables: readonly Pick<Variable, 'name' | 'required'>[],
  values: Readonly<Record<string, unknown>>,
): string[] {
  return variables.filter(({ name, required }) => required && !has(values, name)).map(({ name }) => name);
}

/** Whether a path such as `user.name` or `rows[0].id` leads to a value. */
function has(values: Readonly<Record<string, unknown>>, name: string): boolean {
  let current: unknown = values;
  for (const step of parsePath(name) ?? [name]) {
    if (typeof current !== 'object' || current === null) return false;
    // Of a list only the elements are values, not its `length`.
    if (Array.isArray(current) && !/^\d+$/.test(String(step))) return false;
    if (!Object.hasOwn(current, step)) return false;
    current = (current as Record<Step, unknown>)[step];
  }
  return true;
}
