import { formatMessages } from '@prompt-ledger/shared';
import { describe, expect, it } from 'vitest';
import { renderPrompt } from './prompt.ts';

const render = (template: string, values: unknown = {}, maxBytes = 1000) =>
  renderPrompt({ template, kind: 'text', values: JSON.stringify(values), maxBytes });

describe('a text', () => {
  it('has its values, which are never rendered again', () => {
    const text = 'Hi {{ b }}!';
    expect(render('Hi {{ a }}!', { a: '{{ b }}' })).toEqual({ kind: 'rendered', text, isTruncated: false });
  });

  it('is cut where it is too long', () => {
    expect(render('{{ a }}', { a: 'é🙂' }, 5)).toEqual({ kind: 'rendered', text: 'é', isTruncated: true });
  });

  it.each([
    ['\n{{ a }}', true, /^cannot be rendered at line 2: undefined value$/],
    [`${'\n'.repeat(11)}{{ a }}`, true, /line 12: undefined value$/],
    ['{{ 1 | nonsense }}', false, /line 1: unknown filter/],
    [
      '{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}',
      false,
      /too many steps/,
    ],
    ['{{ "\\u0000" }}', false, /NUL/],
    ['{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}', false, /cannot be rendered/],
  ])('%j is refused', (template, isUndefined, message) => {
    expect(render(template)).toEqual({
      kind: 'refused',
      isUndefined,
      message: expect.stringMatching(message),
    });
    expect(render('{{ a }}', { a: 'fine' })).toMatchObject({ text: 'fine' });
  });

  it('is refused where it takes much memory, though little of it is shown', () => {
    expect(render('{% set text = "a" * 70000000 %}.')).toEqual({
      kind: 'refused',
      isUndefined: false,
      message: 'takes too much memory to render',
    });
  });

  it('is refused where its values are nested more deeply than can be followed', () => {
    const values = `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    expect(renderPrompt({ template: '{{ a }}', kind: 'text', values, maxBytes: 1000 })).toEqual({
      kind: 'refused',
      isUndefined: false,
      message: 'cannot be rendered: it is nested too deeply',
    });
  });
});

describe('a chat', () => {
  const template = formatMessages([
    { role: 'system', content: 'Be {{ tone }}.' },
    { role: 'user', content: '{{ question }}' },
  ]);
  const chat = (values: unknown, maxBytes = 1000) =>
    renderPrompt({ template, kind: 'chat', values: JSON.stringify(values), maxBytes });

  it('has each message rendered, and all of them share the bound', () => {
    const whole = [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'Why?' },
    ];
    const values = { tone: 'kind', question: 'Why?' };
    expect(chat(values)).toEqual({ kind: 'rendered', text: formatMessages(whole), isTruncated: false });
    expect(chat(values, 10)).toMatchObject({ isTruncated: true, text: expect.stringContaining('"Wh"') });
  });

  it('is refused as a whole', () => {
    expect(chat({ tone: 'kind' })).toMatchObject({ kind: 'refused', isUndefined: true });
  });

  describe('with a place for messages', () => {
    const history = formatMessages([
      { role: 'system', content: 'Be kind.' },
      { role: 'placeholder', content: '{{ state.history }}' },
      { role: 'user', content: '{{ question }}' },
    ]);
    const render = (value: unknown, maxBytes = 1000) => {
      const values = JSON.stringify({ state: { history: value }, question: 'Why?' });
      return renderPrompt({ template: history, kind: 'chat', values, maxBytes });
    };

    it('has those of its value there, just as they are', () => {
      const said = [
        { role: 'user', content: 'Is 1 < 2 & {{ 3 }}? It\'s "so".\n' },
        { role: 'assistant', content: '' },
      ];
      const text = formatMessages([
        { role: 'system', content: 'Be kind.' },
        ...said,
        { role: 'user', content: 'Why?' },
      ]);
      expect(render(said)).toEqual({ kind: 'rendered', text, isTruncated: false });
      expect(render([])).toMatchObject({ text: expect.not.stringContaining('placeholder') });
      expect(render(said, 20)).toMatchObject({
        isTruncated: true,
        text: expect.stringContaining('Is 1 < 2 & {"'),
      });
    });

    const NO_LIST = 'needs a list of messages for state.history: [{ "role": "user", "content": "…" }]';
    it.each([
      ['text', 'Hello', NO_LIST],
      ['no list', { role: 'user', content: 'a' }, NO_LIST],
      ['other things', [{ role: 'user', content: ['a'] }], NO_LIST],
      [
        'what cannot be sent',
        [{ role: 'user', content: '\0' }],
        'has a message in state.history that must not contain the NUL character (U+0000)',
      ],
    ])('is refused where that is %s', (_, value, message) => {
      expect(render(value)).toEqual({ kind: 'refused', isUndefined: false, message });
    });

    it.each(['{{ h }}', ' {{h}}\n', '{{- h -}}', '{{ h[:1] }}'])('may spell it %j', (content) => {
      const template = formatMessages([{ role: 'placeholder', content }]);
      const said = [{ role: 'user', content: 'a' }];
      const values = JSON.stringify({ h: said });
      expect(renderPrompt({ template, kind: 'chat', values, maxBytes: 10 })).toMatchObject({
        text: formatMessages(said),
      });
    });

    it.each(['Before {{ h }}', '{{ h }}, and after', '{{ h }}{{ h }}', 'h', '{% if h %}{{ h }}{% endif %}'])(
      'is refused where %j stands for it',
      (content) => {
        const template = formatMessages([{ role: 'placeholder', content }]);
        expect(renderPrompt({ template, kind: 'chat', values: '{"h":[]}', maxBytes: 10 })).toEqual({
          kind: 'refused',
          isUndefined: false,
          message: `has "${content}" where a list of messages belongs: one variable, {{ name }}`,
        });
      },
    );

    it('is refused without it, and where nothing is left to say', () => {
      expect(render(undefined)).toMatchObject({ kind: 'refused', isUndefined: true });
      const template = formatMessages([{ role: 'placeholder', content: '{{ h }}' }]);
      expect(renderPrompt({ template, kind: 'chat', values: '{"h":[]}', maxBytes: 10 })).toMatchObject({
        kind: 'refused',
        message: 'has no message with these values',
      });
    });
  });
});
