import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatReference, parseReference, parseSelector } from './reference.ts';

const digest = '0ac46560e041dd7ae408035089e631b9bef26d90d7e763b5eabfb947c41d05a3';

describe('references', () => {
  test.each([
    ['greet', { kind: 'active' }],
    ['greet@3', { kind: 'version', version: 3 }],
    [`greet@sha256:${digest}`, { kind: 'digest', prefix: digest }],
    ['greet@sha256:0ac4656', { kind: 'digest', prefix: '0ac4656' }],
    ['greet@production', { kind: 'label', label: 'production' }],
    ['greet@feat/x', { kind: 'label', label: 'feat/x' }],
    ['greet@a@b', { kind: 'label', label: 'a@b' }],
    ['greet@active', { kind: 'active' }],
    ['greet@work', { kind: 'work' }],
    ['greet@~', { kind: 'back', steps: 1 }],
    ['greet@~3', { kind: 'back', steps: 3 }],
    ['greet@1a2b3c4', { kind: 'commit', prefix: '1a2b3c4' }],
    ['greet@1234567', { kind: 'version', version: 1_234_567 }],
    ['greet@commit:1234567', { kind: 'commit', prefix: '1234567' }],
    ['greet@abc', { kind: 'label', label: 'abc' }],
    ['greet@1', { kind: 'version', version: 1 }],
    ['greet@2147483647', { kind: 'version', version: 2_147_483_647 }],
    // What only begins or ends as another kind does is a label.
    ['greet@v~3', { kind: 'label', label: 'v~3' }],
    ['greet@~3x', { kind: 'label', label: '~3x' }],
    ['greet@x{y}', { kind: 'label', label: 'x{y}' }],
    ['greet@{y}x', { kind: 'label', label: '{y}x' }],
    ['greet@xsha256:0ac4656', { kind: 'label', label: 'xsha256:0ac4656' }],
    ['greet@xcommit:1a2b3c4', { kind: 'label', label: 'xcommit:1a2b3c4' }],
    ['greet@1a2b3c4x', { kind: 'label', label: '1a2b3c4x' }],
    ['greet@x1a2b3c4', { kind: 'label', label: 'x1a2b3c4' }],
    ['greet@{2026-08-01}', { kind: 'date', date: '2026-08-01' }],
    ['greet@{ 3 days ago }', { kind: 'date', date: '3 days ago' }],
  ])('%s', (text, selector) => {
    expect(parseReference(text)).toEqual({ name: 'greet', selector });
  });
});

describe('what is wrong is said in a sentence', () => {
  test.each([
    ['', /must not be empty/],
    ['a b@1', /"a b" must/],
    ['greet@', /A version must follow/],
    ['greet@0', /count from 1/],
    ['greet@99999999999', /There is no version/],
    ['greet@2147483648', /There is no version/],
    ['@1', /must not be empty/],
    ['greet@sha256:12', /7 to 64/],
    ['greet@sha256:x0ac4656', /7 to 64/],
    ['greet@sha256:0ac4656x', /7 to 64/],
    ['greet@commit:x0ac4656', /7 to 64/],
    ['greet@sha256:XYZ1234', /7 to 64/],
    ['greet@commit:12', /7 to 64/],
    ['greet@{}', /A date must stand/],
  ])('%s', (text, sentence) => {
    expect(parseReference(text)).toMatch(sentence);
  });
});

test('a commit of digits alone is written as one, and a version is not', () => {
  expect(formatReference({ name: 'greet', selector: { kind: 'commit', prefix: '1234567' } })).toBe(
    'greet@commit:1234567',
  );
  for (const prefix of ['1a23456', '123456a', 'a123456']) {
    expect(formatReference({ name: 'greet', selector: { kind: 'commit', prefix } })).toBe(`greet@${prefix}`);
  }
  expect(formatReference({ name: 'greet', selector: { kind: 'active' } })).toBe('greet');
});

test('what is read is written again as it was meant', () => {
  const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 7, maxLength: 64 });
  const selectors = fc.oneof(
    fc.constantFrom({ kind: 'active' } as const, { kind: 'work' } as const),
    fc.record({ kind: fc.constant('version' as const), version: fc.integer({ min: 1, max: 2 ** 31 - 1 }) }),
    fc.record({ kind: fc.constant('back' as const), steps: fc.nat(999_999) }),
    fc.record({ kind: fc.constantFrom('digest' as const, 'commit' as const), prefix: hex }),
    fc.record({
      kind: fc.constant('label' as const),
      label: fc.constantFrom('production', 'feat/x', 'v1.2'),
    }),
    fc.record({ kind: fc.constant('date' as const), date: fc.constantFrom('2026-08-01', 'yesterday') }),
  );
  fc.assert(
    fc.property(selectors, (selector) => {
      expect(parseReference(formatReference({ name: 'greet', selector }))).toEqual({
        name: 'greet',
        selector,
      });
    }),
  );
});

test('any text is read or refused with a sentence', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const selector = parseSelector(text);
      expect(typeof selector === 'string' ? selector : selector.kind).toMatch(/^[a-z]+$|\.$/);
    }),
  );
});
