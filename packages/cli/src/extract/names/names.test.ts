import type { ExpressionStatement, Node } from '@babel/types';
import { describe, expect, it } from 'vitest';
import { sourceOf, type Files } from '../../../test/extract/sample.ts';
import { openModules, type Module } from '../modules/modules.ts';
import { findBinding } from './find-binding.ts';
import { findImport } from './find-import.ts';
import { declare, findCell, innerScope, moduleScope } from './scope.ts';

function moduleOf(text: string): Module {
  const module = openModules(sourceOf({ 'a.ts': text })).load('a.ts');
  if (module === null) throw new Error('it cannot be parsed');
  return module;
}

describe('a local name', () => {
  it('is found where it is declared, or around that, the inner one first', () => {
    const outer = moduleScope(moduleOf(''));
    const inner = innerScope(outer);
    const x = declare(outer, 'x');
    expect([findCell(inner, 'x'), findCell(outer, 'x'), findCell(inner, 'y')]).toEqual([x, x, null]);
    const shadow = declare(inner, 'x');
    expect([findCell(inner, 'x') === shadow, findCell(outer, 'x') === x, shadow === x]).toEqual([
      true,
      true,
      false,
    ]);
    expect(inner.module).toBe(outer.module);
  });

  it('is one however often it is declared in a scope', () => {
    const scope = moduleScope(moduleOf(''));
    expect(declare(scope, 'x')).toBe(declare(scope, 'x'));
    expect(declare(scope, 'x')).toEqual({ name: 'x' });
  });
});

describe('what a name is imported from', () => {
  const imports =
    "import { a as b } from 'one';\nimport * as all from 'two';\nimport main from 'three';\nconst own = 1;\n";
  const imported = (expression: string, ...locals: string[]) => {
    const module = moduleOf(`${imports}${expression};`);
    const scope = innerScope(moduleScope(module));
    for (const local of locals) declare(scope, local);
    const statement = module.program.body.at(-1) as ExpressionStatement;
    return findImport(statement.expression, scope);
  };

  it.each<[string, ReturnType<typeof findImport>]>([
    ['b', { from: 'one', name: 'a' }],
    ['(b as unknown)', { from: 'one', name: 'a' }],
    ['all.thing', { from: 'two', name: 'thing' }],
    ["all['thing']", { from: 'two', name: 'thing' }],
    ['main', { from: 'three', name: 'default' }],
    ['all', { from: 'two', name: '*' }],
    ['own', null],
    ['nothing', null],
    ['b.thing', null],
    ['all.thing.more', null],
    ['own.thing', null],
    ['all[own]', null],
    ['b()', null],
    ["'b'", null],
  ])('%s', (expression, from) => expect(imported(expression)).toEqual(from));

  it('is nothing where a local has the name', () => {
    expect([imported('b', 'b'), imported('all.thing', 'all')]).toEqual([null, null]);
    expect(imported('b', 'all')).toEqual({ from: 'one', name: 'a' });
  });
});

describe('the code behind a name', () => {
  const behind = (files: Files, name = 'x', path = 'a.ts') => {
    const found = findBinding(openModules(sourceOf(files)), path, name, 0);
    if (found === null) return null;
    const { module } = found.scope;
    const { start, end } = found.node as Node & { start: number; end: number };
    return `${module.path}: ${module.text.slice(start, end)}`;
  };

  it('is here, or where it is imported from', () => {
    expect(behind({ 'a.ts': 'const x = 1;' })).toBe('a.ts: x = 1');
    expect(behind({ 'a.ts': 'function x() {}' })).toBe('a.ts: function x() {}');
    const b = 'export const y = 2;\nexport default 3;\nconst z = 4;\nexport { z as w };';
    expect(behind({ 'a.ts': "import { y as x } from './b';", 'b.ts': b })).toBe('b.ts: y = 2');
    expect(behind({ 'a.ts': "import x from './b';", 'b.ts': b })).toBe('b.ts: 3');
    expect(behind({ 'a.ts': "import { w as x } from './b';", 'b.ts': b })).toBe('b.ts: z = 4');
  });

  it('is found through files that hand it on', () => {
    const c = { 'c.ts': 'export const y = 2;' };
    const a = { 'a.ts': "import { x } from './b';" };
    expect(behind({ ...a, 'b.ts': "export { y as x } from './c';", ...c })).toBe('c.ts: y = 2');
    expect(behind({ ...a, 'b.ts': "import { y } from './c';\nexport { y as x };", ...c })).toBe(
      'c.ts: y = 2',
    );
    const all = { ...a, 'b.ts': "export * from './c';" };
    expect(behind({ ...all, 'c.ts': 'export const x = 2;' })).toBe('c.ts: x = 2');
    expect(behind({ ...all, 'c.ts': "export { y as x } from './d';", 'd.ts': c['c.ts'] })).toBe(
      'd.ts: y = 2',
    );
  });

  it('is nothing where there is none', () => {
    expect(behind({ 'a.ts': 'const y = 1;' })).toBeNull();
    expect(behind({ 'a.ts': 'const x = 1;' }, 'x', 'b.ts')).toBeNull();
    const a = { 'a.ts': "import { x } from './b';" };
    expect(behind(a)).toBeNull();
    expect(behind({ ...a, 'b.ts': 'const x = 1;' })).toBeNull();
    expect(behind({ ...a, 'b.ts': "export * from './c';" })).toBeNull();
    expect(behind({ ...a, 'b.ts': "export * from './c';", 'c.ts': 'export const y = 1;' })).toBeNull();
    expect(behind({ ...a, 'b.ts': "export { x } from './c';", 'c.ts': 'const x = 1;' })).toBeNull();
    expect(behind({ 'a.ts': "import { x } from 'package';" })).toBeNull();
  });

  it('is looked for through a handful of files, and around in circles not at all', () => {
    const chain = (length: number): Files => {
      const links = Array.from({ length }, (_, index): [string, string] => [
        `f${index}.ts`,
        `export { x } from './f${index + 1}';`,
      ]);
      return {
        'a.ts': "import { x } from './f0';",
        ...Object.fromEntries(links),
        [`f${length}.ts`]: 'export const x = 1;',
      };
    };
    expect(behind(chain(7))).toBe('f7.ts: x = 1');
    expect(behind(chain(8))).toBeNull();
    const circle = { 'a.ts': "import { x } from './b';\nexport { x };", 'b.ts': "export { x } from './a';" };
    expect(behind(circle)).toBeNull();
    const imports = {
      'a.ts': "import { x } from './b';\nexport { x };",
      'b.ts': "import { x } from './a';\nexport { x };",
    };
    expect(behind(imports)).toBeNull();
    const a = "import { x } from './b';\nexport { x };";
    const b = "export * from './c';";
    expect(behind({ 'a.ts': a, 'b.ts': b, 'c.ts': a.replace('./b', './a') })).toBeNull();
    expect(behind({ 'a.ts': a, 'b.ts': b, 'c.ts': "export { x } from './a';" })).toBeNull();
  });
});
