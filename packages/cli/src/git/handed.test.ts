import { describe, expect, it } from 'vitest';
import { parseHanded } from './handed.ts';
import { toIdentity } from './identity.ts';

const id = (digit: string) => digit.repeat(40);
const list = `:100644 100644 ${id('a')} ${id('b')} M\tsrc/a b.ts\n:000000 100644 ${id('0')} ${id('c')} A\tnew.ts\n\n`;
const config = 'user.name\nAda\0remote.origin.url\nhttps://example.com/a/b.git\0';
const commit = 'tree x\n\nMessage\n';
const objects = [
  `${id('9')} commit ${commit.length}\n${commit}\n`,
  `${id('a')} blob 3\nold\n`,
  `${id('b')} blob 4\nn\0ew\n`,
  `${id('0')} missing\n`,
].join('');
const read = (text: string) => parseHanded(Buffer.from(text, 'latin1'));

describe('what a script hands over', () => {
  it('is the list of changes, the configuration, HEAD and the blobs', () => {
    const handed = read(`${list}${config}\0${objects}`);
    expect(handed?.changes).toEqual([
      { path: 'src/a b.ts', before: id('a'), after: id('b') },
      { path: 'new.ts', before: null, after: id('c'), absent: 'before' },
    ]);
    expect(handed?.raw.toString()).toContain(`${id('b')} M\0src/a b.ts\0`);
    expect(handed?.head).toBe(id('9'));
    expect([...(handed?.texts ?? [])]).toEqual([
      [id('a'), 'old'],
      [id('b'), 'n\0ew'],
    ]);
    expect(toIdentity(handed?.identity ?? Buffer.alloc(0), {})).toEqual({
      repository: 'example.com/a/b',
      author: 'Ada',
    });
  });

  it('may have no configuration, and no commit', () => {
    const handed = read(`${list}\0HEAD missing\n`);
    expect([handed?.head, handed?.identity.length, handed?.texts.size]).toEqual([null, 0, 0]);
  });

  it.each([
    ['is nothing', ''],
    ['ends in the list', list.slice(0, -1)],
    ['ends in the configuration', list + config],
    ['is no list', `?\n\n${config}\0${objects}`],
    ['has a name in quotes', `:100644 100644 ${id('a')} ${id('b')} M\t"a\\"b.ts"\n\n${config}\0${objects}`],
  ])('is not relied on where it %s', (_, text) => expect(read(text)).toBeNull());
});
