import { describe, expect, it } from 'vitest';
import { told } from '../../../../test/support/told.ts';

/* What JavaScript has for its own: the same as running it, or left to the running code. */

describe('methods of a text that is known', () => {
  it.each([
    ['"a-b-c".split("-")', 'a,b,c'],
    ['"a-b-c".split("-", 2)', 'a,b'],
    ['"a-b-c".split(/-/, 2)', '{{ split }}'],
    ['"a-b-c".split(/(-)/)', 'a,-,b,-,c'],
    ['"abc".split("").length', '3'],
    ['"a,b".split().length', '1'],
    ['"a,b".split(undefined)', '{{ split }}'],
    ['"a,b".split(...l)', '{{ split }}'],
    ['"abc".match(/(b)(x)?/).length', '3'],
    ['"abcb".match(/b/g)', 'b,b'],
    ['"abc".match(/z/)?.[0] ?? "none"', 'none'],
    ['"abc".match(/z/)', 'null'],
    ['"abc".match(/b/).index', '{{ index }}'],
    ['"abc".match("b")', '{{ match }}'],
    ['"abc".search(/c/)', '2'],
    ['"abc".includes(/b/)', '{{ includes }}'],
    ['"abc".matchAll(/b/g)', '{{ matchAll }}'],
    ['" a ".trim() + "|"', 'a|'],
    ['" a ".trimStart() + "|"', 'a |'],
    ['" a ".trimLeft() + "|"', 'a |'],
    ['" a ".trimEnd() + "|"', ' a|'],
    ['" a ".trimRight() + "|"', ' a|'],
    ['"a".concat("b", 1, null)', 'ab1null'],
    ['"a".concat(s, "!")', 'a{{ s }}!'],
    ['"a".concat(...l)', '{{ concat }}'],
    ['"aB".toUpperCase()', 'AB'],
    ['"aB".toLowerCase()', 'ab'],
    ['"abc".slice(1)', 'bc'],
    ['"abc".slice(0, -1)', 'ab'],
    ['"abc".slice(n)', '{{ slice }}'],
    ['"abc".substring(2, 0)', 'ab'],
    ['"abc".substr(1)', 'bc'],
    ['"abc".substr(-2, 1)', 'b'],
    ['"abc".substr(1, -1) + "|"', '|'],
    ['"abc".charAt(1)', 'b'],
    ['"abc".at(-1)', 'c'],
    ['"abc".indexOf("c")', '2'],
    ['"abab".indexOf("a", 1)', '2'],
    ['"abc".indexOf()', '-1'],
    ['"abab".lastIndexOf("a")', '2'],
    ['"abab".lastIndexOf("a", 1)', '0'],
    ['"abc".includes("c")', 'true'],
    ['"abc".includes("a", 1)', 'false'],
    ['"abc".includes()', 'false'],
    ['"abc".startsWith("a")', 'true'],
    ['"abc".startsWith("a", 1)', 'false'],
    ['"abc".endsWith("c")', 'true'],
    ['"abc".endsWith("c", 2)', 'false'],
    ['"ab".repeat(2)', 'abab'],
    ['"ab".repeat("1") + "|"', 'ab|'],
    ['"ab".repeat(0) + "|"', '|'],
    ['"ab".repeat(-1)', '{{ repeat }}'],
    ['"ab".repeat(Infinity)', '{{ repeat }}'],
    ['"ab".repeat()', '{{ repeat }}'],
    ['"a".padStart(3, "-")', '--a'],
    ['"a".padStart(3) + "|"', '  a|'],
    ['"a".padEnd(3, "-")', 'a--'],
    ['"a".padEnd(n, "-")', '{{ padEnd }}'],
    ['"é".normalize("NFD").length', '2'],
    ['"é".normalize("NFKC").length', '1'],
    ['"é".normalize().length', '1'],
    ['"é".normalize("XX")', '{{ normalize }}'],
    ['"a".toString()', 'a'],
    ['"a".valueOf()', 'a'],
    ['"a".toLocaleUpperCase()', '{{ toLocaleUpperCase }}'],
    ['"abc".charCodeAt(1)', '{{ charCodeAt }}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('methods of what is no text', () => {
  it.each([
    ['(255).toString()', '255'],
    ['(255).toString(16)', 'ff'],
    ['(255).toString(2)', '11111111'],
    ['(35).toString(36)', 'z'],
    ['(255).toString(1)', '{{ toString }}'],
    ['(255).toString(37)', '{{ toString }}'],
    ['(255).toString(n)', '{{ toString }}'],
    ['(5).valueOf()', '{{ valueOf }}'],
    ['(5).trim()', '{{ trim }}'],
    ['(5).concat("a")', '{{ concat }}'],
    ['(5).split(/a/)', '{{ split }}'],
    ['true.toString()', 'true'],
    ['true.toString(2)', '{{ toString }}'],
    ['null.toString()', '{{ toString }}'],
    ['undefined.toString()', '{{ toString }}'],
    ['10n.toString()', '{{ toString }}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('methods of a text that is known in part', () => {
  it.each([
    ['`${s}!`.concat("?", n)', '{{ s }}!?{{ n }}'],
    ['`${s}!`.toString()', '{{ s }}!'],
    ['`${s}!`.valueOf()', '{{ s }}!'],
    ['`${s}!`.toUpperCase()', '{{ toUpperCase }}'],
    ['`${s}!`.split("!")', '{{ split }}'],
    ['`${s}!`.indexOf("!")', '{{ indexOf }}'],
    ['` ${s} `.trim()', '{% filter trim %}{{ s }}{% endfilter %}'],
    ['` a ${s} b `.trim()', 'a {{ s }} b'],
    ['` a ${s} b `.trimStart() + "|"', 'a {{ s }} b |'],
    ['` a ${s} b `.trimLeft() + "|"', 'a {{ s }} b |'],
    ['` a ${s} b `.trimEnd() + "|"', ' a {{ s }} b|'],
    ['` a ${s} b `.trimRight() + "|"', ' a {{ s }} b|'],
    ['` ${s}`.trimStart()', '{{ trimStart }}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('text that outgrows every bound', () => {
  it.each([
    ['"ab".repeat(1048576).length', '2097152'],
    ['"ab".repeat(1048577)', '{{ repeat }}'],
    ['"a".padStart(2097153)', '{{ padStart }}'],
    ['"a".padEnd(2097153)', '{{ padEnd }}'],
    ['"a".padEnd(2097152).length', '2097152'],
    ['"a".padStart(NaN)', 'a'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('arguments that are spread', () => {
  it.each([
    ['Math.max(...[1, 5, 3])', '5'],
    ['Math.max(1, ...[5, 3])', '5'],
    ['Math.max(...l)', '{{ max }}'],
    ['Math.max(...5)', '{{ max }}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});
