import fc from 'fast-check';
import { fill, type Code } from './programs.ts';

/**
 * Programs that give the messages of a chat: objects, lists of them, calls of models, and all that is done with a list
 * before it is returned.
 */

export const MESSAGE_PARAMETERS =
  'p: boolean, q: boolean, a: string, k: "x" | "y", xs: string[], history: { role: string; content: string }[], h: { role: string; content: string }, o: { system?: string; user: string }';
export const MESSAGE_NAMES = ['p', 'q', 'a', 'k', 'xs', 'history', 'h', 'o'] as const;

const word = fc.constantFrom('x', 'two words', '', '{b}');
const message = fc.record({ role: fc.constantFrom('user', 'assistant'), content: word });

/** What such a function is called with. */
export const messageCalls = fc.record({
  p: fc.boolean(),
  q: fc.boolean(),
  a: word,
  k: fc.constantFrom('x', 'y'),
  xs: fc.array(word, { maxLength: 2 }),
  history: fc.array(message, { maxLength: 2 }),
  h: message,
  o: fc.record({ system: word, user: word }),
});
export type MessageCall = typeof messageCalls extends fc.Arbitrary<infer T> ? T : never;

interface Messages {
  /** A text. */
  readonly S: Code;
  readonly B: Code;
  /** A message. */
  readonly M: Code;
  /** A list of messages. */
  readonly L: Code;
}

function expressions(depth: number): Messages {
  const text: Code = fc.constantFrom(
    '"A b"',
    '"{{b}} c"',
    '`Say ${a}.`',
    'a',
    't',
    't',
    'PROSE',
    '(p ? "P q" : "R s")',
    '`${k}: ${xs.join(", ")}`',
    'o.user',
  );
  const test: Code = fc.constantFrom(
    'p',
    'q',
    '!p',
    'a',
    'k === "x"',
    'xs.length > 0',
    'history.length > 0',
    'o.system',
  );
  const base = { S: text, B: test };
  const simple = { ...base, R: fc.constantFrom('"user"', '"user"', '"assistant"', '"system"') };
  const of = (holes: Readonly<Record<string, Code>>, ...texts: string[]): Code =>
    fc.oneof(...texts.map((each) => fill(each, holes)));
  const plain = of(simple, '{ role: #R1, content: #S1 }', 'user(#S1)', 'message(#R1, #S1)', 'one', 'BASE');
  const list = of({ ...simple, M: plain }, '[#M1]', '[#M1, #M2]', 'ms', 'ms', 'two');
  if (depth === 0) return { ...base, M: plain, L: list };
  const inner = expressions(depth - 1);
  const holes = { ...simple, M: inner.M, L: inner.L };
  return {
    ...base,
    M: fc.oneof(
      { weight: 3, arbitrary: plain },
      {
        weight: 2,
        arbitrary: of(
          holes,
          '{ content: #S1, role: #R1, name: "n" }',
          '{ ...#M1, content: #S1 }',
          '{ role: #R1, content: "A b", ...#M1 }',
          '{ ...#M1, role: #R1 }',
          '{ ...BASE, ...(#B1 ? { content: #S1 } : {}) }',
          '{ role: #B1 ? "user" : "assistant", content: #S1 }',
          '{ role: #R1, content: [{ type: "text", text: #S1 }] }',
          '{ role: #R1, content: [{ type: "image", image: a }, { type: "text", text: #S1 }] }',
          '{ role: #R1, content: [{ type: "text", text: #S1 }, { type: "text", text: #S2 }] }',
          '{ role: #R1, content: [#B1 && { type: "text", text: #S1 }, { type: "text", text: #S2 }].filter(Boolean) }',
          '{ role: #R1, content: #B1 ? #S1 : [{ type: "text", text: #S2 }] }',
          '(#B1 ? #M1 : #M2)',
          '(#B1 ? user(#S1) : user(#S2))',
          '{ role: h.role, content: h.content }',
          '{ role: h.role, content: #S1 }',
          '{ ...h, content: #S1 }',
          '{ role: #R1, content: #S1, ...h }',
          'h',
          '#L1[0]',
          '#L1.at(-1)',
          '(#L1.find((m) => m.role === "user") ?? #M1)',
          'Object.assign({}, #M1, { content: #S1 })',
        ),
      },
    ),
    L: fc.oneof(
      { weight: 2, arbitrary: list },
      {
        weight: 4,
        arbitrary: of(
          holes,
          '[#M1, #M2]',
          '[#M1, ...#L1]',
          '[...#L1, #M1]',
          '[#M1, ...history]',
          '[#M1, ...history, #M2]',
          '[#M1, h]',
          '[...(#B1 ? [#M1] : []), #M2]',
          '[#M1, ...(#B1 ? [#M2] : [#M3])]',
          '[#M1, #B1 && #M2].filter(Boolean)',
          '[#M1, #B1 ? #M2 : null].filter((m) => m !== null)',
          '#L1.concat(#M1)',
          '#L1.concat(#L2)',
          '#L1.concat(history)',
          '[#M1].concat(#B1 ? [#M2] : [])',
          '[#M1, ...xs.map((x) => user(x))]',
          '[#M1, ...xs.map((x) => user(x)), #M2]',
          '[#M1, ...history.map((m) => ({ role: m.role, content: m.content }))]',
          '[#M1, ...history.map((m) => ({ ...m, content: `- ${m.content}` }))]',
          '[#M1, ...history.filter((m) => m.role !== "system")]',
          '[#M1, ...history.slice(-1)]',
          '(#B1 ? #L1 : #L2)',
          '(#B1 ? [#M1] : [#M2])',
          '[...#L1].reverse()',
          '#L1.slice(1)',
          '#L1.filter((m) => m.role !== "user")',
          '#L1.map((m) => ({ ...m, content: `${m.content}!` }))',
          '#L1.map((m, i) => (i === 0 ? m : user(#S1)))',
          '["A b", #S1].map((content) => ({ role: "user", content }))',
          '[["user", #S1], ["assistant", "C d"]].map(([role, content]) => ({ role, content }))',
          'Array.from(#L1)',
          'both(#S1, #S2)',
          '[#L1, #L2].flat()',
        ),
      },
    ),
  };
}

const STEPS = [
  'ms.push(#M1);',
  'ms.push(#M1);',
  'ms.push(#M1, #M2);',
  'ms.push(...#L1);',
  'if (#B1) ms.push(#M1);',
  'if (#B1) ms.push(#M1); else ms.push(#M2);',
  'if (#B1) { ms.push(#M1); ms.push(#M2); }',
  'ms.unshift(#M1);',
  'ms = #L1;',
  'if (#B1) ms = #L1;',
  'ms = [...ms, #M1];',
  'ms[0] = #M1;',
  'ms[0].content = #S1;',
  'ms[0].content += #S1;',
  'ms.at(-1).content = #S1;',
  'ms[ms.length - 1].role = "assistant";',
  'if (#B1) ms[0].content = #S1;',
  'ms.pop();',
  'ms.shift();',
  'ms.reverse();',
  'ms.length = 1;',
  'ms.splice(0, 1);',
  'ms.splice(1, 0, #M1);',
  'const alias = ms; alias.push(#M1);',
  'const first = ms[0]; first.content = #S1;',
  'one.content = #S1;',
  'one.content += #S1; ms.push(one);',
  'one.role = #B1 ? "user" : "assistant";',
  'ms.push(one); one.content = #S1;',
  'if (#B1) one.content = #S1;',
  'one = #M1;',
  'Object.assign(one, { content: #S1 });',
  'Object.assign(ms[0], { content: #S1 });',
  'delete one.name;',
  'two.push(#M1);',
  'two[0] = one;',
  'add(#M1);',
  'if (#B1) add(#M1);',
  'edit(ms[0], #S1);',
  'edit(one, #S1);',
  'for (const x of xs) ms.push(user(x));',
  'for (const m of history) ms.push(m);',
  'for (const m of history) ms.push({ role: m.role, content: m.content });',
  'for (const m of history) if (m.content) ms.push(m);',
  'for (const m of [...#L1]) ms.push(m);',
  'for (const m of ms) m.content += #S1;',
  'for (const x of ["A b", "C d"]) ms.push(user(x + #S1));',
  'xs.forEach((x) => ms.push(user(x)));',
  'history.forEach((m) => { ms.push(m); });',
  'ms.forEach((m) => { m.content = `${m.content}?`; });',
  'history.push(#M1);',
  'h.content = #S1;',
  't = #S1;',
  't += #S1;',
  'if (#B1) t = #S1;',
  'if (#B1) return #L1;',
  'if (#B1) return ms;',
  'if (#B1) { ms.push(#M1); return ms; }',
  'switch (k) { case "x": ms.push(#M1); break; default: ms.push(#M2); }',
  'try { ms.push(#M1); } finally { t += "."; }',
];

const RESULTS = [
  'ms',
  'ms',
  '#L1',
  '#L1',
  '#M1',
  '{ messages: ms }',
  '{ model: "m", messages: #L1, temperature: 0 }',
  '{ system: #S1, messages: #L1 }',
  '{ system: #S1, messages: ms }',
  '{ system: #S1, messages: history }',
  '{ system: #S1, prompt: #S2 }',
  '{ system: #S1, prompt: #L1 }',
  '{ messages: ms, ...{ system: #S1 } }',
  '{ ...(#B1 ? { system: #S1 } : {}), messages: ms }',
  '{ system: #B1 ? #S1 : undefined, messages: ms }',
  '{ system: #B1 ? #S1 : undefined, prompt: #S2 }',
  '{ system: o.system, messages: ms }',
  '{ system: #B1 ? #S1 : #S2, messages: #B2 ? #L1 : ms }',
  '(#B1 ? { system: #S1, messages: ms } : { messages: ms })',
  '(#B1 ? ms : { messages: ms })',
];

/** What the programs call. */
export const MESSAGE_HELPERS = [
  'const BASE = { role: "system", content: PROSE };',
  'const user = (content) => ({ role: "user", content });',
  'function message(role, content) { return { role, content }; }',
  'const both = (system, content) => [{ role: "system", content: system }, user(content)];',
  'const edit = (m, text) => { m.content = text; };',
].join('\n');

const OPENING =
  'let t = "T u"; let one = { role: "user", content: "One of them" }; let ms = [{ role: "system", content: PROSE }]; const two = [one, user("Two")]; const add = (m) => { ms.push(m); return ms; };';

/** The body of a function. */
export const messagePrograms: Code = fc
  .array(fc.oneof(...STEPS.map((step) => fill(step, { ...expressions(1) }))), { maxLength: 4 })
  .chain((steps) =>
    fc
      .oneof(...RESULTS.map((result) => fill(result, { ...expressions(2) })))
      .map((result) => `${OPENING}\n${steps.map((step) => `{ ${step} }`).join('\n')}\nreturn ${result};`),
  );
