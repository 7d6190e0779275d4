import { describe, expect, it } from 'vitest';
import { parseSource } from './parse.ts';

/* What can be parsed in a file of which name, and what is said where it cannot. */

const READS = 'it can be parsed';

function saidOf(path: string, text: string): string {
  const parsed = parseSource(path, text);
  return 'ast' in parsed ? READS : `${parsed.problem} ${parsed.line}:${parsed.column} ${parsed.message}`;
}

describe('a file can be parsed', () => {
  it.each([
    ['a.ts', 'const a: string = <string>b;'],
    ['a.mts', 'const a: string = <string>b;'],
    ['a.cts', 'const a: string = <string>b;'],
    ['a.tsx', 'const a: string = <b>c</b>;'],
    ['a.jsx', 'const a = <b>c</b>;'],
    ['a.js', 'const a = <b>c</b>;'],
    ['a.mjs', 'const a = <b>c</b>;'],
    ['a.cjs', 'const a = <b>c</b>;'],
    ['a.ts', '@a class B { @c d() {} @e accessor f = 1; }'],
    ['a.ts', '@a export class B {}'],
    ['a.ts', 'using a = b();'],
    ['a.ts', 'return 1;'],
    ['a.ts', 'await a;'],
    ['a.ts', 'new.target;'],
    ['a.ts', '({ a: super.b });'],
    ['a.ts', 'if (a) { import "b"; }'],
    ['a.ts', 'export { a };'],
    ['a.cjs', 'with (a) b;'],
    ['a.cts', 'const a = 010;'],
    ['a.ts', 'import("a");'],
    ['a.js.ts', 'const a = <string>b;'],
    ['a.js', 'export { a };'],
    ['a.cjs', 'await a;'],
  ])('%s: %s', (path, text) => {
    expect(saidOf(path, text)).toBe(READS);
  });

  it.each([
    ['a.ts', 'const a = <b>c</b>;'],
    ['a.js', 'const a: string = 1;'],
    ['a.jsx', 'const a: string = 1;'],
    ['a.tsx.js', 'const a: string = 1;'],
    ['b.ts', 'const a = 1; const a = 2;'],
  ])('not %s: %s', (path, text) => {
    expect(saidOf(path, text)).toMatch(/^syntax /);
  });

  it('as a module if it says so, and else as a script', () => {
    const kindOf = (path: string, text: string) => {
      const parsed = parseSource(path, text);
      return 'ast' in parsed ? parsed.ast.program.sourceType : parsed.message;
    };
    expect(kindOf('a.ts', 'export const a = 1;')).toBe('module');
    expect(kindOf('a.ts', 'const a = 1;')).toBe('script');
    expect(kindOf('a.cjs', 'export const a = 1;')).toBe('script');
    expect(kindOf('a.cts', 'export const a = 1;')).toBe('script');
    expect(kindOf('cjs.js', 'export const a = 1;')).toBe('module');
  });

  it('with what is said above its parts where that may be a marker, and else without', () => {
    const commentsOf = (text: string) => {
      const parsed = parseSource('a.ts', text);
      return 'ast' in parsed ? parsed.ast.program.body[0]?.leadingComments?.length : parsed.message;
    };
    expect(commentsOf('/** @prompt */ const a = 1;')).toBe(1);
    expect(commentsOf('/** a prompt */ const a = 1;')).toBeUndefined();
  });

  it('an import as a call', () => {
    const parsed = parseSource('a.ts', 'import("a");');
    const [statement] = 'ast' in parsed ? parsed.ast.program.body : [];
    expect(statement).toMatchObject({ expression: { type: 'CallExpression', callee: { type: 'Import' } } });
  });
});

describe('what cannot be parsed', () => {
  it.each([
    ['const a = ;', 'syntax 1:11 Unexpected token'],
    ['\n\n  const a = ;', 'syntax 3:13 Unexpected token'],
    [`${'\n'.repeat(11)}const abcdefgh = ;`, 'syntax 12:18 Unexpected token'],
    ['a(', 'syntax 1:3 Unexpected token'],
    ['<<<<<<< HEAD\na\n', 'syntax 1:1 A conflict of a merge is not resolved here.'],
    ['a;\n=======\nb;', 'syntax 2:1 A conflict of a merge is not resolved here.'],
    ['a;\n>>>>>>> b\n', 'syntax 2:1 A conflict of a merge is not resolved here.'],
    ['a;\n<<<<<<<< b\n', 'syntax 2:1 Unexpected token'],
    ['a;\n======== b\n', 'syntax 2:1 Unexpected token'],
    ['a;\n>>>>>>>> b\n', 'syntax 2:1 Unexpected token'],
    ['a;\n<<<<<< b\n', 'syntax 2:1 Unexpected token'],
    ['a;\n ======= b\n', 'syntax 2:2 Unexpected token'],
    ['a;\n= b\n=======\n', 'syntax 2:1 Unexpected token'],
  ])('%j: %s', (text, said) => {
    expect(saidOf('a.ts', text)).toBe(said);
  });

  it('what nests deeper than the stack', () => {
    expect(saidOf('a.ts', '['.repeat(200_000))).toBe(
      'nesting 1:1 The code is nested too deeply to be parsed.',
    );
  });

  it('more than two million characters', () => {
    const size = 'size 1:1 The file has more than two million characters, too many to be parsed.';
    expect(saidOf('a.ts', `"${'a'.repeat(1_999_997)}`)).toMatch(/^syntax /);
    expect(saidOf('a.ts', `"${'a'.repeat(1_999_997)}";`)).toBe(READS);
    expect(saidOf('a.ts', `"${'a'.repeat(1_999_998)}";`)).toBe(size);
  });

  it('so many comments on one line that the parser would look for its end for a second', () => {
    const size = 'size 1:1 A line of the file has too many comments to be parsed.';
    const comments = '/**/'.repeat(16_000);
    expect(saidOf('a.ts', `a;\n${comments}`)).toBe(size);
    expect(saidOf('a.ts', comments.replaceAll('/**/', '/**/\n'))).toBe(READS);
    expect(saidOf('a.ts', '/**/'.repeat(15_000))).toBe(READS);
    expect(saidOf('a.ts', `/*${'*'.repeat(90_000)}*/`)).toBe(READS);
  });
});
