import fc from 'fast-check';

/**
 * Programs that build a text of what a caller gives and of what only the running code knows: functions of another
 * package that answer something else each time, change what they are given and call what they are handed.
 */

export const PARAMETERS =
  'p: boolean, q: boolean, a: string, xs: string[], n: number, o: { name: string; on: boolean }';
export const NAMES = ['p', 'q', 'a', 'xs', 'n', 'o'] as const;

const word = fc.constantFrom('x', 'two words', '', ' padded ', 'skip');

/** What such a function is called with, and from where what it does not know goes on. */
export const calls = fc.record({
  p: fc.boolean(),
  q: fc.boolean(),
  a: word,
  xs: fc.array(word, { maxLength: 3 }),
  n: fc.integer({ min: 0, max: 3 }),
  o: fc.record({ name: word, on: fc.boolean() }),
  seed: fc.integer({ min: 0, max: 1_000_000 }),
});
export type Call = typeof calls extends fc.Arbitrary<infer T> ? T : never;

type Code = fc.Arbitrary<string>;
type Holes = Readonly<Record<string, Code>>;

function template(text: string, holes: Holes): Code {
  const names = [...text.matchAll(/#(\w+)/g)].map(([, name]) => name as string);
  if (names.length === 0) return fc.constant(text);
  return fc
    .tuple(...names.map((name) => holes[name.replace(/\d+$/, '')] as Code))
    .map((codes) => codes.reduce((all, code) => all.replace(/#\w+/, () => code), text));
}

const among = (texts: readonly string[], holes: Holes): Code =>
  fc.oneof(...texts.map((each) => template(each, holes)));

/** `@` becomes a number of its own, so that no two calls are written alike. */
const TEXTS = ['"a"', '"b "', '""', 'a', 'o.name', 't', 'u', 'r.v', 'make(@)', 'make(@)', 'h("k")'];
const TESTS = [
  'p',
  'q',
  '!p',
  'o.on',
  'a',
  'check(@)',
  'check(@)',
  'xs.length > 0',
  'l.length > 0',
  'n > 1',
  't',
  'r.on',
];
const LISTS = ['xs', 'l', 'load(@)', 'load(@)', '["m", "n"]'];

/** @param depth how much deeper it may get */
function expressions(depth: number, own: readonly string[]): Holes & { S: Code; B: Code; L: Code } {
  const text: Code = fc.constantFrom(...TEXTS, ...own);
  const test: Code = fc.constantFrom(...TESTS, ...(own.length > 0 ? ['i > 0', 'x'] : []));
  const list: Code = fc.constantFrom(...LISTS);
  if (depth === 0) return { S: text, B: test, L: list };
  const turn = expressions(Math.min(depth - 1, 1), ['x', 'x', '`${x}`']);
  const holes: Holes = { ...expressions(depth - 1, own), T: turn.S, C: turn.B };
  return {
    S: fc.oneof(
      { weight: 3, arbitrary: text },
      {
        weight: 4,
        arbitrary: among(
          [
            '`#S1-${#S2}`'.replace('#S1', '${#S1}'),
            '(#S1 + #S2)',
            '(#B1 ? #S1 : #S2)',
            '(#S1 || #S2)',
            '(#S1 && #S2)',
            '(#B1 && #S1)',
            '(find(@) ?? #S1)',
            '(find(@) || #S1)',
            '(find(@)?.trim() ?? #S1)',
            '(get(@)?.name ?? #S1)',
            'get(@)?.name',
            'make(@, #S1)',
            'make(@, l)',
            'pass(@, #S1)',
            'await wait(@)',
            '(await wait(@, #S1))',
            'h(#S1)',
            'k(#S1)',
            'again()',
            'add(#S1)',
            'each(@, () => #S1)',
            'each(@, (x) => add(x))',
            'each(@, again)',
            'maybe(@)?.(#S1)',
            '#S1.trim()',
            '#S1.toUpperCase()',
            '#S1.replace(/x/g, #S2)',
            '#S1.slice(n)',
            'Math.max(n, 2)',
            'JSON.stringify(l)',
            'String(#S1)',
            '#L1.join(", ")',
            '#L1[0]',
            '(#L1[0] ?? #S1)',
            '(#L1.at(-1) ?? "none")',
            '#L1.length',
            '#L1.map((x, i) => #T1).join("; ")',
            '#L1.filter((x, i) => #C1).map((x, i) => #T1).join("|")',
            '#L1.reduce((all, x, i) => all + #T1, "")',
            '[#S1, #S2, #B1 && #S3].filter(Boolean).join("+")',
            '[...#L1].sort().join("<")',
            '(t = #S1)',
            '(l.push(#S1), l.length)',
          ],
          holes,
        ),
      },
    ),
    B: fc.oneof(
      { weight: 3, arbitrary: test },
      {
        weight: 2,
        arbitrary: among(
          [
            '!#B1',
            '(#B1 && #B2)',
            '(#B1 || #B2)',
            '(#B1 ? #B2 : #B3)',
            'check(@, #S1)',
            'find(@)',
            'get(@)?.on',
            '(#S1 === #S2)',
            '#L1.includes(#S1)',
            '#L1.some((x, i) => #C1)',
            '#S1.startsWith("<")',
            '/x/.test(#S1)',
            'Boolean(#S1)',
            '(find(@) === undefined)',
            '(find(@) != null)',
          ],
          holes,
        ),
      },
    ),
    L: fc.oneof(
      { weight: 3, arbitrary: list },
      {
        weight: 2,
        arbitrary: among(
          [
            '[#S1, #S2]',
            '[#S1, ...#L1]',
            '[...(#B1 ? [#S1] : []), #S2]',
            '#L1.slice(n)',
            '#L1.concat(#S1)',
            '#L1.filter((x, i) => #C1)',
            '#L1.map((x, i) => #T1)',
            '(#B1 ? #L1 : #L2)',
            '(many(@) ?? #L1)',
            'pass(@, #L1)',
            'load(@, #S1)',
          ],
          holes,
        ),
      },
    ),
  };
}

const SIMPLE = [
  't += #S1;',
  't += #S1;',
  't = #S1;',
  'u = #S1;',
  'u ||= #S1;',
  't &&= #S1;',
  'l.push(#S1);',
  'l.push(#S1, #S2);',
  'l.unshift(#S1);',
  'l.pop();',
  'l = [...#L1];',
  'l.length = 0;',
  'r.v = #S1;',
  'r.v += #S1;',
  'r.on = #B1;',
  'say(#S1);',
  'add(#S1);',
  'mutate(@, l);',
  'mutate(@, r);',
  'mutate(@, [l, r]);',
  'mutate(@, { l });',
  'const alias = l; mutate(@, alias);',
  'const alias = #B1 ? l : []; mutate(@, alias);',
  'pass(@, l).push(#S1);',
  'const same = pass(@, l); mutate(@, same);',
  'const box = { l }; mutate(@, box.l);',
  'each(@, (x) => { l.push(x); });',
  'each(@, (x) => { t += x; });',
  'each(@, say);',
  'each(@, { call: say });',
  'await wait(@, l);',
  'make(@, t);',
  'const c = #S1; t += c + c;',
  'const g = get(@) ?? r; t += g.name + g.name; u += g.on ? #S1 : #S2;',
  'const { name, on = #B1 } = get(@) ?? {}; t += name; if (on) u += #S1;',
  'const { name: [first] = #L1, ...others } = get(@) ?? {}; t += first + others.on;',
  'const [first = #S1, second] = #L1; t += first + second;',
  'const [first, ...others] = #L1; t += first + others.join();',
  'Object.assign(r, get(@));',
  'r = { ...r, ...get(@) };',
  'delete r.v;',
  'if (#B1) t += #S1;',
  'if (#B1) l.push(#S1);',
  '[t, u] = [u, t];',
  'for (const x of l) t += x;',
];

const COMPOUND = [
  'if (#B1) { #K1 } else { #K2 }',
  'if (#B1) { #K1 }',
  'if (#B1) { #K1 } else if (#B2) { #K2 } else { #K3 }',
  'for (const [i, x] of [...#L1].entries()) { #T1 }',
  'for (const x of #L1) { const i = 0; #T1 }',
  '#L1.forEach((x, i) => { #F1 });',
  'for (let i = 0; i < 2; i++) { const x = `${i}`; #T1 }',
  'while (check(@)) { #F1 }',
  'do { #F1 } while (check(@));',
  'try { #K1 } catch { #F1 }',
  'try { risky(@); #K1 } catch { #F1 }',
  'try { #F1 t += risky(@); #F2 } catch (e) { #F3 }',
  'try { #F1 risky(@); } catch (e) { t += e.message; } finally { #F3 }',
  'try { #F1 } finally { #F2 }',
  'switch (find(@)) { case "x": #F1 break; case #S1: #F2 break; default: #F3 }',
  'switch (a) { case "x": #F1 case "skip": #F2 }',
  '{ let t = #S1; #F1 u += t; }',
  'const f = (x, i = 0) => { let t = x; #F1 return t; }; u += f(#S1); u += f(make(@));',
  'const f = (x, i = 0) => { #F1 return #T1; }; each(@, f); u += f("x");',
  'each(@, (x, i) => { #F1 });',
];

interface Around {
  readonly own: readonly string[];
  readonly inLoop: boolean;
  readonly inFunction: boolean;
}

function statements(depth: number, around: Around): Code {
  const holes: Holes = { ...expressions(1, around.own), T: expressions(1, ['x']).S };
  const simple = [
    ...SIMPLE,
    ...(around.inLoop ? ['if (#B1) continue;', 'if (#B1) break;'] : []),
    ...(around.inFunction ? ['if (#B1) return `${PROSE} early ${#S1}`;', 'if (#B1) return PROSE + t;'] : []),
  ];
  if (depth === 0) return among(simple, holes);
  const block = (inner: Partial<Around>): Code =>
    fc
      .array(statements(depth - 1, { own: [], inLoop: false, inFunction: false, ...inner }), {
        minLength: 1,
        maxLength: 3,
      })
      .map((all) => all.map((each) => (each.startsWith('const') ? `{ ${each} }` : each)).join(' '));
  const blocks: Holes = {
    ...holes,
    K: block(around),
    T: block({ own: ['x'], inLoop: true }),
    F: block({}),
  };
  return fc.oneof(
    { weight: 4, arbitrary: among(simple, holes) },
    {
      weight: 3,
      arbitrary: among(
        COMPOUND.map((text) => (/f = .*#T1/.test(text) ? text.replace('#T1', '#S1') : text)),
        blocks,
      ),
    },
  );
}

export const OPENING = [
  'let t = "", u = "u"; let l = []; let r = { v: "v", name: "r", on: true };',
  'const say = (x) => { t += x; }; const add = (x) => { l.push(x); return x; };',
  'const h = (x) => make(@, x); const k = (x) => `[${check(@) ? x : make(@)}]`; const again = () => { u += make(@); return make(@); };',
].join(' ');

/** What can be read after anything that the code does. */
export const LOCALS = ['t', 'u', 'l', 'r'] as const;

const START: Around = { own: [], inLoop: false, inFunction: true };

/** The body of an async function; its first line declares the locals. */
export const programs: Code = fc
  .array(fc.oneof(statements(1, START), statements(2, START)), { minLength: 1, maxLength: 3 })
  .chain((all) =>
    expressions(1, []).S.map((last) => {
      const body = `${OPENING}\n${all.map((each) => `{ ${each} }`).join('\n')}\nreturn \`\${PROSE} \${t} \${u} \${l.join(",")} \${r.v} \${${last}}\`;`;
      let count = 0;
      return body.replace(/@/g, () => String((count += 1)));
    }),
  );

/** The functions of the other package, which answer as a seed has it. */
export const ELSEWHERE = 'make, find, check, load, many, get, wait, pass, each, mutate, risky, maybe, tag';

export function elsewhere(seed: number): Readonly<Record<string, unknown>> {
  let count = 0;
  let state = seed;
  const next = (most: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor(state / 65_536) % most;
  };
  /** No two are the same. */
  const make = (id: number) => `<${id}.${(count += 1)}>`;
  const load = (id: number) => Array.from({ length: next(4) }, () => make(id));
  return {
    make,
    load,
    check: () => next(2) === 0,
    find: (id: number) => [make(id), make(id), '', null, undefined, 'x'][next(6)],
    many: (id: number) => (next(2) === 0 ? undefined : load(id)),
    get: (id: number) => (next(4) === 0 ? undefined : { name: make(id), on: next(2) === 0 }),
    wait: async (id: number) => make(id),
    pass: (_: number, given: unknown) => given,
    each(id: number, call: ((x: string, i: number) => void) | { call: (x: string, i: number) => void }) {
      const called = typeof call === 'function' ? call : (x: string, i: number) => call.call(x, i);
      for (let left = next(3), i = 0; left > 0; left -= 1, i += 1) called(make(id), i);
      return make(id);
    },
    mutate(id: number, given: unknown) {
      change(given);
      return make(id);

      function change(value: unknown): void {
        if (Array.isArray(value) && value.some((each) => typeof each === 'object')) value.forEach(change);
        else if (Array.isArray(value)) value.push(make(id));
        else if (typeof value === 'object' && value !== null && 'l' in value) change(value.l);
        else if (typeof value === 'object' && value !== null)
          Object.assign(value, { v: make(id), name: make(id) });
      }
    },
    tag(strings: readonly string[], ...given: unknown[]) {
      for (const each of given) if (Array.isArray(each)) each.push(make(strings.length));
      return make(0);
    },
    risky(id: number) {
      if (next(2) === 0) throw new Error(make(id));
      return make(id);
    },
    maybe: (id: number) => (next(2) === 0 ? undefined : (x: unknown) => `${make(id)}${String(x)}`),
  };
}
