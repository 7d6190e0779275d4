import { describe, expect, it } from 'vitest';
import { SOURCE_FILE } from '../extract/modules/paths.ts';
import { findBlock, isEmptyScript, removeBlock, setBlock, whyNoShell } from './block.ts';
import { buildCommand, buildScript, quote, SOURCE_GLOBS } from './script.ts';
import { STAGES } from './stages.ts';

describe('the script of a hook', () => {
  it('lets through every file that the extractor takes for source, and no other', () => {
    const globs = SOURCE_GLOBS.map((glob) => new RegExp(`^${glob.replace('*.', String.raw`.*\.`)}$`));
    const endings = ['js', 'ts', 'jsx', 'tsx', 'mjs', 'cjs', 'mts', 'cts', 'mjsx', 'cjsx', 'mtsx', 'ctsx'];
    for (const ending of [...endings, 'json', 'md', 'vue', 'xts', 'tsxx', 'ts.txt']) {
      const name = `a.${ending}`;
      expect([name, globs.some((glob) => glob.test(name))]).toEqual([name, SOURCE_FILE.test(name)]);
    }
  });

  it.each(STAGES)('never calls npx, and nothing by a name that is not quoted: %s', (stage) => {
    const place = { folder: "it's a folder", bin: '../node_modules/.bin/ledger' };
    const script = buildScript(stage, place).join('\n');
    expect(script).not.toContain('npx');
    expect(script).toContain(String.raw`cd 'it'\''s a folder'`);
    expect(buildCommand(stage, place)).toContain(String.raw`cd 'it'\''s a folder'`);
  });

  it('quotes for sh', () => {
    expect([quote('a/b.c'), quote('a b'), quote("it's"), quote('$x')]).toEqual([
      'a/b.c',
      "'a b'",
      String.raw`'it'\''s'`,
      "'$x'",
    ]);
  });
});

describe('a block', () => {
  it('stands behind the interpreter, is replaced in place, and leaves nothing behind', () => {
    const theirs = '#!/bin/sh\nnpm test\nexec other\n';
    const once = setBlock(theirs, '', ['one', 'two']);
    expect(once.split('\n').slice(0, 5)).toEqual([
      '#!/bin/sh',
      expect.stringContaining('>>> prompt-ledger >>>'),
      'one',
      'two',
      '# <<< prompt-ledger <<<',
    ]);
    expect(findBlock(once, '')).toEqual(['one', 'two']);
    const twice = setBlock(once, '', ['three']);
    expect(findBlock(twice, '')).toEqual(['three']);
    expect(removeBlock(twice, '')).toBe(theirs);
    expect(removeBlock(theirs, '')).toBe(theirs);
  });

  it('is one of several, each for a folder', () => {
    const both = setBlock(setBlock('', 'a', ['for a']), 'a/b', ['for b']);
    expect([findBlock(both, 'a'), findBlock(both, 'a/b'), findBlock(both, '')]).toEqual([
      ['for a'],
      ['for b'],
      null,
    ]);
    expect(findBlock(removeBlock(both, 'a'), 'a/b')).toEqual(['for b']);
  });

  it('is not put into what is no shell script', () => {
    expect(whyNoShell('#!/usr/bin/env python3\n')).toBe('it is no shell script: /usr/bin/env python3');
    expect(['#!/bin/sh', '#!/usr/bin/env bash', 'no interpreter'].map(whyNoShell)).toEqual([
      null,
      null,
      null,
    ]);
    expect([isEmptyScript('#!/bin/sh\n\n'), isEmptyScript('#!/bin/sh\nls\n')]).toEqual([true, false]);
  });
});
