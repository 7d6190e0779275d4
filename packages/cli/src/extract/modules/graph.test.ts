import { describe, expect, it } from 'vitest';
import { sourceOf, type Files } from '../../../test/extract/sample.ts';
import { hasContent, openGraph } from './graph.ts';
import { isRecord, parseJsonc } from './jsonc.ts';
import { openModules } from './modules.ts';
import { joinPath, normalizePath, parentOf, SOURCE_FILE } from './paths.ts';
import { exportsValueAs, findStar } from './stars.ts';

/** A source that says what each file holds, and what of it was read. */
function open(files: Files) {
  const reads: string[] = [];
  const plain = sourceOf(files);
  const source = {
    ...plain,
    read(path: string) {
      reads.push(path);
      return plain.read(path);
    },
    id: (path: string) => (files[path] === undefined ? null : `id of ${files[path]}`),
  };
  return { source, reads, graph: openGraph(source) };
}

describe('the graph of imports', () => {
  const files = { 'a.ts': '1', 'b.ts': '2', 'c.md': '3', 'd.json': '4', 'e.ts': '5' };

  it('says what a file asked for, and those that this led to', () => {
    const { graph } = open(files);
    graph.resolve('b.ts', './c.md');
    graph.resolve('b.ts', './nowhere');
    graph.resolve('a.ts', './b');
    graph.resolve('e.ts', './d.json');
    expect(graph.importsOf('a.ts')).toEqual([
      { from: 'a.ts', specifier: './b', target: 'b.ts', id: 'id of 2' },
      { from: 'b.ts', specifier: './c.md', target: 'c.md', id: 'id of 3' },
      { from: 'b.ts', specifier: './nowhere', target: null, id: null },
    ]);
    expect(graph.importsOf('b.ts')).toHaveLength(2);
    expect(graph.importsOf('e.ts')).toEqual([
      { from: 'e.ts', specifier: './d.json', target: 'd.json', id: 'id of 4' },
    ]);
    expect(graph.importsOf('c.md')).toEqual([]);
  });

  it('says each once, also of files that import each other', () => {
    const { graph } = open(files);
    graph.resolve('a.ts', './b');
    graph.resolve('a.ts', './b');
    graph.resolve('b.ts', './a');
    expect(graph.importsOf('a.ts').map(({ from }) => from)).toEqual(['a.ts', 'b.ts']);
    expect(graph.importsOf('b.ts').map(({ from }) => from)).toEqual(['b.ts', 'a.ts']);
  });

  it('does not follow what is no code', () => {
    const { graph } = open(files);
    graph.resolve('a.ts', './c.md');
    graph.resolve('c.md', './b');
    expect(graph.importsOf('a.ts')).toHaveLength(1);
  });

  it('may be looked at without anything coming to depend on it', () => {
    const { graph } = open(files);
    expect(graph.peek('a.ts', './b')).toEqual({ kind: 'module', path: 'b.ts' });
    expect(graph.importsOf('a.ts')).toEqual([]);
    expect(graph.resolve('a.ts', './b')).toBe(graph.peek('a.ts', './b'));
  });

  it('says what was read to resolve, each file once', () => {
    const config = '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }';
    const { graph, reads } = open({ ...files, 'tsconfig.json': config });
    expect([...graph.configurations]).toEqual([]);
    expect(graph.resolve('a.ts', '@/b')).toEqual({ kind: 'module', path: 'b.ts' });
    expect(graph.resolve('a.ts', '@/nowhere')).toBeNull();
    expect([...graph.configurations]).toEqual(['tsconfig.json']);
    const before = reads.length;
    expect(graph.peek('a.ts', '@/nowhere')).toBeNull();
    expect(reads).toHaveLength(before);
  });

  it('tells what a file holds by its id, where the source has one', () => {
    const { source } = open(files);
    expect(hasContent(source, 'a.ts', 'id of 1')).toBe(true);
    expect(hasContent(source, 'a.ts', 'id of 2')).toBe(false);
    expect(hasContent(source, 'z.ts', null)).toBe(true);
    expect(hasContent(sourceOf(files), 'a.ts', null)).toBe(true);
    expect(hasContent(sourceOf(files), 'a.ts', 'id of 1')).toBe(false);
    const graph = openGraph(sourceOf(files));
    graph.resolve('a.ts', './b');
    expect(graph.importsOf('a.ts')).toEqual([{ from: 'a.ts', specifier: './b', target: 'b.ts', id: null }]);
  });
});

describe('a path', () => {
  it.each([
    ['a/b/c.ts', 'a/b'],
    ['a/b', 'a'],
    ['a', ''],
    ['', null],
  ])('%j lies in %j', (path, parent) => {
    expect(parentOf(path)).toBe(parent);
  });

  it.each([
    ['a', 'b.ts', 'a/b.ts'],
    ['a', './b.ts', 'a/b.ts'],
    ['a', '../b.ts', 'b.ts'],
    ['a/b', '../../c', 'c'],
    ['a', '../../b', '../b'],
    ['a', '../../../b', '../../b'],
    ['', 'b', 'b'],
    ['', '../b', '../b'],
    ['', './b/', 'b'],
    ['', '', ''],
    ['a', '.', 'a'],
    ['a', 'b//c', 'a/b/c'],
    ['a', 'b/../../c', 'c'],
  ])('of %j, %j is %j', (directory, path, expected) => {
    expect(joinPath(directory, path)).toBe(expected);
  });

  it('that begins with a slash names what lies at the root', () => {
    expect(normalizePath('/a/./b')).toBe('a/b');
  });

  it.each([
    ['a.ts', true],
    ['a.tsx', true],
    ['a.mts', true],
    ['a.cts', true],
    ['a.js', true],
    ['a.jsx', true],
    ['a.mjs', true],
    ['a.cjs', true],
    ['a.d.ts', true],
    ['a.json', false],
    ['a.ts.md', false],
    ['ats', false],
    ['a.tsy', false],
    ['a.xts', false],
    ['a.ats', false],
  ])('%s is of code: %s', (path, expected) => {
    expect(SOURCE_FILE.test(path)).toBe(expected);
  });
});

describe('JSON with comments', () => {
  it.each<[string, unknown]>([
    ['{ "a": 1 }', { a: 1 }],
    ['{ // why\n "a": 1 }', { a: 1 }],
    ['{ /* why,\n } */ "a": 1 }', { a: 1 }],
    ['{ "a": /* 2 */ 1 /* 3 */ }', { a: 1 }],
    ['{ "a": 1, }', { a: 1 }],
    ['{ "a": [1, 2, ], }', { a: [1, 2] }],
    ['{ "a": [1,\n // two\n ] }', { a: [1] }],
    ['{ "a": "// b", }', { a: '// b' }],
    ['{ "a": "/* b */", }', { a: '/* b */' }],
    ['{ "a": "b, ] }", }', { a: 'b, ] }' }],
    ['{ "a": "\\" // b", }', { a: '" // b' }],
    ['{ "a": "\\\\", // b\n }', { a: '\\' }],
    ['{ "a//b": 1, /**/ }', { 'a//b': 1 }],
    ['[1 /**/, 2]', [1, 2]],
    ['[1,, 2]', undefined],
    ['{ "a": }', undefined],
    ['{ a: 1 }', undefined],
    ['', undefined],
    ['null', null],
  ])('%j', (text, expected) => {
    expect(parseJsonc(text)).toEqual(expected);
  });

  it.each<[unknown, boolean]>([
    [{}, true],
    [{ a: 1 }, true],
    [[], false],
    [null, false],
    [undefined, false],
    ['a', false],
    [1, false],
  ])('%j is a record: %s', (value, expected) => {
    expect(isRecord(value)).toBe(expected);
  });
});

describe('what stands behind `export *`', () => {
  function starOf(files: Files, name = 'X') {
    const modules = openModules(sourceOf(files));
    const from = modules.load('a.ts');
    if (!from) throw new Error('it cannot be parsed');
    const found = findStar(modules, from, name, exportsValueAs(name));
    return { path: found?.path ?? null, parsed: modules.parsedCount() };
  }

  it.each<[string, Files, string | null]>([
    ['nothing', { 'a.ts': 'export const X = 1;' }, null],
    ['a file', { 'a.ts': "export * from './b';", 'b.ts': 'export const X = 1;' }, 'b.ts'],
    [
      'the first of two',
      {
        'a.ts': "export * from './b'; export * from './c';",
        'b.ts': 'export const X = 1;',
        'c.ts': 'export const X = 2;',
      },
      'b.ts',
    ],
    [
      'the second of two',
      {
        'a.ts': "export * from './b'; export * from './c';",
        'b.ts': 'const X = 1;',
        'c.ts': 'export const X = 2;',
      },
      'c.ts',
    ],
    [
      'a file behind a file, before the next',
      {
        'a.ts': "export * from './b'; export * from './c';",
        'b.ts': "export * from './d';",
        'c.ts': 'export const X = 2;',
        'd.ts': 'export const X = 1;',
      },
      'd.ts',
    ],
    [
      'files that list each other',
      { 'a.ts': "export * from './b';", 'b.ts': "export * from './a'; export * from './b';" },
      null,
    ],
    ['a name from elsewhere', { 'a.ts': "export * from './b';", 'b.ts': "export { X } from 'x';" }, 'b.ts'],
    ['a type', { 'a.ts': "export * from './b';", 'b.ts': 'type X = 1; export { X };' }, null],
    ['no code', { 'a.ts': "export * from './b.json';", 'b.json': '{ "X": 1 }' }, null],
    ['what is not there', { 'a.ts': "export * from './b'; export * from 'elsewhere';" }, null],
  ])('%s', (_, files, expected) => {
    expect(starOf(files).path).toBe(expected);
  });

  it('is parsed only where it may have the name', () => {
    const files = {
      'a.ts': "export * from './b'; export * from './c'; export * from './d'; export * from './e';",
      'b.ts': 'export const Y = 1;',
      'c.ts': "export *\nfrom './f';",
      'd.ts': `export const X = 1; /* ${'x'.repeat(1024 * 1024)} */`,
      'e.ts': 'export const X = 1;',
      'f.ts': 'export const Z = 1;',
    };
    expect(starOf(files)).toEqual({ path: 'e.ts', parsed: 3 });
  });
});
