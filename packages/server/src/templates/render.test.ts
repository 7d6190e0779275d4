import { Worker } from 'node:worker_threads';
import { formatMessages, type PromptKind } from '@prompt-ledger/shared';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
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
});

describe('a renderer', () => {
  // As two servers of one test do that start at once.
  beforeAll(() => Promise.all([buildRenderThread(), buildRenderThread()]));

  const SLOW = '{{ ("a" * 10**9) | upper }}';
  const QUICK = '{{ a | upper }}';
  const request = (template: string) => ({
    template,
    kind: 'text' as const,
    values: '{"a":"a"}',
    maxBytes: 100,
  });

  it('ends what takes too long, and renders what waited, each in its turn', async () => {
    const renderer = createRenderer({ timeLimitMs: 200 });
    const ended: string[] = [];
    const results = await Promise.all(
      [QUICK, SLOW, '{{ a }}', '{{ a | length }}', SLOW, QUICK].map(async (template) => {
        const result = await renderer.render(request(template));
        const text = result.kind === 'rendered' ? result.text : result.message;
        ended.push(text);
        return text;
      }),
    );
    const late = 'takes too long to render';
    expect(results).toEqual(['A', late, 'a', '1', late, 'A']);
    // What is harmless waits for nobody.
    expect(ended).toEqual(['a', 'A', late, '1', late, 'A']);
    await renderer.close();
  });

  it('says of what took too long that it did', async () => {
    const renderer = createRenderer({ timeLimitMs: 100 });
    expect(await renderer.render(request(SLOW))).toEqual({
      kind: 'refused',
      isUndefined: false,
      message: 'takes too long to render',
    });
    await renderer.close();
  });

  it('leaves a thread that answered in time alone, however long this process computes then', async () => {
    const end = vi.spyOn(Worker.prototype, 'terminate');
    const renderer = createRenderer({ timeLimitMs: 50 });
    await renderer.render(request(QUICK));
    end.mockClear();
    expect(await renderer.render(request(QUICK))).toMatchObject({ text: 'A' });
    const until = performance.now() + 200;
    while (performance.now() < until);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(end).not.toHaveBeenCalled();
    await renderer.close();
    expect(end).toHaveBeenCalledOnce();
    end.mockRestore();
  });

  it('takes nothing more when it is closed, and leaves nobody without an answer', async () => {
    const renderer = createRenderer();
    const answers = [SLOW, QUICK].map((template) =>
      renderer.render(request(template)).catch((error: Error) => error.message),
    );
    await renderer.close();
    expect(await Promise.all(answers)).toEqual(['The thread that renders ended', 'The renderer was closed']);
    for (const template of [QUICK, '{{ a }}']) {
      await expect(renderer.render(request(template))).rejects.toThrow('The renderer was closed');
    }
  });

  it('that never had anything to do is closed at once', async () => {
    await createRenderer().close();
  });
});
