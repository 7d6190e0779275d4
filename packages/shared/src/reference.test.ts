import { describe, expect, test } from 'vitest';
import { parseReference } from './reference.ts';

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
    ['greet@sha256:12', /7 to 64/],
    ['greet@sha256:XYZ1234', /7 to 64/],
  ])('%s', (text, sentence) => {
    expect(parseReference(text)).toMatch(sentence);
  });
});
