import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { formatMessages, type PromptKind } from '@prompt-ledger/shared';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkTemplates } from './check.ts';

const problemOf = (template: string, kind: PromptKind = 'text') =>
  checkTemplates([{ template, kind }])[0]?.message;

describe('checkTemplates', () => {
  it.each([
    '',
    'Hello',
    'Hello {{name}}!',
    '{% if a %}b{% endif %}',
    '{{ x | no_such_filter }}',
    '{% raw %}{{{% endraw %}',
  ])('accepts %j', (template) => {
    expect(checkTemplates([{ template, kind: 'text' }])).toEqual([]);
  });

  it('names those that it does not accept', () => {
    const [good, bad] = [
      { name: 'good', template: 'Hello', kind: 'text' as const },
      { name: 'bad', template: '{% if %}', kind: 'text' as const },
    ];
    expect(checkTemplates([good, bad, good])).toEqual([{ entry: bad, message: expect.any(String) }]);
  });

  it.each([
    ['Hello {{ name', 1, 10, 'unexpected end of input'],
    ['a\nb {% if %}', 2, 9, 'unexpected end of block'],
    ['🙂🙂 {{ a b }}', 1, 9, 'unexpected identifier'],
    ['a\n\tq {{ a! }}', 2, 8, 'unexpected character'],
    ['{% endif %}', 1, 4, 'unknown statement endif'],
    ['{{ "abc }}', 1, undefined, 'unexpected end of string'],
  ])('%j is refused with its place', (template, line, column, reason) => {
    const problem = problemOf(template);
    expect(problem).toContain(`cannot be parsed at line ${line}, column `);
    if (column !== undefined) expect(problem).toContain(`column ${column}: `);
    expect(problem).toContain(reason);
  });

  it('looks into each message of a chat and names the one', () => {
    const good = { role: 'system', content: 'Be {{ tone }}.' };
    expect(problemOf(formatMessages([good]), 'chat')).toBeUndefined();
    const problem = problemOf(formatMessages([good, { role: 'user', content: '{{ a b }}' }]), 'chat');
    expect(problem).toContain('(in message 2, role "user")');
    expect(problem).toContain('line 1, column 6');
  });

  it.each(['Hello', '[]', '[{"content":"a","role":"user"}]', '[ {"role":"user","content":"a"} ]'])(
    'refuses a chat that is not canonical: %s',
    (template) => {
      expect(problemOf(template, 'chat')).toBe(
        'is of kind "chat" and so must be the canonical JSON of its messages: [{"role":…,"content":…}] with nothing ' +
          'else and no white space',
      );
    },
  );
});

describe('a hostile template', () => {
  const trace = vi.spyOn(console, 'error');
  beforeAll(() => trace.mockClear());
  afterAll(() => trace.mockRestore());

  const hostile: [string, string][] = [
    ['not', `{{ ${'not '.repeat(250_000)}a }}`],
    ['minus', `{{ ${'-'.repeat(1_000_000)}1 }}`],
    ['lists', `{{ ${'['.repeat(500_000)} }}`],
    ['filters', `{{ a${'|e'.repeat(500_000)} }}`],
    ['members', `{{ a${'.b'.repeat(500_000)} }}`],
    ['sums', `{{ a${'+a'.repeat(500_000)} }}`],
    ['ternaries', `{{ ${'a if b else '.repeat(80_000)}c }}`],
    ['conditions', '{% if a %}'.repeat(90_000)],
    ['alternatives', `{% if a %}${'{% elif b %}'.repeat(80_000)}{% endif %}`],
    ['openings', '{{'.repeat(500_000)],
    ['comments', '{#'.repeat(500_000)],
    ['a string without end', `{{ "${'a'.repeat(1_000_000)}`],
    ['raw blocks', '{% raw %}'.repeat(110_000)],
  ];

  it.each(hostile)('of %s is refused, and the next one is read as ever', (_what, template) => {
    expect(problemOf(template)).toMatch(/^cannot be parsed/);
    expect(problemOf('Hello {{ name }}')).toBeUndefined();
    expect(problemOf('{{ a b }}')).toContain('line 1, column 6');
    expect(trace).not.toHaveBeenCalled();
  });

  it('leaves nothing behind that the garbage collector would trip over', async () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    expect(problemOf(hostile[0]?.[1] ?? '')).toMatch(/^cannot be parsed/);
    // What goes wrong in a finalizer is an uncaught exception, which ends the process and fails this run.
    for (let round = 0; round < 3; round += 1) {
      collect();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });

  it('of many lines is refused with a line', () => {
    expect(problemOf(`${'\n'.repeat(70_000)}{{ a b }}`)).toMatch(/at line 65535/);
  });

  it('never throws, whatever it is', () => {
    const pieces = [
      '{{',
      '}}',
      '{%',
      '%}',
      '{#',
      '#}',
      'if a',
      'for x in y',
      'endif',
      '"',
      '\n',
      '|',
      '(',
      '[',
      'é🙂',
      ' ',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces)), (parts) => {
        const problem = problemOf(parts.join(''));
        if (problem !== undefined) expect(problem).toMatch(/^cannot be parsed/);
      }),
    );
  });
});
