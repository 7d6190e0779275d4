import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../test/support/parse-expression.ts';
import { digestOf, proseLength } from './digest.ts';

describe('the text of code', () => {
  it.each([
    ['"so it is"', 8],
    ['`so it ${a} is`', 9],
    ['"a key"', 5],
    ['"key"', 0],
    ['"a/b.c:d@e-f_$1"', 0],
    ['"so" + " it is"', 6],
    ['f("so it is", ["and", "so it is"])', 16],
    ['f("so it is", "so it is")', 16],
    ['{ a: "so it is" }', 8],
    ['{ "so it is": a }', 8],
    ['() => { return "so it is"; }', 8],
    ['() => { throw new Error("so it is"); }', 0],
    ['() => { console.log("so it is"); }', 0],
    ['() => { say("so it is"); }', 8],
    ['a === "so it is"', 0],
    ['a < "so it is"', 0],
    ['a + "so it is"', 8],
    ['a === "so it is" ? "it is" : "it is not"', 14],
    ['() => { if (a("so it is")) b("not so"); }', 6],
    ['() => { while (a("so it is")) b("not so"); }', 6],
    ['() => { do { b("not so"); } while (a("so it is")); }', 6],
    ['() => { for (; a("so it is"); ) b("not so"); }', 6],
    ['() => { switch (a("so it is")) { case "it is": b("not so"); } }', 6],
    ['!a("so it is")', 0],
    ['typeof a("so it is")', 0],
    ['void a("so it is")', 0],
    ['-a("so it is")', 8],
    ['a["so it is"]', 0],
    ['a?.["so it is"]', 0],
    ['a[b("so it is")]', 8],
    ['a("so it is").length', 0],
    ['a("so it is")?.size', 0],
    ['a("so it is")[length]', 8],
    ['a("so it is").lengths', 8],
    ['a("so it is").trim()', 8],
    ['Math.max(a("so it is"))', 0],
    ['Maths.max(a("so it is"))', 8],
    ['max(a("so it is"))', 8],
    ['a("so it is" as string)', 8],
    ['a.replace("so it is", "&amp; so")', 8],
    ['a.replaceAll("so it is", "&quot;")', 0],
    ['a?.replace(/</g, "&lt; a")', 0],
    ['a.replace("<", "&lt; an")', 7],
    ['a.replace(/key-\\w+/g, "[it is not to be seen]")', 0],
    ['a.replace(/key-\\w+/g, "[and it is not to be seen]")', 26],
    ['a.replace("so it is", () => "&lt;")', 4],
    ['a.replace("x", "y", "so it is")', 8],
    ['a.put("so it is", "&lt;")', 12],
    ['replace("so it is", "&lt;")', 12],
    ['a<"so it is">()', 0],
  ])('%s has %i characters', (code, length) => {
    expect(digestOf(parseExpression(code)).length).toBe(length);
  });

  it('is no key, path or name of a setting', () => {
    expect(['', 'key', 'a.b', 'so it', 'a,b'].map(proseLength)).toEqual([0, 0, 0, 5, 3]);
  });

  it('is with keys, of whatever length, what a loop prints', () => {
    expect(digestOf(parseExpression('[{ a: "key", b: "so it is" }]')).letters).toBe(11);
  });

  it('is the same where a part of it was looked at before', () => {
    const code = parseExpression('f("so it is", g.h("and so"), a)');
    const [first] = code.type === 'CallExpression' ? code.arguments : [];
    const apart = digestOf(parseExpression('f("so it is", g.h("and so"), a)'));
    if (first) digestOf(first);
    if (code.type === 'CallExpression' && code.arguments[1]) digestOf(code.arguments[1]);
    const { names, ...rest } = digestOf(code);
    expect(rest).toEqual({
      length: apart.length,
      letters: apart.letters,
      asked: apart.asked,
      nodes: apart.nodes,
    });
    expect(names.toSorted()).toEqual(apart.names.toSorted());
    expect(digestOf(code)).toBe(digestOf(code));
  });
});

describe('the names that code reads', () => {
  it.each([
    ['a', ['a']],
    ['a(b, b)', ['a', 'b']],
    ['a.b', ['a']],
    ['a?.b', ['a']],
    ['a[b]', ['a', 'b']],
    ['a?.[b]', ['a', 'b']],
    ['{ a: b }', ['b']],
    ['{ a }', ['a']],
    ['{ [a]: b }', ['a', 'b']],
    ['{ a() { return b; } }', ['b']],
    ['{ [a]() { return b; } }', ['a', 'b']],
    ['class { a = b; c() { return d; } }', ['b', 'd']],
    ['class { [a] = b }', ['a', 'b']],
    ['a as B', ['a']],
    ['a<B>(c)', ['a', 'c']],
    ['a === b', []],
    ['`${a}`', ['a']],
    ['"a"', []],
  ])('%s: %j', (code, names) => {
    expect(digestOf(parseExpression(code)).names.toSorted()).toEqual(names);
  });
});

describe('the members that code asks for', () => {
  it.each<[string, string[] | null]>([
    ['a', []],
    ['a.b.c', ['b', 'c']],
    ['a?.b', ['b']],
    ['a["b"]', ['b']],
    ['a[b]', []],
    ['a[b]()', null],
    ['a[b].c()', ['c']],
    ['this[a]', null],
    ['this.a', ['a']],
    ['{ a: b }', ['a']],
    ['{ ...a }', ['*']],
    ['JSON.stringify(a)', ['*']],
    ['Object.values(a)', ['*']],
    ['() => { const { b } = a; }', ['b']],
  ])('%s: %j', (code, asked) => {
    expect(digestOf(parseExpression(code)).asked?.toSorted() ?? null).toEqual(asked);
  });
});
