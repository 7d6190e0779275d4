import fc from 'fast-check';
import { expect, it } from 'vitest';
import { extractFrom, render } from './sample.ts';

/* `try` and `catch` around calls that may throw: told that the block came to its end or not, as running it. */

const PROSE = 'You answer questions as well as you can, in a few words.';

/** `f` of another package gives what it is given, or throws. */
function f(given: unknown): unknown {
  if (given === 'bad') throw new Error('bad');
  return given;
}

const STEPS = [
  't = f(p);',
  't += f(q);',
  'l.push(f(p));',
  'if (q) t += f(p);',
  'const c = f(q); t += c;',
  'f(p);',
  't += "!";',
  'return `${PROSE} early ${f(q)}`;',
];
const HANDLERS = [
  '',
  't = "none";',
  'l.push("failed");',
  'return `${PROSE} failed`;',
  't += "x"; l.push(t);',
];
const given = fc.record({ p: fc.constantFrom('', 'a', 'bad'), q: fc.constantFrom('', 'b', 'bad') });

interface Case {
  readonly p: string;
  readonly q: string;
}

function run(code: string, { p, q }: Case): unknown {
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- running it is what is compared with
  const made = new Function('PROSE', 'f', 'p', 'q', code) as (...args: unknown[]) => unknown;
  return made(PROSE, f, p, q);
}

function bodyOf(steps: readonly string[], handler: string): string {
  return `let t = "start"; const l = []; try { ${steps.join(' ')} } catch { ${handler} } return \`\${PROSE} \${t} \${l.join()}\`;`;
}

/** Whether the block comes to its end: the same code, which says so instead of answering. */
function comesToItsEnd(steps: readonly string[], each: Case): boolean {
  const block = steps.map((step) => step.replace(/^return (.*);$/, '$1; return true;')).join(' ');
  return run(
    `let t = ""; const l = []; try { ${block} return true; } catch { return false; }`,
    each,
  ) as boolean;
}

it('a try is a branch on whether it came to its end', () => {
  let told = 0;
  fc.assert(
    fc.property(
      fc
        .array(fc.constantFrom(...STEPS), { minLength: 1, maxLength: 3 })
        .filter((steps) => steps.filter((step) => step.startsWith('const')).length < 2),
      fc.constantFrom(...HANDLERS),
      fc.array(given, { minLength: 1, maxLength: 6 }),
      (steps, handler, cases) => {
        const body = bodyOf(steps, handler);
        const { prompts } = extractFrom(
          `import { f } from 'elsewhere'; const PROSE = '${PROSE}'; export function prompt(p: string, q: string) { ${body} }`,
        );
        const [prompt] = prompts;
        if (prompt?.status !== 'ok') return;
        const opaque = prompt.variables.filter((variable) => variable.opaque);
        // What only the running code knows, besides the calls and the try itself, has no value to render with.
        if (opaque.some(({ expression = '' }) => !/^(?:f\(\w\)|try \{)/.test(expression))) return;
        if (opaque.some(({ name }) => name.startsWith('value'))) return;
        for (const each of cases) {
          const slots = opaque.map(({ name, expression = '' }): [string, unknown] => {
            if (expression.startsWith('try')) return [name, comesToItsEnd(steps, each)];
            const argument = expression === 'f(p)' ? each.p : each.q;
            return [name, argument === 'bad' ? '' : argument];
          });
          expect(render(prompt.template, { ...each, ...Object.fromEntries(slots) })).toBe(run(body, each));
        }
        told += 1;
      },
    ),
    { numRuns: 400 },
  );
  expect(told).toBeGreaterThan(100);
});
