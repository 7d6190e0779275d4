/** A member by its name, or an item of a list by its place. */
export type Step = string | number;

const NAME = String.raw`[^.[\]"]+`;
const STEP = new RegExp(String.raw`(?:^|(?!^)\.)(${NAME})|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]`, 'y');
const PLAIN = new RegExp(`^${NAME}$`);

/**
 * Reads the name of a variable as templates and sources have it: `user.name`, `rows[0].id`, `headers["x-id"]`.
 *
 * @returns its steps, the first of which is a name; null for what is no such path
 */
export function parsePath(name: string): Step[] | null {
  const steps: Step[] = [];
  STEP.lastIndex = 0;
  for (let at = 0; at < name.length; at = STEP.lastIndex) {
    const match = STEP.exec(name);
    if (match === null) return null;
    const [, member, index, quoted] = match;
    const step = member ?? (index === undefined ? unquote(quoted ?? '') : Number(index));
    if (step === null || (at === 0 && member === undefined)) return null;
    steps.push(step);
  }
  return steps.length === 0 ? null : steps;
}

/** Writes it so that `parsePath` reads the same steps. */
export function formatPath(path: readonly Step[]): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!PLAIN.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

function unquote(quoted: string): string | null {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return null;
  }
}
