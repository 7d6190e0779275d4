import { formatMessages, type PromptKind } from '@prompt-ledger/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildRenderThread } from '../../scripts/build-render-thread.mjs';
import { createRenderer, type Renderer } from './render.ts';

describe('rendering', () => {
  let renderer: Renderer;
  beforeAll(async () => {
    await buildRenderThread();
    renderer = createRenderer();
  });
  afterAll(() => renderer?.close());

  const render = (template: string, values: unknown = {}, { kind = 'text', maxBytes = 1000 } = {}) =>
    renderer.render({ template, kind: kind as PromptKind, values: JSON.stringify(values), maxBytes });
  const textOf = async (template: string, values: unknown = {}) => {
    const result = await render(template, values);
    return result.kind === 'rendered' ? result.text : result.message;
  };

  it.each([
    ['{{ user.name }}\n', { user: { name: 'Ann' } }, 'Ann\n'],
    ['{% for x in xs %}{{ x }},{% endfor %}', { xs: [1, 2] }, '1,2,'],
    ['{{ a }}', { a: '<b> & {{ c }}' }, '<b> & {{ c }}'],
    ['{{ a | upper }}{{ b | default("x") }}', { a: 'é' }, 'Éx'],
    ['{% if a is defined %}{{ a }}{% endif %}.', {}, '.'],
    ['{{ a }} {{ b }}', { a: null, b: true }, 'none true'],
  ])('%j with %j', async (template, values, text) => {
    expect(await render(template, values)).toEqual({ kind: 'rendered', text, isTruncated: false });
  });

  it('says that a value is undefined, and where', async () => {
    for (const template of ['\n{{ a }}', '\n{{ a.b }}', '\n{{ a.b.c }}']) {
      expect(await render(template, template.includes('.') ? { a: {} } : {})).toEqual({
        kind: 'refused',
        isUndefined: true,
        message: 'cannot be rendered at line 2: undefined value',
      });
    }
  });

  it('renders each message of a chat', async () => {
    const template = formatMessages([
      { role: 'system', content: 'Be {{ tone }}.' },
      { role: 'user', content: '{{ question }}' },
    ]);
    const result = await render(template, { tone: '"kind"', question: '?' }, { kind: 'chat' });
    expect(result).toEqual({
      kind: 'rendered',
      isTruncated: false,
      text: formatMessages([
        { role: 'system', content: 'Be "kind".' },
        { role: 'user', content: '?' },
      ]),
    });
  });

  it('cuts what is too long between two characters', async () => {
    expect(await render('{{ a }}', { a: 'é🙂🙂' }, { maxBytes: 9 })).toEqual({
      kind: 'rendered',
      text: 'é🙂',
      isTruncated: true,
    });
    const chat = formatMessages(['a', 'b', 'c'].map((role) => ({ role, content: '1234' })));
    expect(await render(chat, {}, { kind: 'chat', maxBytes: 6 })).toEqual({
      kind: 'rendered',
      text: formatMessages([
        { role: 'a', content: '1234' },
        { role: 'b', content: '12' },
        { role: 'c', content: '' },
      ]),
      isTruncated: true,
    });
  });

  it.each([
    ['{{ a.__class__ }}', /undefined/],
    ['{{ a.constructor }}', /undefined/],
    ['{{ a.toString() }}', /no method/],
    ['{{ a.__proto__.polluted }}', /undefined/],
    ['{% include "/etc/passwd" %}', /not found/],
    ['{% import "fs" as fs %}', /not found/],
    ['{{ process.env }}', /undefined/],
    ['{{ require("fs") }}', /unknown function/],
    ['{{ "\\u0000" }}', /NUL/],
    ['{{ a | nonsense }}', /unknown filter/],
  ])('gives %j nothing of the host', async (template, message) => {
    expect(await textOf(template, { a: {} })).toMatch(message);
  });

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
