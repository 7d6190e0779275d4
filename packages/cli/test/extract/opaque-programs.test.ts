import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  ELSEWHERE,
  LOCALS,
  NAMES,
  OPENING,
  PARAMETERS,
  calls,
  elsewhere,
  programs,
  type Call,
} from '../support/opaque-programs.ts';
import { createRecorder, recordingCode, type Recorder } from '../support/recording.ts';
import { judge, type Slot, type Verdict } from '../support/slot-values.ts';
import { extractFrom } from './sample.ts';

/*
 * Programs made at random that ask for what only the running code knows, run beside their templates, in which each slot
 * has a value that its expression had when the code ran. More of them, or others:
 * `SEED=7 PROGRAMS=10000 npx vitest run packages/cli/test/extract/opaque-programs.test.ts`.
 */
const SEED = Number(process.env['SEED'] ?? 1);
const PROGRAMS = Number(process.env['PROGRAMS'] ?? 40);

const PROSE = `You answer questions as well as you can. ${'Say what is so, in a few words. '.repeat(150)}`;
/** What stands for it where the code is run. */
const SHORT = 'PROSE';

interface Ran {
  readonly text: string;
  readonly recorder: Recorder;
}

type Made = (...args: unknown[]) => Promise<unknown>;

/** What is run; null where it is no program. */
function makeRunning(body: string): ((given: Call) => Promise<Ran | null>) | null {
  const recording = recordingCode(body);
  if (!recording) return null;
  const code = recording.code.replace('\n', `\n$locals(() => [${LOCALS.join(', ')}]);\n`);
  const outside = [...Object.keys(elsewhere(0)), ...Object.keys(createRecorder([]).calls)];
  let made: Made;
  try {
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- running it is what is compared with
    made = new Function(
      ...NAMES,
      ...outside,
      `const PROSE = '${SHORT}'; return (async () => {${code}})();`,
    ) as Made;
  } catch {
    return null;
  }
  return async (given) => {
    const recorder = createRecorder(recording.keys);
    const args = NAMES.map((name) => structuredClone(given[name]));
    try {
      const outsiders = [...Object.values(elsewhere(given.seed)), ...Object.values(recorder.calls)];
      const text = await made(...args, ...outsiders);
      return typeof text === 'string' ? { text, recorder } : null;
    } catch {
      // What throws has no text.
      return null;
    }
  };
}

/** What its template comes to, for each call; null where it has none. */
async function judged(body: string, given: readonly Call[]): Promise<Verdict[] | null> {
  const { prompts } = extractFrom(
    `import { ${ELSEWHERE} } from 'elsewhere';\nconst PROSE = ${JSON.stringify(PROSE)};\nexport async function prompt(${PARAMETERS}) {\n${body}\n}`,
    { placeholders: 'none' },
  );
  const [prompt] = prompts;
  const running = makeRunning(body);
  if (prompt?.status !== 'ok' || !running) return null;
  const template = prompt.template.replaceAll(PROSE, SHORT);
  const slots = prompt.variables.flatMap(({ name, opaque, expression = '' }): Slot[] =>
    opaque ? [{ name, expression }] : [],
  );
  const verdicts: Verdict[] = [];
  for (const { seed, ...values } of given) {
    const ran = await running({ seed, ...values });
    if (!ran) continue;
    const verdict = judge(template, slots, values, ran);
    if (verdict === 'wrong') throw new Error(`wrong of ${JSON.stringify(ran.text)}:\n${template}\n${body}`);
    verdicts.push(verdict);
  }
  return verdicts;
}

it('what is told of a program is what running it gives', { timeout: 3_600_000 }, async () => {
  const told = { programs: 0, right: 0, wrong: 0, refused: 0, open: 0 };
  await fc.assert(
    fc.asyncProperty(programs, fc.array(calls, { minLength: 4, maxLength: 4 }), async (body, given) => {
      const verdicts = await judged(body, given);
      if (verdicts) told.programs += 1;
      for (const verdict of verdicts ?? []) told[verdict] += 1;
    }),
    { seed: SEED, numRuns: PROGRAMS },
  );
  // Most of them have a template, and of most of those there is no doubt.
  expect(told.programs).toBeGreaterThan(PROGRAMS / 2);
  expect(told.refused + told.open).toBeLessThan(told.right / 5);
});

const GIVEN: Call = {
  p: true,
  q: false,
  a: 'x',
  xs: ['x', 'skip'],
  n: 1,
  o: { name: 'x', on: true },
  seed: 0,
};
const SEEDS = [1, 2, 3, 5, 8, 13, 21, 34];

/* What is handed to code from elsewhere it may change and call, however it is handed over. */
it.each([
  'each(1, { call: say });',
  'const calls = { say }; each(1, calls.say);',
  'const calls = [say]; each(1, ...calls);',
  'mutate(1, { l }); t += l.join();',
  'mutate(1, [l, r]); t += r.v;',
  'const box = { l }; mutate(1, box); t += l.join();',
  'const alias = p ? l : []; mutate(1, alias); t += l.join();',
  'l.push("a"); mutate(1, l); t += l.join(); mutate(2, l); t += l.join();',
  'const made = ((...x) => x.join())(...(many(1) ?? []), add("x")); t += made.length > 0;',
  'const { name = add("x") } = get(1) ?? {}; t += name;',
  'const made = { [make(1)]: add("x") }; t += typeof made;',
  'const made = [...a, add("x")]; t += made.join();',
  'const made = [, add("x")]; t += made.join();',
  'const alias = l; while (check(1)) { l.push("x"); } t += alias.join();',
  'while (check(1)) { mutate(2, { l }); } t += l.join();',
  'const box = { l }; while (check(1)) { mutate(2, box.l); } t += l.join();',
  'const box = { l }; while (check(1)) { mutate(2, box); } t += l.join();',
  'for (const x of xs) { mutate(1, { l }); } t += l.join();',
  'try { mutate(1, { l }); risky(2); } catch { t += l.join(); }',
  't += find(1)?.concat(add("x")) ?? "none";',
  'const name = get(1)?.[add("name")]; t += name ?? "none";',
  'maybe(1)?.(add("x"));',
  'l = load(1); t += l[0] ?? ""; const same = l; same.unshift("y"); t += l[0];',
  '(async () => { add("a"); await wait(1); add("b"); })(); t += l.join();',
  'tag`a${add("x")}`; t += l.join();',
  'tag`a${l}`; t += l.join();',
])('what others do is not missed: %s', async (code) => {
  const body = `${OPENING.replaceAll('@', '9')}\n${code}\nreturn \`\${PROSE} \${t} \${u} \${l.join(",")} \${r.v}\`;`;
  const verdicts = await judged(
    body,
    SEEDS.map((seed) => ({ ...GIVEN, seed })),
  );
  expect(new Set(verdicts)).toEqual(new Set(['right']));
});
