import type { Node } from '@babel/types';
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../test/support/parse-expression.ts';
import { isLog } from './logs.ts';
import { declaredNames, propertyName, specifierName } from './names-of.ts';
import { parseSource } from './parse.ts';
import { childrenOf, isFunction, peel, walk } from './walk.ts';

function program(code: string) {
  const parsed = parseSource('a.ts', code);
  if (!('ast' in parsed)) throw new Error(parsed.message);
  return parsed.ast.program;
}

function visited(root: Node, visit: (node: Node) => boolean | void = () => true): string[] {
  const seen: string[] = [];
  walk(root, (node) => {
    seen.push(node.type === 'Identifier' ? node.name : node.type);
    return visit(node);
  });
  return seen;
}

describe('walking through code', () => {
  it('visits each node before those in it, in the order in which they are written', () => {
    expect(visited(parseExpression('f(a, [b, , c], d ? e : g)'))).toEqual([
      'CallExpression',
      'f',
      'a',
      'ArrayExpression',
      'b',
      'c',
      'ConditionalExpression',
      'd',
      'e',
      'g',
    ]);
  });

  it('leaves out what is inside of a node where it is told to', () => {
    const code = parseExpression('f(a, [b, c], d)');
    expect(visited(code, ({ type }) => type !== 'ArrayExpression')).toEqual([
      'CallExpression',
      'f',
      'a',
      'ArrayExpression',
      'd',
    ]);
    expect(visited(code, () => undefined)).toHaveLength(7);
  });

  it('takes no comment and no place for code', () => {
    const { body } = program('/* @prompt */ f(/* a */); // b');
    const [statement] = body;
    if (!statement) throw new Error('there is none');
    expect(statement.leadingComments).toHaveLength(1);
    expect(visited(statement)).toEqual(['ExpressionStatement', 'CallExpression', 'f']);
    expect(childrenOf(parseExpression('1'))).toEqual([]);
  });
});

describe('code without what only TypeScript adds', () => {
  it.each([
    'a as string',
    'a satisfies string',
    'a!',
    '<string>a',
    'a<string>',
    '((a))',
    '((a as any)!) as T',
  ])('%s', (code) => {
    expect(peel(parseExpression(code))).toMatchObject({ type: 'Identifier', name: 'a' });
  });

  it('is the code where there is nothing of it', () => {
    expect(peel(parseExpression('a.b')).type).toBe('MemberExpression');
  });
});

describe('a function', () => {
  it.each([
    ['() => 1', true],
    ['function () {}', true],
    ['class {}', false],
    ['f()', false],
  ])('%s: %s', (code, expected) => {
    expect(isFunction(parseExpression(code))).toBe(expected);
  });

  it('may be declared, or a method', () => {
    const found = (code: string) => {
      const types: string[] = [];
      walk(program(code), (node) => {
        if (isFunction(node)) types.push(node.type);
      });
      return types;
    };
    expect(found('function a() {} class B { c() {} #d() {} e = 1; } ({ f() {} });')).toEqual([
      'FunctionDeclaration',
      'ClassMethod',
      'ClassPrivateMethod',
      'ObjectMethod',
    ]);
    expect(isFunction(null)).toBe(false);
    expect(isFunction(undefined)).toBe(false);
  });
});

describe('the name of a property', () => {
  it.each([
    ['{ a: 1 }', 'a'],
    ['{ "a b": 1 }', 'a b'],
    ['{ 1: 1 }', '1'],
    ['{ 0x10: 1 }', '16'],
    ['{ ["a"]: 1 }', 'a'],
    ['{ [1]: 1 }', '1'],
    ['{ [a]: 1 }', null],
    ['{ [`a`]: 1 }', null],
    ['{ 1n: 1 }', null],
  ])('%s: %s', (code, expected) => {
    const node = parseExpression(code);
    const [property] = node.type === 'ObjectExpression' ? node.properties : [];
    if (property?.type !== 'ObjectProperty') throw new Error('it has none');
    expect(propertyName(property.key, property.computed)).toBe(expected);
  });

  it('may be private', () => {
    const names: (string | null)[] = [];
    walk(program('class A { #b = 1; c = 2; }'), (node) => {
      if (node.type === 'ClassPrivateProperty') names.push(propertyName(node.key, false));
      if (node.type === 'ClassProperty') names.push(propertyName(node.key, node.computed === true));
    });
    expect(names).toEqual(['#b', 'c']);
  });
});

it('the name of what is exported may be any text', () => {
  const names: string[] = [];
  walk(program('export { a, b as "c d" }; let a, b;'), (node) => {
    if (node.type === 'ExportSpecifier') names.push(specifierName(node.exported));
  });
  expect(names).toEqual(['a', 'c d']);
});

describe('the names that are declared', () => {
  it.each([
    ['a', ['a']],
    ['{ a, b: c }', ['a', 'c']],
    ['{ a: { b }, ...c }', ['b', 'c']],
    ['[a, , b]', ['a', 'b']],
    ['[a, ...b]', ['a', 'b']],
    ['{ a = 1 }', ['a']],
    ['[a = b]', ['a']],
    ['{ a: [b, { c = 1 }] }', ['b', 'c']],
    ['...a', ['a']],
    ['a = b', ['a']],
  ])('%s', (pattern, expected) => {
    const fn = parseExpression(`(${pattern}) => 1`);
    if (!isFunction(fn)) throw new Error('it is no function');
    expect(fn.params.flatMap((parameter) => declaredNames(parameter))).toEqual(expected);
  });

  it('may be of a property, and of nothing', () => {
    const names: string[] = [];
    walk(program('class A { constructor(private a, public b = 1) {} }'), (node) => {
      if (node.type === 'ClassMethod') names.push(...node.params.flatMap((one) => declaredNames(one)));
    });
    expect(names).toEqual(['a', 'b']);
    expect(declaredNames(null)).toEqual([]);
    expect(declaredNames(parseExpression('a.b'))).toEqual([]);
  });
});

describe('what is said to people who run the program', () => {
  it.each([
    ['console.log(a)', true],
    ['console.table(a)', true],
    ['logger.write(a)', true],
    ['log.a(b)', true],
    ['this.log.info(a)', true],
    ['this.a.warn(b)', true],
    ['a.error(b)', true],
    ['a.debug(b)', true],
    ['LOGGER.a(b)', true],
    ['catalog.a(b)', false],
    ['a.logs(b)', false],
    ['log(a)', false],
    ['a.log', false],
    ['new console.A(b)', false],
    ['a["log"](b)', false],
    ['a().b(c)', false],
  ])('%s: %s', (code, expected) => {
    expect(isLog(parseExpression(code))).toBe(expected);
  });
});
