import { describe, expect, test } from 'vitest';
import { findNameProblem } from './name.ts';

describe('good names', () => {
  test.each([
    'WELCOME',
    'a',
    '_x',
    '9lives',
    'team/support-bot:greet#2',
    'TONE_PROMPTS.chat',
    'begrüßung',
    'приветствие',
    '挨拶',
    'नमस्ते',
    'x'.repeat(200),
    '𝒳'.repeat(200),
  ])('%s', (name) => {
    expect(findNameProblem(name)).toBeNull();
  });
});

describe('bad names, each with what is wrong', () => {
  test.each([
    ['', /empty/],
    ['x'.repeat(201), /at most 200/],
    ['greet@3', /@/],
    ['two words', /letters, digits/],
    [' lead', /letters, digits/],
    ['.hidden', /start with/],
    ['-flag', /start with/],
    ['/abs', /start with/],
    ['a\0b', /only letters/],
    ['a\nb', /only letters/],
    ['a\ud800b', /only letters/],
    ['a\\b', /only letters/],
    ['💬', /start with/],
    ['\u0301x', /start with/],
  ])('%j', (name, sentence) => {
    expect(findNameProblem(name)).toMatch(sentence);
  });
});
