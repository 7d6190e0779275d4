import { describe, expect, it } from 'vitest';
import { parseRaw, pickSource } from './changes.ts';

const id = (digit: string) => digit.repeat(40);
const raw = (...fields: string[]) => Buffer.from(fields.map((field) => `${field}\0`).join(''), 'latin1');

describe('a raw diff', () => {
  it('tells the blobs of regular files on both sides', () => {
    const output = raw(
      `:100644 100644 ${id('a')} ${id('b')} M`,
      'changed.ts',
      `:000000 100755 ${id('0')} ${id('c')} A`,
      'added\n"with" all.ts',
      `:100644 000000 ${id('d')} ${id('0')} D`,
      'deleted.ts',
    );
    expect(parseRaw(output)).toEqual([
      { path: 'changed.ts', before: id('a'), after: id('b') },
      { path: 'added\n"with" all.ts', before: null, after: id('c'), absent: 'before' },
      { path: 'deleted.ts', before: id('d'), after: null, absent: 'after' },
    ]);
  });

  it('takes links and submodules for no files', () => {
    const output = raw(
      `:100644 120000 ${id('a')} ${id('b')} T`,
      'link.ts',
      `:160000 160000 ${id('a')} ${id('b')} M`,
      'module',
    );
    expect(parseRaw(output)).toEqual([{ path: 'link.ts', before: id('a'), after: null }]);
  });

  it('of a merge has more sides before, of which the first counts', () => {
    const output = raw(`::100644 100644 100644 ${id('a')} ${id('b')} ${id('c')} MM`, 'a.ts');
    expect(parseRaw(output)).toEqual([{ path: 'a.ts', before: id('a'), after: id('c') }]);
  });

  it('is empty where nothing differs', () => expect(parseRaw(Buffer.alloc(0))).toEqual([]));

  it('of source files alone is that of all without the others, byte for byte', () => {
    const source = [`:100644 100644 ${id('a')} ${id('b')} M`, 'ü.mts'];
    const other = [`:100644 100644 ${id('a')} ${id('b')} M`, 'a.md'];
    expect(pickSource(raw(...other, ...source, ...other))).toEqual(raw(...source));
  });
});
