import fc from 'fast-check';

/**
 * Programs that build a text: bodies of functions of the parameters below, in a language small enough to be run as they
 * are and wide enough to put rules together that no sample does.
 */

export const PARAMETERS =
  'p: boolean, q: boolean, a: string, k: "x" | "y" | "z", xs: string[], n: number, o: { name: string; on: boolean; tags: string[] }, items: { name: string; on: boolean; tags: string[] }[]';
export const NAMES = ['p', 'q', 'a', 'k', 'xs', 'n', 'o', 'items'] as const;

const word = fc.constantFrom('x', 'y', 'two words', '', 'a\n  b', ' padded ', 'skip');
const item = fc.record({
  name: word,
  on: fc.boolean(),
  tags: fc.array(word, { maxLength: 2 }),
});

/** What such a function is called with. */
export const calls = fc.record({
  p: fc.boolean(),
  q: fc.boolean(),
  a: word,
  k: fc.constantFrom('x', 'y', 'z'),
  xs: fc.array(word, { maxLength: 3 }),
  n: fc.integer({ min: 0, max: 3 }),
  o: item,
  items: fc.array(item, { maxLength: 3 }),
});
export type Call = typeof calls extends fc.Arbitrary<infer T> ? T : never;

export type Code = fc.Arbitrary<string>;

/** A code whose holes, `#S1`, are filled with others. */
export function fill(text: string, holes: Readonly<Record<string, Code>>): Code {
  const names = [...text.matchAll(/#(\w+)/g)].map(([, name]) => name as string);
  if (names.length === 0) return fc.constant(text);
  return fc
    .tuple(...names.map((name) => holes[name.replace(/\d+$/, '')] as Code))
    .map((codes) => codes.reduce((all, code) => all.replace(/#\w+/, () => code), text));
}

const LITERALS = ['"a"', '"{{b}}"', '" "', '"one\\ntwo"', '""', '"<i>"'];

interface Around {
  readonly loop: 'none' | 'text' | 'item';
  readonly inFunction: boolean;
}

/** @param depth how much deeper it may get */
function expressions(depth: number, { loop }: Around) {
  const own = loop === 'text' ? ['x', '`${x}`'] : loop === 'item' ? ['it.name', '`${it.name}`'] : [];
  const text: Code = fc.constantFrom(...LITERALS, 'a', 'k', 'o.name', 't', 'u', ...own, ...own);
  const test: Code = fc.constantFrom(
    'p',
    'q',
    '!p',
    'o.on',
    'a',
    '!a',
    'k === "x"',
    'k !== "y"',
    'xs.length > 0',
    'xs.length === 0',
    'l.length > 1',
    'n > 1',
    'l.length',
    'items.length',
    ...(loop === 'text' ? ['x', 'x === "skip"', 'i > 0', 'i === 0'] : []),
    ...(loop === 'item' ? ['it.on', 'it.on', '!it.on', 'i > 0', 'it.tags.length > 0'] : []),
  );
  const list: Code = fc.constantFrom(
    'xs',
    'l',
    '["m", "n"]',
    'o.tags',
    ...(loop === 'item' ? ['it.tags'] : []),
  );
  if (depth === 0) return { S: text, B: test, L: list };
  const inner: { S: Code; B: Code; L: Code } = expressions(depth - 1, { loop, inFunction: false });
  const turn = expressions(Math.min(depth - 1, 1), { loop: 'text', inFunction: false });
  const turnOf = expressions(Math.min(depth - 1, 1), { loop: 'item', inFunction: false });
  const holes = { ...inner, TS: turn.S, TB: turn.B, IS: turnOf.S, IB: turnOf.B };
  const of = (...texts: string[]): Code => fc.oneof(...texts.map((each) => fill(each, holes)));
  return {
    S: fc.oneof(
      { weight: 3, arbitrary: text },
      {
        weight: 4,
        arbitrary: of(
          '`#S1 #S2`',
          '`${#S1}-${#S2}`',
          '(#S1 + #S2)',
          '(#B1 ? #S1 : #S2)',
          '(#B1 ? #S1 : #S2)',
          '(#S1 || #S2)',
          '(#B1 && #S1)',
          '(#S1 ?? #S2)',
          '#L1.join(", ")',
          '#L1.join("")',
          '#L1.map((x) => #TS1).join("\\n")',
          '#L1.map((x, i) => `${i + 1}. ${#TS1}`).join("; ")',
          '#L1.filter((x, i) => #TB1).map((x, i) => #TS1).join("|")',
          'items.map((it) => #IS1).join(" ")',
          'items.filter((it, i) => #IB1).map((it, i) => `${i} ${#IS1}`).join(" ")',
          'items.map((it, i) => #IB1 ? #IS1 : "").filter(Boolean).join("/")',
          '(#L1[0] ?? "none")',
          'wrap(#S1)',
          'wrap(#S1, #S2)',
          'when(#B1, #S1)',
          'list(#L1)',
          '#S1.trim()',
          '#S1.replace("{{b}}", #S2)',
          '#S1.concat(#S2)',
          '[#S1, #S2, #B1 && #S3].filter(Boolean).join("+")',
          '[#S1, ...(#B1 ? [#S2] : [])].join("~")',
          '#L1.reduce((all, x) => all + #TS1, "")',
          'String(#S1)',
          'm.get("x")',
          'r.v',
          'add(#S1)',
        ),
      },
    ),
    B: fc.oneof(
      { weight: 3, arbitrary: test },
      {
        weight: 2,
        arbitrary: of(
          '!#B1',
          '(#B1 && #B2)',
          '(#B1 || #B2)',
          '(#B1 ? #B2 : #B3)',
          '(#S1 === "a")',
          '#L1.includes("x")',
          'Boolean(#S1)',
          '#L1.some((x, i) => #TB1)',
        ),
      },
    ),
    L: fc.oneof(
      { weight: 3, arbitrary: list },
      {
        weight: 2,
        arbitrary: of(
          '[#S1, #S2]',
          '[#S1, ...#L1]',
          '[...(#B1 ? [#S1] : []), #S2]',
          '#L1.slice(1)',
          '#L1.concat(#S1)',
          '#L1.filter((x, i) => #TB1)',
          '#L1.map((x, i) => #TS1)',
          'items.map((it) => it.name)',
          'items.filter((it, i) => #IB1).map((it) => #IS1)',
          'items.flatMap((it) => it.tags)',
          '[...#L1].reverse()',
          '(#B1 ? #L1 : #L2)',
          '[#S1, #B1 && #S2, #S3].filter(Boolean)',
        ),
      },
    ),
  };
}

function statements(depth: number, around: Around): Code {
  const holes: Record<string, Code> = { ...expressions(2, around) };
  const simple = [
    't += #S1;',
    't += #S1;',
    't = #S1;',
    'u = #S1;',
    'l.push(#S1);',
    'l.push(#S1, #S2);',
    'l.unshift(#S1);',
    'if (#B1) t += #S1;',
    'if (#B1) l.push(#S1);',
    'l = #L1;',
    'l = [...l, #S1];',
    'l.push(...#L1);',
    'const c = #S1; t += c + c;',
    'r.v = #S1;',
    'r.v += #S1;',
    'm.set("x", #S1);',
    'say(#S1);',
    't ||= #S1;',
    'u &&= #S1;',
  ];
  // What is not followed makes a program that nothing is told of.
  const rare = [
    'l.pop();',
    'l.length = 0;',
    'l.reverse();',
    'const alias = l; alias.push(#S1);',
    '[t, u] = [u, t];',
  ];
  if (around.loop !== 'none') simple.push('if (#B1) continue;', 'if (#B1) break;', 'if (i > 0) t += ", ";');
  const exits = ['if (#B1) return `${PROSE} early ${#S1}`;', 'if (#B1) return PROSE + t;'];
  const of = (texts: string[], extra: Readonly<Record<string, Code>> = {}): Code =>
    fc.oneof(...texts.map((each) => fill(each, { ...holes, ...extra })));
  const step: Code = fc.oneof({ weight: 30, arbitrary: of(simple) }, { weight: 1, arbitrary: of(rare) });
  if (depth === 0) return step;
  const block = (loop: Around['loop']): Code =>
    fc
      .array(statements(depth - 1, { loop, inFunction: false }), { minLength: 1, maxLength: 3 })
      .map((all) => all.join(' '));
  const blocks = {
    K: block(around.loop),
    T: block('text'),
    I: block('item'),
    F: block('none'),
  };
  return fc.oneof(
    { weight: 5, arbitrary: step },
    { weight: around.inFunction ? 1 : 0, arbitrary: of(exits) },
    {
      weight: 3,
      arbitrary: of(
        [
          'if (#B1) { #K1 } else { #K2 }',
          'if (#B1) { #K1 }',
          'if (#B1) { #K1 } else if (#B2) { #K2 } else { #K3 }',
          'for (const [i, x] of [...#L1].entries()) { #T1 }',
          '#L1.forEach((x, i) => { #F1 });',
          'for (const [i, it] of items.entries()) { #I1 }',
          'items.forEach((it, i) => { t += it.name; #F1 });',
          'switch (k) { case "x": #F1 break; case "y": #F2 break; default: #F3 }',
          'switch (k) { case "x": #F1 case "y": #F2 }',
          '{ let t = #S1; #F1 u += t; }',
          'const f = (x, i = 0) => { let t = x; #F1 return t; }; u += f(#S1);',
          'try { #F1 } finally { #F2 }',
          'do { #F1 } while (false);',
          'for (let i = 0; i < 2; i++) { const x = `${i}`; #T1 }',
        ],
        blocks,
      ),
    },
  );
}

export const HELPERS = [
  'const wrap = (x, tag = "w") => `<${tag}>${x}</${tag}>`;',
  'const when = (on, x) => (on ? x : "");',
  'function list(all) { if (all.length === 0) return "nothing"; return all.map((x) => `- ${x}`).join("\\n"); }',
].join('\n');

const OPENING =
  'let t = "", u = "u"; let l = []; const r = { v: "v" }; const m = new Map([["x", "mx"]]); const say = (x) => { t += x; }; const add = (x) => { l.push(x); return x; };';

/** The body of a function. */
export const programs: Code = fc
  .array(statements(2, { loop: 'none', inFunction: true }), { minLength: 1, maxLength: 5 })
  .chain((all) =>
    expressions(1, { loop: 'none', inFunction: true }).S.map(
      (last) =>
        `${OPENING}\n${all.map((each) => `{ ${each} }`).join('\n')}\nreturn \`\${PROSE} \${t} \${u} \${l.join(",")} \${${last}}\`;`,
    ),
  );
