import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { parseTemplate, renderTemplate } from './engine.ts';

const MEGABYTE = 1024 * 1024;
const TOO_LONG = `{{ ${'not '.repeat(250_000)}a }}`;
/** Values that no engine follows to their end. */
const TOO_DEEP = { a: JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) };

/** What the instance in use has taken of memory. */
function countBytes(): number {
  const module = createRequire(import.meta.url)('minijinja-js') as {
    __wasm: { memory: { buffer: ArrayBuffer } };
  };
  return module.__wasm.memory.buffer.byteLength;
}

describe('the engine parses', () => {
  it('what is right, and says of the rest what is wrong with it, and draws where', () => {
    expect(parseTemplate('Hi {{ a }}')).toEqual({ kind: 'parsed' });
    expect(parseTemplate('{% if %}')).toEqual({
      kind: 'refused',
      report: expect.stringMatching(
        /^syntax error: unexpected end of block \(in t:1\)\n[^]*\^\^ syntax error$/m,
      ),
    });
  });

  it('on, after a template at which it broke', () => {
    expect(parseTemplate(TOO_LONG)).toEqual({ kind: 'crashed' });
    expect(parseTemplate('Hi {{ a }}')).toEqual({ kind: 'parsed' });
    expect(renderTemplate('Hi {{ a }}', { a: 1 })).toEqual({ kind: 'rendered', text: 'Hi 1' });
  });
});

describe('the engine renders', () => {
  it.each([
    ['nothing escaped or trimmed', '{{ a }}\n', { kind: 'rendered', text: '<1>\n' }],
    [
      'no value that is not there',
      '\n{{ b }}',
      {
        kind: 'refused',
        report: expect.stringMatching(/^undefined value \(in t:2\)\n[^]*\^ undefined value$/m),
      },
    ],
    [
      'no more steps than a prompt can need',
      '{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}',
      { kind: 'refused', report: expect.stringMatching(/^engine ran out of fuel \(in t:1\)$/m) },
    ],
  ])('%s, also where it has just been started', (_law, template, result) => {
    expect(renderTemplate('{{ a }}', TOO_DEEP)).toEqual({ kind: 'crashed' });
    expect(renderTemplate(template, { a: '<1>' })).toEqual(result);
    expect(renderTemplate(template, { a: '<1>' })).toEqual(result);
  });

  it('what takes some memory, and refuses what takes much', () => {
    expect(renderTemplate('{{ (a * 1000) | length }}', { a: '1234567890'.repeat(100) })).toEqual({
      kind: 'rendered',
      text: String(MEGABYTE - 48_576),
    });
    expect(renderTemplate('{% set text = "a" * 70000000 %}.', {})).toEqual({ kind: 'too large' });
  });

  it('in the memory that it has, unless that has become much', () => {
    renderTemplate('.', {});
    const usual = countBytes();
    expect(usual).toBeLessThan(8 * MEGABYTE);
    renderTemplate('{% set text = "a" * 25000000 %}.', {});
    const grown = countBytes();
    expect(grown).toBeGreaterThan(usual);
    expect(renderTemplate('.', {})).toEqual({ kind: 'rendered', text: '.' });
    expect(countBytes()).toBe(grown);
    renderTemplate('{% set text = "a" * 70000000 %}.', {});
    renderTemplate('.', {});
    expect(countBytes()).toBeLessThan(grown);
  });

  it('and keeps nobody from printing afterwards', () => {
    // oxlint-disable-next-line no-console -- only looked at
    const print = () => console.error;
    const before = print();
    expect(renderTemplate('{{ a }}', TOO_DEEP)).toEqual({ kind: 'crashed' });
    expect(print()).toBe(before);
    expect(parseTemplate('{{ a }}')).toEqual({ kind: 'parsed' });
    expect(print()).toBe(before);
  });
});
