import type { Node } from '@babel/types';
import { sourceOf } from '../../src/extract/diagnostics/diagnostics.ts';
import type { Module } from '../../src/extract/modules/modules.ts';
import { parseSource } from '../../src/extract/parse/parse.ts';
import { childrenOf } from '../../src/extract/parse/walk.ts';

/**
 * Code that says of itself what its expressions are worth each time it runs: a template calls what only the running code
 * knows by the expression that it comes from, and here that expression gets its value.
 */

/** What an expression was worth once. */
export interface Recorded {
  readonly value: unknown;
  /** The number of the turn of the innermost loop around it; null outside of loops. */
  readonly turn: number | null;
  /** What the locals held right after it. */
  readonly locals: readonly unknown[];
}

export interface Recorder {
  /** By the text of the expression. */
  readonly found: ReadonlyMap<string, Recorded[]>;
  /** All that there ever was. */
  readonly held: ReadonlySet<unknown>;
  /** What the code calls, under the names that it has for them. */
  readonly calls: Readonly<Record<string, unknown>>;
}

/** Code that says more of itself goes on for ever. */
const MOST_TAKEN = 2_000;

type Take = (key: number, value: unknown) => unknown;

/** @param keys the texts of the expressions, by the numbers that the code has for them */
export function createRecorder(keys: readonly string[]): Recorder {
  const found = new Map<string, Recorded[]>();
  const held = new Set<unknown>();
  const turns: number[] = [];
  let readLocals: () => readonly unknown[] = () => [];
  let taken = 0;
  const take: Take = (key, value) => {
    taken += 1;
    if (taken > MOST_TAKEN) throw new Error('it does not come to its end');
    const text = keys[key] as string;
    const all = found.get(text) ?? [];
    found.set(text, all);
    const locals = readLocals().map(copied);
    const copy = copied(value);
    for (const each of [copy, ...locals]) held.add(each);
    all.push({ value: copy, turn: turns.at(-1) ?? null, locals });
    return value;
  };
  return {
    found,
    held,
    calls: {
      $take: take,
      $locals(read: () => readonly unknown[]) {
        readLocals = read;
      },
      /** What came last says whether the block of a `try` came to its end. */
      $end(key: number, value: boolean) {
        if (!value) found.get(keys[key] as string)?.pop();
        take(key, value);
      },
      *$each(list: Iterable<unknown>) {
        let turn = 0;
        for (const item of list) {
          turns.push(turn);
          turn += 1;
          try {
            yield item;
          } finally {
            turns.pop();
          }
        }
      },
      $turn(each: unknown) {
        if (typeof each !== 'function') return each;
        let turn = 0;
        return (...args: unknown[]): unknown => {
          turns.push(turn);
          turn += 1;
          try {
            return (each as (...given: unknown[]) => unknown)(...args);
          } finally {
            turns.pop();
          }
        };
      },
    },
  };
}

function copied(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return undefined;
  }
}

/** @returns the code that calls a recorder, and the texts of its expressions; null where it is no code */
export function recordingCode(
  code: string,
): { readonly code: string; readonly keys: readonly string[] } | null {
  const parsed = parseSource('a.ts', code);
  if (!('ast' in parsed)) return null;
  const keys: string[] = [];
  const starts: [at: number, text: string][] = [];
  const ends: [at: number, text: string][] = [];
  const keyOf = (node: Node) => keys.push(sourceOf(node, { text: code } as Module)) - 1;
  const around = (node: Node, before: string, after: string) => {
    starts.push([node.start as number, before]);
    ends.push([node.end as number, after]);
  };
  visit(parsed.ast.program, null, '');
  return { code: insert(code, starts, ends), keys };

  function visit(node: Node, parent: Node | null, field: string): void {
    if (isIterated(parent, field)) around(node, '$each(', ')');
    if (isCallback(node, parent)) around(node, '$turn(', ')');
    if (isRead(node, parent, field)) around(node, `$take(${keyOf(node)},(`, '))');
    if (isCompound(node) && parent?.type === 'BlockStatement') around(node, '', ` $take(${keyOf(node)});`);
    if (node.type === 'VariableDeclaration' && parent?.type === 'BlockStatement')
      for (const [part, name] of node.declarations.flatMap(({ id }) => boundIn(id)))
        around(node, '', ` $take(${keyOf(part)}, ${name});`);
    if (node.type === 'TryStatement' && node.handler) {
      const key = keyOf(node);
      starts.push([(node.block.start as number) + 1, `$end(${key}, true);`]);
      starts.push([(node.handler.body.start as number) + 1, `$end(${key}, false);`]);
    }
    for (const [name, child] of fieldsOf(node)) visit(child, node, name);
  }
}

/** The parts of a pattern, with the names that they give values to. */
function boundIn(pattern: Node): [part: Node, name: string][] {
  switch (pattern.type) {
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        property.type === 'RestElement' ? boundIn(property) : boundIn(property.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? boundIn(element) : []));
    case 'AssignmentPattern':
      return boundIn(pattern.left).map(([part, name]) => [
        pattern.left.type === 'Identifier' ? pattern : part,
        name,
      ]);
    case 'RestElement':
      return boundIn(pattern.argument).map(([, name]) => [pattern, name]);
    default:
      return pattern.type === 'Identifier' ? [[pattern, pattern.name]] : [];
  }
}

function fieldsOf(node: Node): [string, Node][] {
  const names = new Map<Node, string>();
  for (const [name, value] of Object.entries(node) as [string, unknown][])
    for (const each of Array.isArray(value) ? value : [value]) names.set(each as Node, name);
  return childrenOf(node).map((child) => [names.get(child) ?? '', child]);
}

/** From those that stand around others to those inside. */
function insert(code: string, starts: [number, string][], ends: [number, string][]): string {
  const pieces = new Map<number, { after: string; before: string }>();
  const at = (offset: number) => {
    const piece = pieces.get(offset) ?? { after: '', before: '' };
    pieces.set(offset, piece);
    return piece;
  };
  for (const [offset, text] of starts) at(offset).before += text;
  for (const [offset, text] of ends) at(offset).after = text + at(offset).after;
  let result = '';
  let last = 0;
  for (const [offset, { after, before }] of [...pieces].toSorted(([a], [b]) => a - b)) {
    result += code.slice(last, offset) + after + before;
    last = offset;
  }
  return result + code.slice(last);
}

const READ =
  /^(?:(?:Optional)?CallExpression|(?:Optional)?MemberExpression|(?:Await|Binary|Logical|Conditional|Unary|New|Assignment|Update|Array)Expression|TemplateLiteral)$/;

/** Whether a node stands where its value is read, and nothing of it gets lost by calling something with it. */
function isRead(node: Node, parent: Node | null, field: string): boolean {
  if (!parent) return false;
  if (node.type === 'Identifier') return isNameRead(parent, field);
  if (!READ.test(node.type)) return false;
  if (node.type === 'UnaryExpression' && node.operator === 'delete') return false;
  if (field === 'callee' && node.type !== 'CallExpression') return false;
  if (
    node.type.startsWith('Optional') &&
    parent.type.startsWith('Optional') &&
    /^(?:callee|object)$/.test(field)
  )
    return false;
  if (parent.type === 'UnaryExpression' && parent.operator === 'delete') return false;
  if (parent.type === 'UpdateExpression' || parent.type === 'TaggedTemplateExpression') return false;
  if (parent.type === 'ArrayPattern' || parent.type === 'ForOfStatement') return field === 'right';
  return !(parent.type === 'AssignmentExpression' && field === 'left');
}

function isNameRead(parent: Node, field: string): boolean {
  switch (parent.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
    case 'LogicalExpression':
    case 'BinaryExpression':
    case 'TemplateLiteral':
    case 'SwitchStatement':
      return true;
    case 'UnaryExpression':
      return parent.operator === '!';
    case 'CallExpression':
      return field === 'arguments';
    default:
      return false;
  }
}

function isIterated(parent: Node | null, field: string): boolean {
  return parent?.type === 'ForOfStatement' && field === 'right';
}

const TURNS = /^(?:map|filter|forEach|some|every|flatMap|reduce|find)$/;

/** `list.map((x) => …)` */
function isCallback(node: Node, parent: Node | null): boolean {
  if (parent?.type !== 'CallExpression' || parent.arguments[0] !== node) return false;
  const { callee } = parent;
  return (
    callee.type === 'MemberExpression' &&
    callee.property.type === 'Identifier' &&
    TURNS.test(callee.property.name)
  );
}

/** Of a `try` it is known whether it came to its end. */
function isCompound(node: Node): boolean {
  if (node.type === 'TryStatement' && node.handler) return false;
  return /^(?:For|ForOf|ForIn|While|DoWhile|If|Switch|Try)Statement$/.test(node.type);
}
