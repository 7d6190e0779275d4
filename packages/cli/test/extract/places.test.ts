import { describe, expect, it } from 'vitest';
import { extractFrom } from './sample.ts';

/** What is quoted of the code of a prompt that is awaited. */
function quotedOf(call: string): string | null | undefined {
  const { diagnostics } = extractFrom(`/** @prompt */\nexport const a = await ${call};`);
  return diagnostics.find(({ code }) => code === 'DYN_ASYNC_IO')?.expression;
}

describe('what a diagnostic quotes of the code', () => {
  it('is one line', () => {
    expect(quotedOf('load(\n    "a",\n\n    "b",\n  )')).toMatch(/load\( "a", "b", \)$/);
  });

  it('is cut where it is long, at a whole character', () => {
    const room = 80 - (quotedOf('load("")')?.length ?? 0);
    const whole = quotedOf(`load("${'x'.repeat(room)}")`);
    expect(whole).toMatch(/^[^…]{80}$/);
    const cut = quotedOf(`load("${'x'.repeat(room + 1)}")`) ?? '';
    expect(cut).toBe(`${whole?.slice(0, 78)}x…`);
    const emoji = quotedOf(`load("${'🙂'.repeat(100)}")`) ?? '';
    expect([...emoji]).toHaveLength(80);
    expect(emoji).toMatch(/🙂…$/u);
  });
});

it('two prompts of one text say where the other is', () => {
  const text = 'You are a helpful assistant. Answer the question of the user as well as you can.';
  const { diagnostics } = extractFrom(
    `export const A_PROMPT = '${text}';\nexport const B_PROMPT = '${text}';`,
  );
  expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'duplicate-content: B_PROMPT has the same text as A_PROMPT at prompts.ts:1.',
  ]);
});
