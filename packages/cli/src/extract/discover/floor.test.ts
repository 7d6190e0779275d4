import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../test/support/parse-expression.ts';
import { hasProse, isAboveFloor, sizeOf, VALUE } from './floor.ts';

describe('a text is above the floor', () => {
  it.each([
    ['with 40 characters and six words', 'This text has forty characters, so it is', true],
    ['not with 39', 'This text has forty characters, so it i', false],
    ['not with five words', 'Thirtysomething characters and notmorewords', false],
    ['with white space counted once', 'This    text has forty characters, so it\n\n\nis', true],
    ['not by white space inside', 'This text has    \n   forty characters   i', false],
    ['not by white space around', '   Five words of characters here.                  ', false],
    [
      'with values for words, which have no characters',
      `One more ${VALUE} text with forty characters. Yes ${VALUE}.`,
      true,
    ],
    ['not by values alone', `${VALUE} `.repeat(50), false],
    [
      'not by what colours it in a terminal',
      `\u001b[31;1mThis text has\u001b[0m \u001b[31mno forty\u001b[0m characters`,
      false,
    ],
    ['with 14 characters of Chinese', '请把用户的话翻译成英文再回答。', true],
    ['not with eleven', '把用户的话翻译成英文吧', false],
    ['not when it is empty', '', false],
  ])('%s', (_, text, expected) => {
    expect(isAboveFloor(text)).toBe(expected);
  });

  it('which counts', () => {
    expect(sizeOf('  a  b\n')).toEqual({ characters: 3, words: 2, unspaced: 0 });
    expect(sizeOf(' \n')).toEqual({ characters: 0, words: 0, unspaced: 0 });
    expect(sizeOf(`a ${VALUE} b`)).toEqual({ characters: 3, words: 3, unspaced: 0 });
    expect(sizeOf('翻译成英文 please')).toEqual({ characters: 12, words: 4, unspaced: 5 });
  });
});

describe('code has prose', () => {
  const PROSE = 'You answer questions as well as you can, in a few words.';

  it.each([
    [`"${PROSE}"`, true],
    [`\`${PROSE}\``, true],
    ['`You answer questions as ${a} well as ${b} can, in a few words.`', true],
    ['`You answer${a}questions${b}as well as can be here`', true],
    ['"short"', false],
    [`f(["${PROSE}"])`, true],
    [`() => { return "${PROSE}"; }`, true],
    [`() => { throw "${PROSE}"; }`, false],
    [`() => { throw new Error("${PROSE}"); }`, false],
    [`reject(new Error("${PROSE}"))`, false],
    [`new Agent("${PROSE}")`, false],
    [`console.log("${PROSE}")`, false],
    [`this.logger.say("${PROSE}")`, true],
    [`logger.say("${PROSE}")`, false],
    [`a.b.warn("${PROSE}")`, false],
    [`a.warned("${PROSE}")`, true],
    [`blog("${PROSE}")`, true],
    [`log("${PROSE}")`, true],
    [`log["say"]("${PROSE}")`, false],
    [`f(console.log("${PROSE}"), "${PROSE}")`, true],
  ])('%s: %s', (code, expected) => {
    expect(hasProse(parseExpression(code))).toBe(expected);
  });
});
