import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  MESSAGE_HELPERS,
  MESSAGE_NAMES,
  MESSAGE_PARAMETERS,
  messageCalls,
  messagePrograms,
  type MessageCall,
} from '../support/message-programs.ts';
import { extractFrom, render } from './sample.ts';

/*
 * Messages made at random, run beside their templates: how many there are, in which order, who says them, and what. As in
 * `programs.test.ts`, `SEED` and `PROGRAMS` say which, and how many.
 */
const SEED = Number(process.env['SEED'] ?? 1);
const PROGRAMS = Number(process.env['PROGRAMS'] ?? 300);

const PROSE = 'You answer questions as well as you can, in a few words.';
const AROUND = `const PROSE = ${JSON.stringify(PROSE)};\n${MESSAGE_HELPERS}`;

/** A caller's own messages are not followed into what is changed elsewhere, so that they stand as they are. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

/** @returns null where it throws, or changes what it is given */
function run(body: string, given: MessageCall): unknown {
  // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- running it is what is compared with
  const made = new Function(...MESSAGE_NAMES, `'use strict';\n${AROUND}\n${body}`) as (
    ...args: unknown[]
  ) => unknown;
  try {
    return made(...MESSAGE_NAMES.map((name) => frozen(structuredClone(given[name]))));
  } catch {
    return null;
  }
}

interface Said {
  readonly role: unknown;
  readonly content: unknown;
}

/** The messages that a call of a model has from what the code gives. */
function messagesOf(result: unknown): readonly Said[] {
  if (Array.isArray(result)) return result.map(saidOf);
  const { system, prompt, messages, ...message } = result as Record<string, unknown>;
  if ('role' in message) return [saidOf(message)];
  const rest = messages ?? prompt;
  return [
    ...(system === undefined ? [] : [{ role: 'system', content: system }]),
    ...(Array.isArray(rest) ? rest.map(saidOf) : [{ role: 'user', content: rest }]),
  ];
}

function saidOf(message: unknown): Said {
  const { role, content } = (message ?? {}) as Partial<Said>;
  const parts = Array.isArray(content) ? (content as { type: string; text?: string }[]) : null;
  const texts = parts?.filter(({ type }) => type === 'text').map(({ text }) => text);
  return { role, content: texts ? (texts.length === 1 ? texts[0] : texts) : content };
}

/** @returns null where a template refuses what it is given */
function renderedOf(
  messages: readonly { role: string; content: string }[],
  given: MessageCall,
): readonly Said[] | null {
  try {
    return messages.flatMap(({ role, content }): Said[] => {
      if (role !== 'placeholder') return [{ role, content: render(content, given) }];
      // What a caller gives has its own messages, which stand there as they are.
      const [, path = ''] = /^\{\{ (.*) \}\}$/.exec(content) ?? [];
      const value: unknown = JSON.parse(render(`{{ ${path} | tojson }}`, given));
      return [value].flat().map(saidOf);
    });
  } catch {
    return null;
  }
}

/** Compares what is told of a program with what running it gives, where all of it is told. */
function compare(
  body: string,
  given: readonly MessageCall[],
  told: { chats: number; calls: number; refused: number },
) {
  const code = `${AROUND}\nexport function prompt(${MESSAGE_PARAMETERS}) {\n${body}\n}`;
  const { prompts } = extractFrom(code, { placeholders: 'none' });
  const prompt = prompts.find(({ name }) => name === 'prompt');
  if (prompt?.status !== 'ok' || prompt.variables.some(({ opaque }) => opaque)) return;
  told.chats += 1;
  for (const each of given) {
    const result = run(body, each);
    if (result === null || result === undefined) continue;
    told.calls += 1;
    const expected = messagesOf(result);
    const said = renderedOf(prompt.messages ?? [{ role: 'user', content: prompt.template }], each);
    if (said === null) told.refused += 1;
    else expect(said, prompt.template).toEqual(expected);
  }
}

it('the messages that are told are those that running gives', { timeout: 3_600_000 }, () => {
  const told = { chats: 0, calls: 0, refused: 0 };
  fc.assert(
    fc.property(messagePrograms, fc.array(messageCalls, { minLength: 4, maxLength: 8 }), (body, given) =>
      compare(body, given, told),
    ),
    { seed: SEED, numRuns: PROGRAMS },
  );
  expect(told.chats).toBeGreaterThan(PROGRAMS / 10);
  expect(told.refused).toBeLessThanOrEqual(told.calls / 100);
});

/* What is found in a list by the running code alone is a part of it all the same. */
it.each([
  'ms.at(-1).content = "X y";',
  'const last = ms.at(-1); last.content = "X y";',
  'const last = ms[ms.length - 1]; last.content = "X y";',
  'const s = ms.find((m) => m.role === "system"); if (s) s.content = "X y";',
  'ms.slice(0, 1)[0].content += "X y";',
  'ms.slice(0, 1).map((m) => { m.content += "X y"; return m; });',
  'ms.slice(0, 1).forEach((m) => edit(m, "X y"));',
  'for (const m of ms.slice(0, 1)) m.content += "X y";',
  'for (const m of ms.slice(0, 1)) edit(m, "X y");',
  'Object.assign(ms.find((m) => m.role === "system"), { content: "X y" });',
  'edit(ms.find((m) => m.role === "system"), "X y");',
  'const o = { ms }; o.ms.at(0).content = "X y";',
  'const get = () => ms.at(0); get().content = "X y";',
  'const get = (list) => list.at(0); const m = get(ms); m.content = "X y";',
  'const by = new Map(ms.map((m) => [m.role, m])); by.get("system").content = "X y";',
  'const one = user("A"); ms[0] = one; ms[0].content = "X y"; ms = [BASE, one];',
  'const one = user("A"); const all = {}; all[k] = one; all.x.content = "X y"; ms = [BASE, one];',
  'const m = a ? ms[0] : h; m.content = "X y";',
  'const m = history[5] ?? ms[0]; m.content = "X y";',
])('what is changed by another way than its name is not told as it was: %s', (step) => {
  const opening = 'let ms = [{ role: "system", content: PROSE }, ...history];';
  const item = { role: 'user', content: 'x' } as const;
  const call = { p: true, q: true, a: 'x', k: 'x', xs: [], h: item, o: { system: '', user: '' } } as const;
  const calls = [[], [item]].map((history) => ({ ...call, xs: [], history }));
  compare(`${opening} ${step} return ms;`, calls, { chats: 0, calls: 0, refused: 0 });
});
