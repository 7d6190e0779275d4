import { describe, expect, it } from 'vitest';
import { sourceOf } from '../../../test/extract/sample.ts';
import { openModules } from '../modules/modules.ts';
import { isMadeText, mayBeText, mayReturnText, saysNoText } from './may-be-text.ts';

/* What of the code that only running it can tell may be text, and what is an object for certain. */

const PROSE = "'You answer questions as well as you can, in a few words.'";
const BEFORE = `import { z } from 'zod'; import { Far, read, Kind } from 'elsewhere';
  class Own {} const SCHEMA = z.string(); const { part } = z; let later; const again = again;
  ${Array.from({ length: 10 }, (_, index) => `const s${index + 1} = s${index};`).join(' ')} const s0 = z.string();\n`;

function open(code: string) {
  const modules = openModules(sourceOf({ 'a.ts': `${BEFORE}${code}` }));
  const module = modules.load('a.ts');
  if (!module) throw new Error(`it cannot be parsed: ${JSON.stringify(modules.problemOf('a.ts'))}`);
  return { modules, module };
}

/** The declaration of a constant, and the value in it. */
function constant(code: string) {
  const { module } = open(`const A = ${code};`);
  const binding = module.bindings.get('A');
  if (binding?.kind !== 'variable' || !binding.node.init) throw new Error('it is no constant');
  return { module, node: binding.node, init: binding.node.init };
}

function fn(code: string, before = '') {
  const { modules, module } = open(`${before}\n${code}`);
  const binding = module.bindings.get('A');
  if (binding?.kind !== 'function') throw new Error('it is no function');
  const scope = { module, cells: new Map(), parent: null };
  return { value: { kind: 'function', node: binding.node, scope, state: new Map() } as const, modules };
}

describe('what a function gives', () => {
  it.each([
    'read(1)',
    'await read(1)',
    'a.b',
    'new Far()',
    'new a.Map()',
    'new Mapping()',
    'new FileReader()',
    'l.map(f)',
    'l.map()',
    'l.slice(1)',
    'l.find((x) => x)',
    'l.mapped((x) => x)',
    'l.remap((x) => x)',
    'map((x) => x)',
    'part.a',
    'later.a',
    'nowhere.a',
    'again.a',
    's8',
    'read(z)',
  ])('may be text: %s', (code) => {
    const { module, init } = constant(code);
    expect(mayBeText({ node: init, module }, true)).toBe(true);
  });

  it.each([
    'new Map()',
    'new (Map as any)()',
    'new Set([1])',
    'new WeakMap()',
    'new WeakSet()',
    'new Date()',
    'new Promise(f)',
    'new Array(3)',
    'new Error("a")',
    'new URL(u)',
    'new RegExp(r)',
    'new Uint8Array(3)',
    'new Own()',
    'new this()',
    'await new Map()',
    '{ a: 1 }',
    '[read()]',
    'await [read()]',
    'class {}',
    '() => 1',
    'function () {}',
    'l.map((x) => x)',
    'l?.map((x) => x)',
    'l!.map((x) => x)',
    'l["map"]((x) => x)',
    'l.filter(function (x) { return x; })',
    'await l.filter((x) => x)',
    ...['sort', 'slice', 'splice', 'flat', 'flatMap', 'concat', 'reverse', 'toSorted', 'toReversed'].map(
      (name) => `l.${name}((x) => x)`,
    ),
    'z',
    'z.string()',
    'z?.string?.()',
    '(z as any).string().min(1)',
    'await z.string()',
    'SCHEMA',
    'SCHEMA.describe("a")',
    's7',
    's7.describe("a")',
  ])('is an object: %s', (code) => {
    const { module, init } = constant(code);
    expect(mayBeText({ node: init, module }, true)).toBe(false);
  });

  it.each([
    ['zod', false],
    ['zod/v4', false],
    ['valibot', false],
    ['@sinclair/typebox', false],
    ['@trpc/server', false],
    ['zodiac', true],
    ['my-zod', true],
    ['@trpc/client', true],
  ])('is an object if it is from %s, unless it is one of others', (from, may) => {
    const { module } = open(`import { y } from '${from}'; const A = y.string();`);
    const binding = module.bindings.get('A');
    const init = binding?.kind === 'variable' ? binding.node.init : null;
    if (!init) throw new Error('it is no constant');
    expect(mayBeText({ node: init, module }, true)).toBe(may);
  });

  it('is an object if it is a class', () => {
    const { module } = open('');
    const binding = module.bindings.get('Own');
    if (!binding) throw new Error('it is no class');
    expect(mayBeText({ node: binding.node, module }, true)).toBe(false);
  });
});

describe('a constant', () => {
  it.each([
    'a + b',
    'process.env.TEXT',
    'await a.b',
    `read(${PROSE})`,
    `read((${PROSE}))`,
    `read(\`\${a} ${PROSE}\`)`,
    `await read(${PROSE})`,
    `read?.(${PROSE})`,
    `a.read(${PROSE})`,
    `read(${PROSE} + a)`,
    'read(text)',
    'read(a.text)',
    'read(a.text, {})',
    'buildPrompt({ a: 1 })',
    'a.buildPrompt({ a: 1 })',
    'a?.buildPrompt({ a: 1 })',
    'a["buildPrompt"](1)',
    `read(${PROSE}).then((x) => x.a)`,
    `(await read(${PROSE})).trim()`,
    `read(${PROSE})?.trim()`,
    'read(1).text.trim()',
  ])('may be text: %s', (code) => {
    const { node, module } = constant(code);
    expect(mayBeText({ node, module }, false)).toBe(true);
  });

  it.each([
    'read()',
    'read(1)',
    "read('short')",
    'await read()',
    `read({ a: ${PROSE} })`,
    `read(() => ${PROSE})`,
    `read(function () { return ${PROSE}; })`,
    `read(1, ${PROSE})`,
    `ai.define({ a: ${PROSE} })`,
    `(ai as any).define({ a: ${PROSE} })`,
    `ai?.define({ a: ${PROSE} })`,
    `read(1).define({ a: ${PROSE} })`,
    `read(1)(${'2'})`,
    `a[buildPrompt]({ a: 1 })`,
    `(() => ${PROSE})()`,
    `new Map([['a', ${PROSE}]])`,
    `z.string().describe(${PROSE})`,
    `l.map((x) => ${PROSE})`,
  ])('is none: %s', (code) => {
    const { node, module } = constant(code);
    expect(mayBeText({ node, module }, false)).toBe(false);
  });

  it('is none without a value', () => {
    const { module } = open('');
    const binding = module.bindings.get('later');
    if (!binding) throw new Error('it is no variable');
    expect(mayBeText({ node: binding.node, module }, false)).toBe(false);
  });
});

describe('what is text for certain', () => {
  it.each([
    ['a.replace(b, c)', true],
    ['a.replaceAll(b, c)', true],
    ['a.trim()', true],
    ['(a.trim())!', true],
    ['(a.trim as any)()', true],
    ['a.trimStart()', true],
    ['a.trimEnd()', true],
    ['a.toUpperCase()', true],
    ['a.toLowerCase()', true],
    ['a.padStart(2)', true],
    ['a.padEnd(2)', true],
    ['a.join()', true],
    ['a["join"]()', true],
    ['a[join]()', false],
    ['a.joined()', false],
    ['a.rejoin()', false],
    ['a.slice(1)', false],
    ['join(a)', false],
    ['a.join', false],
    // Undefined where there is no `a`.
    ['a?.join()', false],
    ['new a.join()', false],
  ])('%s: %s', (code, expected) => {
    expect(isMadeText({ node: constant(code).init })).toBe(expected);
  });
});

describe('a function that says what it gives', () => {
  it.each([
    ['void', true],
    ['never', true],
    ['number', true],
    ['boolean', true],
    ['bigint', true],
    ['symbol', true],
    ['undefined', true],
    ['null', true],
    ['x is string', true],
    ['asserts x', true],
    ['() => string', true],
    ['Promise<void>', true],
    ['PromiseLike<number>', true],
    ['Promise<string>', false],
    ['Promise', false],
    ['Promised<void>', false],
    ['MyPromise<void>', false],
    ['a.Promise<void>', false],
    ['string', false],
    ['string | null', false],
    ['void[]', false],
    ['Kind', false],
    ['{ a: void }', false],
  ])('%s, which is no text: %s', (type, expected) => {
    const { value, modules } = fn(`function A(x): ${type} { return read(x); }`);
    expect(saysNoText(value.node)).toBe(expected);
    if (expected) expect(mayReturnText(value, modules)).toBe(false);
  });

  it('need not', () => {
    expect(saysNoText(fn('function A() { return read(); }').value.node)).toBe(false);
  });
});

describe('a function may give text', () => {
  it.each([
    ['(): string', true],
    ['(): Kind', true],
    ['(): Promise', true],
    ['(): Promise<string>', true],
    ['(): Promise<Kind>', true],
    ['(): string | number', true],
    ['()', true],
    ['(): T', true],
    ['(): T[]', true],
    ['(): { content: Kind }', true],
    ['(): { messages: Kind[] }', true],
    ['(): { prompt: Kind }', true],
    ['(): { system: Kind }', true],
    ['(): { parts: Kind }', true],
    ['(): { promptConfig: Kind }', true],
    ['(): { a: number; "system": Kind }', true],
    ['(): Promise<{ role: string; content: string }[]>', true],
    ['(): { system(): string }', false],
    ['(): { [system]: string }', false],
    ['(): { systems: string }', false],
    ['(): {}', false],
    ['(): { a: string }[]', false],
    ['(): Kind[]', true],
    ['(): string[]', false],
    ['(): number[]', false],
    ['(): { content: string }[][]', false],
    ['(): Set<string>', false],
    ['(): Map<string, string>', false],
    ['(): Promise<number>', false],
    ['(): N', false],
    ['(): B', false],
    ['(): N[]', false],
    ['(): Promise<{ a: string }>', false],
  ])('A%s: %s', (head, expected) => {
    const { value, modules } = fn(
      `function A${head} { return read(); }`,
      'type T = { content: string }; type N = number; type B = boolean;',
    );
    expect(mayReturnText(value, modules)).toBe(expected);
  });

  it('unless it is async, and says nothing', () => {
    for (const [code, expected] of [
      ['async function A() { return read(); }', false],
      ['async function A(): Promise<string> { return read(); }', true],
    ] as const) {
      const { value, modules } = fn(code);
      expect(mayReturnText(value, modules)).toBe(expected);
    }
  });
});
