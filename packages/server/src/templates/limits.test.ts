import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildRenderThread } from '../../scripts/build-render-thread.mjs';
import { createRenderer, type Renderer } from './render.ts';

describe('rendering what runs into a limit of time or memory', () => {
  let renderer: Renderer;
  beforeAll(async () => {
    await buildRenderThread();
    renderer = createRenderer();
  });
  afterAll(() => renderer?.close());

  const render = (template: string, values: unknown = {}) =>
    renderer.render({ template, kind: 'text', values: JSON.stringify(values), maxBytes: 1000 });
  const textOf = async (template: string, values: unknown = {}) => {
    const result = await render(template, values);
    return result.kind === 'rendered' ? result.text : result.message;
  };

  it.each([
    ['loops', '{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}'],
    ['a long text', '{{ "a" * 10**8 }}'],
    ['a long text that is not shown', '{{ ("a" * 10**8) | length }}'],
    ['a very long text', '{% set a = "a" * 10**6 %}{{ (a * 1000) | upper }}'],
    [
      'growing text',
      '{% set ns = namespace(a="aaaaaaaaaa") %}{% for i in range(40) %}{% set ns.a = ns.a ~ ns.a %}{% endfor %}',
    ],
    ['recursion', '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}'],
  ])('refuses %s, and goes on', async (_what, template) => {
    expect(await render(template)).toMatchObject({ kind: 'refused', isUndefined: false });
    expect(await textOf('{{ a }}', { a: 'fine' })).toBe('fine');
  });

  it('keeps its order and loses none when one of many has to be ended', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        textOf(index === 7 ? '{{ "a" * 10**9 }}' : '{{ i }}', { i: index }),
      ),
    );
    expect(results.map((text, index) => (index === 7 ? 'x' : Number(text)))).toEqual(
      Array.from({ length: 20 }, (_, index) => (index === 7 ? 'x' : index)),
    );
    expect(results[7]).toMatch(/too long|too much|memory/);
  });
});
