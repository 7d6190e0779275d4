import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_FILE_BYTES } from './decode.ts';
import { openWorkTree, walkFiles } from './work-tree.ts';

let root: string;
let outside: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ledger-tree-'));
  outside = mkdtempSync(join(tmpdir(), 'ledger-outside-'));
});

afterEach(() => {
  rmSync(root, { recursive: true });
  rmSync(outside, { recursive: true });
});

function write(path: string, content: string | Uint8Array) {
  const full = join(root, path);
  mkdirSync(join(full, '..'), { recursive: true });
  writeFileSync(full, content);
}

describe('openWorkTree', () => {
  it('reads text, without the byte order mark', () => {
    write('a.ts', '\uFEFFconst a = "ü";\r\n');
    expect(openWorkTree(root, ['a.ts']).read('a.ts')).toBe('const a = "ü";\r\n');
  });

  it('sorts paths by code unit and drops doubles', () => {
    expect(openWorkTree(root, ['b.ts', 'a.ts', 'Z.ts', 'b.ts']).paths).toEqual(['Z.ts', 'a.ts', 'b.ts']);
  });

  it('gives null for bytes that are not UTF-8', () => {
    write('latin1.ts', Uint8Array.of(0x22, 0xe9, 0x22));
    expect(openWorkTree(root, ['latin1.ts']).read('latin1.ts')).toBeNull();
  });

  it('gives null for what is missing, a directory, or too large', () => {
    write('dir/a.ts', '');
    write('big.ts', new Uint8Array(MAX_FILE_BYTES + 1));
    const source = openWorkTree(root, []);
    expect(source.read('none.ts')).toBeNull();
    expect(source.read('dir')).toBeNull();
    expect(source.read('big.ts')).toBeNull();
    expect(source.read('dir/a.ts')).toBe('');
  });

  it('never reads outside of the root, by dots or by links', () => {
    writeFileSync(join(outside, 'secret.ts'), 'secret');
    symlinkSync(join(outside, 'secret.ts'), join(root, 'link.ts'));
    symlinkSync(outside, join(root, 'linked'));
    const source = openWorkTree(root, []);
    expect(source.read('link.ts')).toBeNull();
    expect(source.read('linked/secret.ts')).toBeNull();
    expect(source.read(`../${outside.split('/').at(-1)}/secret.ts`)).toBeNull();
  });

  it('reads below the root of the file system as well', () => {
    write('dir/a.ts', 'text');
    symlinkSync(join(root, 'dir', 'a.ts'), join(root, 'link.ts'));
    const source = openWorkTree('/', []);
    const below = relative('/', realpathSync(root));
    expect(source.read(`${below}/dir/a.ts`)).toBe('text');
    expect(source.read(`${below}/link.ts`)).toBe('text');
    expect(source.read(below)).toBeNull();
    expect(source.read('')).toBeNull();
    expect(source.read('../..')).toBeNull();
  });

  it('follows a link that stays inside', () => {
    write('real/a.ts', 'text');
    symlinkSync(join(root, 'real', 'a.ts'), join(root, 'b.ts'));
    symlinkSync(join(root, 'real'), join(root, 'alias'));
    const source = openWorkTree(root, []);
    expect(source.read('b.ts')).toBe('text');
    expect(source.read('alias/a.ts')).toBe('text');
  });
});

describe('walkFiles', () => {
  it('lists files with slashes, without installed, built and hidden ones', () => {
    for (const path of [
      'src/a.ts',
      'src/deep/b.ts',
      'node_modules/x/a.ts',
      'dist/a.js',
      '.git/config',
      'z.ts',
    ]) {
      write(path, '');
    }
    symlinkSync(outside, join(root, 'linked'));
    expect(walkFiles(root)).toEqual(['src/a.ts', 'src/deep/b.ts', 'z.ts']);
  });

  it('gives nothing for a directory that is not there', () => {
    expect(walkFiles(join(root, 'none'))).toEqual([]);
  });
});
