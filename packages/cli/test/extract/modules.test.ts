import { describe, expect, it } from 'vitest';
import { parseJsonc } from '../../src/extract/modules/jsonc.ts';
import { DEFAULT_EXTRACT_OPTIONS, extract } from '../../src/extract/index.ts';
import { extractFrom, reasonOf, sourceOf, templateOf, type Files } from './sample.ts';

const PROSE = 'You are a helpful assistant. Answer the question of the user as well as you can.';

/** A prompt that puts what it imports behind the prose. */
function importing(statement: string, files: Files, at = 'src/prompts/a.ts'): string {
  const code = `${statement}\nexport const A = \`${PROSE} \${X}\`;`;
  return templateOf({ [at]: code, ...files }).slice(PROSE.length + 1);
}

const x = `export const X = 'x';`;

it('a text that is imported is the same in a clone with CRLF', () => {
  const text = `import X from './x.md';`;
  const of = (content: string) => importing(text, { 'src/prompts/x.md': content });
  expect(of('one\r\ntwo\r\n')).toBe('one\ntwo\n');
  expect(of('one\r\ntwo\r\n')).toBe(of('one\ntwo\n'));
});

it('a namespace of TypeScript is the object that the compiler makes of it', () => {
  const tags = `export namespace Tags {
    type Tag = { open: string };
    function tag(key: string): Tag { return { open: \`<\${key}>\` }; }
    export interface Other { a: string }
    export const A = tag('x'), B = '!';
    export function of(key: string) { return tag(key).open; }
  }`;
  const code = `import { Tags } from './b'; const X = Tags.A.open + Tags.of('y') + Tags.B;`;
  expect(importing(code, { 'src/prompts/b.ts': tags })).toBe('<x><y>!');
  const merged = `export function Tags() {} export namespace Tags { export const B = '!'; }`;
  expect(importing(`import { Tags } from './b'; const X = Tags.B;`, { 'src/prompts/b.ts': merged })).toBe(
    '{{ B }}',
  );
});

describe('a name of the file', () => {
  it.each([
    ['that is never set is undefined', 'let X;', 'undefined'],
    ['that is set elsewhere is left to that', 'declare const X: string;', '{{ value }}'],
    ['that may change elsewhere is, too', 'declare let X: string;', '{{ value }}'],
    ['that is said to be set is, too', 'let X!: string;', '{{ value }}'],
    ['of an enum', 'enum E { A = 5, B, C = "c" } const X = [E.A, E.B, E.C, E[5], E.c].join();', '5,6,c,A,'],
    ['of an enum that names others', 'enum E { A = "a", B = `${A}b`, C = B } const X = E.B + E.C;', 'abab'],
    [
      'of an enum that only running tells',
      'enum E { A = get(), B, C = "c" } const X = E.A + E.C + E.B;',
      '{{ get }}c{{ value }}',
    ],
    ['of an enum that is added to', 'enum E { A = "a" } enum E { B = "b" } const X = E.A + E.B;', 'ab'],
    [
      'of a namespace that is added to',
      'namespace N { export const B = "b"; } namespace N { export const C = "c"; } const X = N.B + N.C;',
      '{{ value }}',
    ],
    [
      'of a namespace that adds to an enum',
      'enum N { B = "b" } namespace N { export const C = "c"; } const X = N.B + N.C;',
      '{{ value }}',
    ],
  ])('%s', (_, statement, text) => {
    expect(importing(statement, {})).toBe(text);
  });
});

describe('imports are followed', () => {
  it.each<[string, string, Files]>([
    ['relative', `import { X } from './b';`, { 'src/prompts/b.ts': x }],
    ['.js that is .ts', `import { X } from '../b.js';`, { 'src/b.ts': x }],
    ['.js that is .tsx', `import { X } from '../b.js';`, { 'src/b.tsx': x }],
    ['.mjs that is .mts', `import { X } from './b.mjs';`, { 'src/prompts/b.mts': x }],
    ['a folder', `import { X } from '..';`, { 'src/index.ts': x }],
    ['renamed', `import { Y as X } from '../b';`, { 'src/b.ts': `const z = 'x'; export { z as Y };` }],
    ['default', `import X from '../b';`, { 'src/b.ts': `export default 'x';` }],
    [
      'a barrel',
      `import { X } from '../lib';`,
      {
        'src/lib/index.ts': `export * from './b'; export * from './c';`,
        'src/lib/b.ts': `export const Y = 1;`,
        'src/lib/c.ts': x,
      },
    ],
    [
      'a renamed re-export',
      `import { X } from '../lib';`,
      { 'src/lib/index.ts': `export { Y as X } from './b';`, 'src/lib/b.ts': `export const Y = 'x';` },
    ],
    ['a namespace', `import * as N from '../b'; const X = N.X;`, { 'src/b.ts': x }],
    [
      'a re-exported namespace',
      `import { N } from '../b'; const X = N.X;`,
      { 'src/b.ts': `export * as N from './c';`, 'src/c.ts': x },
    ],
    [
      'an import that is exported',
      `import { X } from '../b';`,
      { 'src/b.ts': `import { X } from './c'; export { X };`, 'src/c.ts': x },
    ],
    [
      'a member',
      `import { T } from '../b'; const { x: { y: X } } = T;`,
      { 'src/b.ts': `export const T = { x: { y: 'x' } } as const;` },
    ],
    ['an enum', `import { E } from '../b'; const X = E.X;`, { 'src/b.ts': `export enum E { X = 'x' }` }],
    [
      'a function',
      `import f from '../b'; const X = f('x');`,
      {
        'src/b.ts': `export default function (a: string) { return inner(a); } function inner(a: string) { return a; }`,
      },
    ],
    ['text', `import X from './x.md';`, { 'src/prompts/x.md': 'x' }],
    ['raw text', `import X from './x.ts?raw';`, { 'src/prompts/x.ts': 'x' }],
    ['JSON', `import X from './x.json';`, { 'src/prompts/x.json': '"x"' }],
    ['a name of JSON', `import { X } from './x.json';`, { 'src/prompts/x.json': '{"X":"x"}' }],
    [
      'all names of JSON',
      `import * as J from './x.json'; const X = J.X;`,
      { 'src/prompts/x.json': '{"X":"x"}' },
    ],
    [
      'its own name before that of a barrel',
      `import { X } from './b';`,
      { 'src/prompts/b.ts': `export * from './c'; ${x}`, 'src/prompts/c.ts': `export const X = 'y';` },
    ],
    [
      'a class',
      `import { K } from '../b'; const X = K.x + K.f();`,
      { 'src/b.ts': `class P { static x = ''; } export class K extends P { static f() { return 'x'; } }` },
    ],
    ['require', `const { X } = require('../b');`, { 'src/b.js': `module.exports = { X: 'x' };` }],
    [
      'paths of tsconfig',
      `import { X } from '@/b';`,
      {
        'tsconfig.json': `{ // comment\n "compilerOptions": { "paths": { "@/*": ["./src/*"], } } }`,
        'src/b.ts': x,
      },
    ],
    [
      'an exact path',
      `import { X } from 'shared';`,
      { 'tsconfig.json': `{"compilerOptions":{"baseUrl":"src","paths":{"shared":["b"]}}}`, 'src/b.ts': x },
    ],
    [
      'baseUrl',
      `import { X } from 'lib/b';`,
      { 'tsconfig.json': `{"compilerOptions":{"baseUrl":"./src"}}`, 'src/lib/b.ts': x },
    ],
    [
      'an extended tsconfig',
      `import { X } from '~/b';`,
      {
        'src/tsconfig.json': `{"extends":"../base"}`,
        'base.json': `{"compilerOptions":{"paths":{"~/*":["src/*"]}}}`,
        'src/b.ts': x,
      },
    ],
    [
      'a workspace package',
      `import { X } from '@acme/texts';`,
      {
        'packages/texts/package.json': `{"name":"@acme/texts","main":"./dist/index.js"}`,
        'packages/texts/src/index.ts': x,
      },
    ],
    [
      'an entry of one',
      `import { X } from 'texts/deep/x';`,
      {
        'packages/texts/package.json': `{"name":"texts","exports":{"./deep/*":{"types":"./dist/deep/*.d.ts","import":"./dist/deep/*.js"}}}`,
        'packages/texts/src/deep/x.ts': x,
      },
    ],
    [
      'exports of one',
      `import { X } from 'texts';`,
      {
        'packages/texts/package.json': `{"name":"texts","exports":"./lib/main.js"}`,
        'packages/texts/lib/main.ts': x,
      },
    ],
    [
      'conditions of one',
      `import { X } from 'texts';`,
      {
        'packages/texts/package.json': `{"name":"texts","exports":{"import":["./a.js"],"require":"./b.js"}}`,
        'packages/texts/a.ts': x,
      },
    ],
    [
      'a file of one',
      `import { X } from 'texts/x';`,
      { 'packages/texts/package.json': `{"name":"texts"}`, 'packages/texts/src/x.ts': x },
    ],
    [
      'a dependency that is a folder, by the name it has there',
      `import { X } from 'core/texts/x';`,
      {
        'package.json': `{"dependencies":{"core":"file:elsewhere"}}`,
        'src/package.json': `{"dependencies":{"core":"file:../shared/core"}}`,
        'shared/core/package.json': `{"name":"@acme/core"}`,
        'shared/core/texts/x.ts': x,
      },
    ],
    [
      'imports of package.json',
      `import { X } from '#lib/x';`,
      { 'package.json': `{"imports":{"#lib/*":"./src/lib/*.js"}}`, 'src/lib/x.ts': x },
    ],
  ])('%s', (_, statement, files) => {
    expect(importing(statement, files)).toBe('x');
  });
});

describe('paths of tsconfig', () => {
  const paths = (of: object, rest: object = {}) =>
    JSON.stringify({ compilerOptions: { paths: of }, ...rest });
  const other = `export const X = 'y';`;

  it.each<[string, string, Files]>([
    [
      'the one that says most is taken',
      '@/lib/b',
      {
        'tsconfig.json': paths({ '*': ['any/*'], '@/*': ['src/*'], '@/lib/*': ['lib/*'] }),
        'lib/b.ts': x,
        'src/lib/b.ts': other,
        'any/@/lib/b.ts': other,
      },
    ],
    [
      'one without a star is taken first',
      '@/lib/b',
      {
        'tsconfig.json': paths({ '@/lib/*': ['lib/*'], '@/lib/b': ['src/c'] }),
        'src/c.ts': x,
        'lib/b.ts': other,
      },
    ],
    [
      'one that leads nowhere is passed over',
      '@/b',
      { 'tsconfig.json': paths({ '@/*': ['lib/*', 'src/*'] }), 'src/b.ts': x },
    ],
    [
      'what stands behind the star counts',
      '@/b.prompt',
      {
        'tsconfig.json': paths({ '@/*.text': ['lib/*'], '@/*.prompt': ['src/*'] }),
        'lib/b.prompt.ts': other,
        'src/b.ts': x,
      },
    ],
    [
      'no path but a whole one',
      'shared',
      { 'tsconfig.json': paths({ share: ['lib/a'], shared: ['src/b'] }), 'lib/a.ts': other, 'src/b.ts': x },
    ],
    [
      'the nearest configuration is asked first',
      '@/b',
      {
        'tsconfig.json': paths({ '@/*': ['lib/*'] }),
        'src/tsconfig.json': paths({ '@/*': ['./*'] }),
        'lib/b.ts': other,
        'src/b.ts': x,
      },
    ],
    [
      'then those around it',
      '@/b',
      {
        'tsconfig.json': paths({ '@/*': ['lib/*'] }),
        'src/tsconfig.json': paths({ '@/*': ['./*'] }),
        'lib/b.ts': x,
      },
    ],
    [
      'the own ones come before those of what is extended',
      '@/b',
      {
        'tsconfig.json': paths({ '@/*': ['src/*'] }, { extends: ['elsewhere', './base.json'] }),
        'base.json': paths({ '@/*': ['lib/*'] }),
        'lib/b.ts': other,
        'src/b.ts': x,
      },
    ],
    [
      'several may be extended',
      '@/b',
      {
        'tsconfig.json': paths({}, { extends: ['./none.json', './more'] }),
        'more.json': paths({ '@/*': ['src/*'] }),
        'src/b.ts': x,
      },
    ],
    [
      'they are meant from the baseUrl',
      '@/b',
      {
        'tsconfig.json': `{"compilerOptions":{"baseUrl":"./src","paths":{"@/*":["./*"],"~/*":"lib/*"}}}`,
        'src/b.ts': x,
        'b.ts': other,
      },
    ],
    ['jsconfig says them, too', '@/b', { 'jsconfig.json': paths({ '@/*': ['src/*'] }), 'src/b.ts': x }],
  ])('%s', (_, specifier, files) => {
    expect(importing(`import { X } from '${specifier}';`, files)).toBe('x');
  });

  it('that extend each other come to an end', () => {
    const files = {
      'tsconfig.json': paths({}, { extends: './b' }),
      'b.json': paths({}, { extends: './tsconfig' }),
    };
    expect(importing(`import { X } from '@/b';`, files)).toBe('{{ X }}');
  });
});

describe('what a package of the repository gives', () => {
  /** Files of the package. */
  const texts = (manifest: object, files: Files) =>
    Object.fromEntries([
      ['packages/texts/package.json', JSON.stringify({ name: 'texts', ...manifest })],
      ...Object.entries(files).map(([path, text]) => [`packages/texts/${path}`, text]),
    ]) as Files;
  const other = `export const X = 'y';`;

  it.each<[string, string, object, Files]>([
    ['by its source', 'texts', { source: './a.ts', main: './b.js' }, { 'a.ts': x, 'b.ts': other }],
    ['by main', 'texts', { main: './b.js' }, { 'b.ts': x, 'index.ts': other }],
    ['by module', 'texts', { module: './b.js' }, { 'b.ts': x, 'index.ts': other }],
    ['by its types', 'texts', { types: './b.d.ts' }, { 'b.ts': x, 'index.ts': other }],
    [
      'by what the build makes of it',
      'texts',
      { main: 'dist/esm/b.js' },
      { 'src/b.ts': x, 'src/index.ts': other },
    ],
    [
      'by what it makes of a folder',
      'texts',
      { main: './lib/a/b.js' },
      { 'src/a/b.ts': x, 'src/index.ts': other },
    ],
    ['as it is usual: src', 'texts', {}, { 'src/index.ts': x, 'index.ts': other }],
    ['as it is usual: beside it', 'texts', {}, { 'index.ts': x, 'lib/index.ts': other }],
    ['as it is usual: lib', 'texts', {}, { 'lib/index.ts': x, 'src/main.ts': other }],
    ['as it is usual: main', 'texts', {}, { 'src/main.ts': x }],
    [
      'by an entry before main',
      'texts',
      { exports: { '.': './a.js' }, main: './b.js' },
      { 'a.ts': x, 'b.ts': other },
    ],
    [
      'by main where the entry is not there',
      'texts',
      { exports: './none.js', main: './b.js' },
      { 'b.ts': x },
    ],
    [
      'by a condition of an entry',
      'texts',
      { exports: { '.': { require: './a.js', import: './b.js' } } },
      { 'a.ts': other, 'b.ts': x },
    ],
    [
      'by a condition in another',
      'texts',
      { exports: { node: { import: './b.js' } } },
      { 'b.ts': x, 'index.ts': other },
    ],
    [
      'by the key of an entry',
      'texts/a',
      { exports: { './*': './*.js', './a': './b.js' } },
      { 'a.ts': other, 'b.ts': x },
    ],
    [
      'by the key that says most',
      'texts/a/b',
      { exports: { './*': './c/*.js', './a/*': './d/*.js' } },
      { 'c/a/b.ts': other, 'd/b.ts': x },
    ],
    [
      'by a key with more behind the star',
      'texts/b.md',
      { exports: { './*.js': './c/*.js', './*.md': './d/*.js' } },
      { 'c/b.ts': other, 'd/b.ts': x },
    ],
    ['by a file', 'texts/a', { exports: './b.js' }, { 'b.ts': other, 'a.ts': x }],
    ['by a file of src', 'texts/a', {}, { 'a.ts': other, 'src/a.ts': x }],
  ])('%s', (_, specifier, manifest, files) => {
    expect(importing(`import { X } from '${specifier}';`, texts(manifest, files))).toBe('x');
  });

  it.each<[string, string, Files]>([
    [
      'a name in a folder of installed packages is none of ours',
      'texts',
      {
        ...texts({}, { 'index.ts': x }),
        'node_modules/texts/package.json': '{"name":"texts","main":"./index.js"}',
      },
    ],
    [
      'the first of two of one name',
      'texts',
      { ...texts({}, { 'index.ts': x }), 'packages/zzz/package.json': '{"name":"texts"}' },
    ],
    [
      'one beside a broken one',
      'texts',
      {
        ...texts({}, { 'index.ts': x }),
        'a/package.json': '{',
        'b/package.json': '[]',
        'c/package.json': '{"name":1}',
      },
    ],
    ...['dependencies', 'devDependencies', 'peerDependencies'].map((list): [string, string, Files] => [
      `one that ${list} say is a folder`,
      'core',
      {
        ...texts({}, { 'index.ts': x }),
        'package.json': `{"${list}":{"core":"link:./packages/texts","more":5}}`,
      },
    ]),
    [
      'the folder that the nearest package says',
      'core',
      {
        ...texts({}, { 'index.ts': x }),
        'package.json': '{"dependencies":{"core":"file:./other"}}',
        'src/package.json': '{"dependencies":{"core":"portal:../packages/texts"}}',
        'other/package.json': '{}',
        'other/index.ts': other,
      },
    ],
    [
      'the folder that another package says is none of it',
      'core',
      {
        ...texts({}, { 'index.ts': other }),
        'src/package.json': '{"dependencies":{"core":"file:../core"}}',
        'core/package.json': '{}',
        'core/index.ts': x,
        'lib/package.json': '{"dependencies":{"core":"file:../packages/texts"}}',
      },
    ],
    [
      'an internal name',
      '#x',
      { 'package.json': '{"imports":{"#x":{"default":"./src/x.js"}}}', 'src/x.ts': x },
    ],
  ])('%s', (_, specifier, files) => {
    expect(importing(`import { X } from '${specifier}';`, files)).toBe('x');
  });

  it.each<[string, string, Files]>([
    [
      'an internal name of a package further out',
      '#x',
      { 'package.json': '{"imports":{"#x":"./x.js"}}', 'src/package.json': '{}', 'x.ts': x },
    ],
    ['a package that is not there', 'text', texts({}, { 'index.ts': x })],
    ['a file that it does not have', 'texts/b', texts({}, { 'index.ts': x })],
  ])('%s gives nothing', (_, specifier, files) => {
    expect(importing(`import { X } from '${specifier}';`, files)).toBe('{{ X }}');
  });
});

describe('imports that lead nowhere are opaque', () => {
  it.each<[string, string, Files]>([
    ['a package', `import { X } from 'elsewhere';`, {}],
    [
      'a name that is not exported',
      `import { X } from './b';`,
      { 'src/prompts/b.ts': 'export const Y = 1;' },
    ],
    ['a file that does not parse', `import { X } from './b';`, { 'src/prompts/b.ts': 'export const X = ;' }],
    ['a file outside', `import { X } from '../../../b';`, {}],
    ['a style', `import X from './b.css';`, { 'src/prompts/b.css': 'x' }],
    ['another query', `import X from './b.ts?url';`, { 'src/prompts/b.ts': x }],
    ['JSON that is none', `import X from './b.json';`, { 'src/prompts/b.json': '{' }],
    ['a name of JSON that is none', `import { X } from './b.json';`, { 'src/prompts/b.json': '{' }],
    ['a name of text', `import { X } from './b.md';`, { 'src/prompts/b.md': 'x' }],
    ['text as names', `import * as X from './b.md';`, { 'src/prompts/b.md': 'x' }],
    ['another name for a default', `import { default as X } from 'elsewhere';`, {}],
    ['all names', `import * as X from 'elsewhere';`, {}],
    [
      'a default that a barrel does not hand on',
      `import X from './b';`,
      { 'src/prompts/b.ts': `export * from './c';`, 'src/prompts/c.ts': `export default 'x';` },
    ],
    [
      'a name that two files have from each other',
      `import { X } from './b';`,
      { 'src/prompts/b.ts': `export { X } from './c';`, 'src/prompts/c.ts': `export { X } from './b';` },
    ],
    [
      'a name that two barrels have from each other',
      `import { X } from './b';`,
      { 'src/prompts/b.ts': `export * from './c';`, 'src/prompts/c.ts': `export * from './b';` },
    ],
    ['an internal name of no one', `import { X } from '#x';`, { 'package.json': '{"name":' }],
    ['a broken tsconfig', `import { X } from '@/x';`, { 'tsconfig.json': '{"compilerOptions":' }],
    [
      'a namespace without the name',
      `import * as N from './b'; const X = N.X;`,
      { 'src/prompts/b.ts': 'export {}' },
    ],
  ])('%s', (_, statement, files) => {
    expect(importing(statement, files)).toBe('{{ X }}');
  });

  it('by the name that they have there', () => {
    const code = `import { defaultTone as X, of_default as Y } from 'elsewhere';\nexport const A = \`${PROSE} \${X} \${Y}\`;`;
    expect(templateOf({ 'src/prompts/a.ts': code })).toBe(`${PROSE} {{ defaultTone }} {{ of_default }}`);
  });

  it('also where the file cannot be read', () => {
    const code = `import T from './x.md'; import { J } from './x.json'; export const A = \`${PROSE} \${T} \${J}\`;`;
    const source = sourceOf({ 'src/prompts/a.ts': code });
    const paths = [...source.paths, 'src/prompts/x.md', 'src/prompts/x.json'];
    const { prompts } = extract({ ...source, paths }, DEFAULT_EXTRACT_OPTIONS);
    expect(prompts[0]?.template).toBe(`${PROSE} {{ T }} {{ J }}`);
  });

  it('and say so where they are the whole prompt', () => {
    expect(reasonOf(`import { X } from 'y'; /** @prompt */ export const A = X;`)).toBe(
      'DYN_UNRESOLVED_IMPORT',
    );
  });
});

it('a change in an imported file changes the prompt', () => {
  const checksum = (text: string) =>
    extractFrom({
      'prompt.ts': `import { X } from './b'; export const A = '${PROSE}' + X;`,
      'b.ts': `export const X = '${text}';`,
    }).prompts[0]?.checksum;
  expect(checksum('a')).not.toBe(checksum('b'));
});

describe('parseJsonc', () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    ['// x\n{"a": /* y */ "// not, }",\n}', { a: '// not, }' }],
    ['[1,2,]', [1, 2]],
    ['{', undefined],
  ])('%j', (text, expected) => {
    expect(parseJsonc(text)).toEqual(expected);
  });
});

describe('what is exported by assignments', () => {
  const [one, two] = [
    'Answer in one sentence, and never in two.',
    'Answer in two sentences, and never in one.',
  ];
  const found = (code: string) =>
    extractFrom({ 'prompts.cjs': code }).prompts.map(({ name, template }) => [name, template]);

  it.each([
    ['once', `exports.A = '${one}';`, one],
    [
      'once, with a member of another that is changed',
      `exports.A = '${one}'; exports.B = {}; exports.B.c = 1;`,
      one,
    ],
    ['once, and nothing before', `exports.A = void 0; exports.A = '${one}';`, one],
    ['once, and nothing before, with others', `exports.B = exports.A = void 0; exports.A = '${one}';`, one],
    [
      'once, by another name',
      `const a = '${one}'; exports.A = a; function f(exports) { exports.A = 1; }`,
      one,
    ],
    ['twice', `exports.A = '${one}'; exports.A = '${two}';`, null],
    ['twice, by the module', `exports.A = '${one}'; module.exports.A = '${two}';`, null],
    ['on a condition', `exports.A = '${one}'; if (process.env.B) exports.A = '${two}';`, null],
    ['and added to', `exports.A = '${one}'; exports.A += '${two}';`, null],
    ['in an object, and again', `module.exports = { A: '${one}' }; module.exports.A = '${two}';`, null],
    ['in a function', `exports.A = '${one}'; exports.set = (a) => { exports.A = a; };`, null],
    ['and deleted', `exports.A = '${one}'; delete exports.A;`, null],
  ])('%s', (_, code, template) => {
    expect(found(code)).toEqual([['A', template]]);
  });

  it.each([
    ['of it is changed', `exports.A = { prompt: '${one}' }; exports.A.prompt = '${two}';`],
    [
      'of what has another name is changed',
      `const B = { prompt: '${one}' }; module.exports = { A: B }; module.exports.A.prompt = '${two}';`,
    ],
  ])('a member %s', (_, code) => {
    expect(found(code)).toEqual([]);
  });
});

describe('a list of the file that is changed by another name, or by another', () => {
  it.each([
    ['of a constant', 'const all = WORDS; all.push("b");'],
    ['of a part', 'const [first] = [1]; const all = (first ? WORDS : []); all.push("b");'],
    ['in either of two', '(process.env.A ? WORDS : []).push("b");'],
    [
      'by a function of the file',
      'function add(to: string[], word: string) { to.push(word); } add(WORDS, "b");',
    ],
    ['by a borrowed method', 'Array.prototype.push.call(WORDS, "b");'],
  ])('is left to the running code: %s', (_, code) => {
    const text = 'You answer questions as well as you can, in a few words.';
    const { prompts } = extractFrom(
      `const WORDS = ['a']; ${code}\nexport const prompt = \`${text} \${WORDS.join()}\`;`,
    );
    expect(prompts.map(({ template }) => template)).toEqual([
      `${text} {% for item in WORDS %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}`,
    ]);
  });
});
