import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createHash as createLight, hash } from './light-crypto.ts';
import { sha256 } from './sha256.ts';

const known = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

it('is what everybody else computes', () => {
  expect(sha256('Hello {{name}}!')).toBe('0ac46560e041dd7ae408035089e631b9bef26d90d7e763b5eabfb947c41d05a3');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(sha256(text)).toBe(known(text));
    }),
  );
});

it('is right at every length around the ends of blocks, and so is what stands in for that of Node', () => {
  for (let length = 0; length < 200; length += 1)
    expect(sha256('é'.repeat(length))).toBe(known('é'.repeat(length)));
  for (const length of [1_023, 1_024, 1_025, 100_000, ...Array.from({ length: 20 }, () => 5)]) {
    const text = 'x'.repeat(length);
    expect(hash('sha256', text, 'hex')).toBe(known(text));
  }
  expect(createLight('sha256').update('x').digest('hex')).toBe(known('x'));
});
