import { expect } from 'vitest';
import { known, render } from '../sample.ts';

/*
 * Each sample is run as the JavaScript that it is, and its template is rendered with the same values: what the ledger
 * says is what the model gets.
 */

export const PROSE = 'You are a helpful assistant. Answer the question of the user as well as you can.';

export interface Sample {
  readonly name: string;
  /** Declares `prompt`: a function, or text. */
  readonly code: string;
  /** Arguments of each call. */
  readonly calls?: readonly (readonly unknown[])[];
  /** The name of each parameter; `...` where it is destructured. */
  readonly names?: readonly string[];
  /** What the template must be, where that matters. */
  readonly template?: string;
  /** Values of opaque slots. */
  readonly slots?: Readonly<Record<string, unknown>>;
}

async function load(code: string): Promise<unknown> {
  const source = `const PROSE = ${JSON.stringify(PROSE)};\n${code}\nexport { prompt };`;
  const module = (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(source)}`)) as {
    prompt: unknown;
  };
  return module.prompt;
}

function valuesOf(names: readonly string[], args: readonly unknown[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  names.forEach((name, index) => {
    const value = args[index];
    if (name === '...') Object.assign(values, value);
    else if (value !== undefined) values[name] = value;
  });
  return values;
}

export async function check({ code, calls = [[]], names = [], template, slots = {} }: Sample) {
  const prompt = known({
    'prompts.js': `const PROSE = ${JSON.stringify(PROSE)};\n${code}\nexport { prompt };`,
  });
  if (template !== undefined) expect(prompt.template.replaceAll(PROSE, 'PROSE')).toBe(template);
  const running = await load(code);
  for (const args of calls) {
    const expected = typeof running === 'function' ? ((await running(...args)) as string) : running;
    expect(render(prompt.template, { ...valuesOf(names, args), ...slots })).toBe(expected);
  }
}
