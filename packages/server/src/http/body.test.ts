import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasMoreValues, parseBody } from './body.ts';

const refusal = (code: string) => expect.objectContaining({ code });

describe('parseBody', () => {
  it('reads JSON, and nothing from nothing', () => {
    expect(parseBody(Buffer.from('{"a":[1,"é"]}'))).toEqual({ a: [1, 'é'] });
    expect(parseBody(Buffer.alloc(0))).toBeUndefined();
  });

  it.each([
    '[' + '1,'.repeat(1_000_000) + '1]',
    '[' + '{},'.repeat(600_000) + '{}]',
    '['.repeat(1_200_000),
    `{${'"a":1,'.repeat(1_000_000)}"a":1}`,
  ])('refuses a million values before it reads them', (text) => {
    expect(() => parseBody(Buffer.from(text))).toThrow(refusal('too_large'));
  });

  it('lets a long text be long, whatever is in it', () => {
    const text = '[{,'.repeat(2_000_000);
    expect(parseBody(Buffer.from(JSON.stringify({ text })))).toEqual({ text });
  });
});

describe('hasMoreValues', () => {
  const count = (value: unknown): number =>
    typeof value === 'object' && value !== null
      ? 1 + Object.values(value).reduce<number>((sum, each) => sum + count(each), 0)
      : 1;

  it('never counts more than there are, and finds a container of too many', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const bytes = Buffer.from(JSON.stringify(value));
        expect(hasMoreValues(bytes, count(value) * 2)).toBe(false);
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 20 }), (texts) => {
        expect(hasMoreValues(Buffer.from(JSON.stringify(texts)), 10)).toBe(true);
      }),
    );
  });

  it('is not led astray by quotes within strings', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('"', '\\', ',', '[', '{', 'a'), minLength: 30 }),
        (text) => {
          expect(hasMoreValues(Buffer.from(JSON.stringify([text])), 2)).toBe(false);
        },
      ),
    );
  });
});
