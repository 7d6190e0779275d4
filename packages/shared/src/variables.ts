import { parse, tokenize } from '@huggingface/jinja';
import { extractCode, type CodeBudget, type TemplateCode } from './tags.ts';
import type { Variable } from './template.ts';
import { formatPath } from './variable-path.ts';

/**
 * Finds the names that a template expects values for, in the order of their appearance.
 *
 * A name is a path (`user.name`, also for `user["name"]`; `user["first.name"]`); what the template itself defines (`for`,
 * `set`, macros and their arguments, `loop`) is none. A name is not required when each of its uses has a default, or
 * when the template asks whether it `is defined`.
 *
 * @param budget of several templates that are one prompt: how much is read of them all
 * @returns none for a template that cannot be read; whether it is valid is for the renderer to say
 */
export function readVariables(template: string, budget: CodeBudget = toBudget()): Variable[] {
  const code = extractCode(template, budget);
  if (code === null) return [];
  try {
    const reader = new Reader(code);
    reader.visit(parse(tokenize(code.source)), new Scope(null));
    return reader.variables();
  } catch {
    // A syntax that this parser lacks, or one nested so deeply that the stack ends.
    return [];
  }
}

/** How many characters of tags are read: a million would take seconds, and no prompt that people wrote has so many. */
const MOST_CODE = 100_000;

export function toBudget(): CodeBudget {
  return { left: MOST_CODE };
}

/** What the engine itself provides. */
const BUILT_IN = new Set([
  'true',
  'false',
  'none',
  'True',
  'False',
  'None',
  'range',
  'dict',
  'namespace',
  'debug',
]);
const DEFAULT_FILTERS = new Set(['default', 'd']);
/** What is not there has an answer to these: no text, for one. */
const DEFINED_TESTS = new Set(['defined', 'undefined', 'string']);

/** Any node of the parser's tree; its classes are not exported. */
type Node = { readonly type: string } & Readonly<Record<string, unknown>>;

class Scope {
  readonly parent: Scope | null;
  readonly names = new Set<string>();

  constructor(parent: Scope | null) {
    this.parent = parent;
  }

  has(name: string): boolean {
    return this.names.has(name) || (this.parent?.has(name) ?? false);
  }
}

interface Use {
  required: boolean;
  default: string | undefined;
}

/** Walks the tree once and notes each name that no scope around it defines. */
class Reader {
  readonly code: TemplateCode;
  readonly uses = new Map<string, Use>();
  readonly questioned = new Set<string>();

  constructor(code: TemplateCode) {
    this.code = code;
  }

  variables(): Variable[] {
    return [...this.uses].map(([name, use]) => ({
      name,
      required: use.required && !this.questioned.has(name),
      ...(use.default === undefined ? {} : { default: use.default }),
    }));
  }

  visit(value: unknown, scope: Scope): void {
    if (Array.isArray(value)) {
      for (const each of value) this.visit(each, scope);
    } else if (value instanceof Map) {
      for (const [key, each] of value) this.visit([key, each], scope);
    } else if (isNode(value)) {
      this.visitNode(value, scope);
    }
  }

  visitNode(node: Node, scope: Scope): void {
    switch (node.type) {
      case 'Identifier':
      case 'MemberExpression':
        return this.visitPath(node, scope, { required: true, default: undefined });
      case 'FilterExpression':
        return this.visitFilter(node, scope);
      case 'TestExpression':
        return this.visitTest(node, scope);
      case 'CallExpression':
        return this.visitCall(node, scope);
      case 'KeywordArgumentExpression':
        return this.visit(node['value'], scope);
      case 'For':
        return this.visitFor(node, scope);
      case 'Set':
        return this.visitSet(node, scope);
      case 'Macro':
        return this.visitMacro(node, scope);
      case 'CallStatement':
        this.visit(node['call'], scope);
        return this.visitBody(node['callerArgs'], node['body'], scope);
      case 'FilterStatement':
        // The filter's name is not a value.
        this.visitFilterArguments(node['filter'], scope);
        return this.visit(node['body'], scope);
      default:
        // An operator is a token, and `and` one that looks like a name.
        for (const [key, child] of Object.entries(node)) if (key !== 'operator') this.visit(child, scope);
    }
  }

  /** `a.b["c"]` is one name; from the first computed step on, what it is computed from is looked at by itself. */
  visitPath(node: Node, scope: Scope, use: Use): void {
    const steps: string[] = [];
    let current: unknown = node;
    while (isNode(current) && current.type === 'MemberExpression') {
      const step = this.readStep(current);
      if (step === null) {
        this.visit(current['property'], scope);
        steps.length = 0;
      } else {
        steps.unshift(step);
      }
      current = current['object'];
    }
    if (!isNode(current) || current.type !== 'Identifier') return this.visit(current, scope);
    const root = this.nameOf(current);
    if (BUILT_IN.has(root) || scope.has(root)) return;
    this.note(formatPath([root, ...steps]), use);
  }

  /** The name behind a dot or in quoted brackets; null for anything computed. */
  readStep(member: Node): string | null {
    const property = member['property'];
    if (!isNode(property)) return null;
    if (member['computed'] !== true) return this.nameOf(property);
    return property.type === 'StringLiteral' ? this.textOf(property) : null;
  }

  note(name: string, use: Use): void {
    const known = this.uses.get(name);
    if (known === undefined) {
      this.uses.set(name, { ...use });
    } else {
      known.required ||= use.required;
      known.default ??= use.default;
    }
  }

  /** `name | default("x")` is a use that gets by without a value. */
  visitFilter(node: Node, scope: Scope): void {
    const { operand, filter } = node;
    const isDefault = DEFAULT_FILTERS.has(this.nameOf(isCall(filter) ? filter['callee'] : filter));
    if (isDefault && isNode(operand) && isPath(operand)) {
      this.visitPath(operand, scope, { required: false, default: this.readDefault(filter) });
    } else {
      this.visit(operand, scope);
    }
    this.visitFilterArguments(filter, scope);
  }

  visitFilterArguments(filter: unknown, scope: Scope): void {
    if (isCall(filter)) this.visit(filter['args'], scope);
  }

  readDefault(filter: unknown): string | undefined {
    const first: unknown = isCall(filter) && Array.isArray(filter['args']) ? filter['args'][0] : undefined;
    if (!isNode(first)) return undefined;
    if (first.type === 'StringLiteral') return this.textOf(first);
    const isNumber = first.type === 'IntegerLiteral' || first.type === 'FloatLiteral';
    return isNumber ? String(first['value']) : undefined;
  }

  visitTest(node: Node, scope: Scope): void {
    const { operand, test } = node;
    if (DEFINED_TESTS.has(this.nameOf(test)) && isNode(operand) && isPath(operand)) {
      this.visitPath(operand, scope, { required: false, default: undefined });
      const path = this.readFullPath(operand);
      if (path !== null) this.questioned.add(formatPath(path));
    } else {
      this.visit(operand, scope);
    }
  }

  readFullPath(node: Node): string[] | null {
    if (node.type === 'Identifier') return [this.nameOf(node)];
    const step = this.readStep(node);
    const object = isNode(node['object']) ? this.readFullPath(node['object']) : null;
    return step === null || object === null ? null : [...object, step];
  }

  /** A function is nothing that a value can be given for; of `name.upper()` the name is. */
  visitCall(node: Node, scope: Scope): void {
    const callee = node['callee'];
    if (isNode(callee) && callee.type === 'MemberExpression') this.visit(callee['object'], scope);
    else if (!isNode(callee) || callee.type !== 'Identifier') this.visit(callee, scope);
    this.visit(node['args'], scope);
  }

  visitFor(node: Node, scope: Scope): void {
    const inner = new Scope(scope);
    this.define(node['loopvar'], inner);
    inner.names.add('loop');
    const iterable = node['iterable'];
    if (isNode(iterable) && iterable.type === 'SelectExpression') {
      this.visit(iterable['lhs'], scope);
      this.visit(iterable['test'], inner);
    } else {
      this.visit(iterable, scope);
    }
    this.visit(node['body'], inner);
    this.visit(node['defaultBlock'], scope);
  }

  visitSet(node: Node, scope: Scope): void {
    this.visit(node['value'], scope);
    this.visit(node['body'], scope);
    this.define(node['assignee'], scope);
  }

  visitMacro(node: Node, scope: Scope): void {
    this.define(node['name'], scope);
    this.visitBody(node['args'], node['body'], scope);
  }

  /** A body with arguments of its own; their defaults belong to the scope around. */
  visitBody(parameters: unknown, body: unknown, scope: Scope): void {
    const inner = new Scope(scope);
    for (const parameter of Array.isArray(parameters) ? parameters : []) {
      if (isNode(parameter) && parameter.type === 'KeywordArgumentExpression') {
        this.visit(parameter['value'], scope);
        this.define(parameter['key'], inner);
      } else {
        this.define(parameter, inner);
      }
    }
    inner.names.add('caller');
    this.visit(body, inner);
  }

  define(target: unknown, scope: Scope): void {
    if (!isNode(target)) return;
    if (target.type === 'Identifier') scope.names.add(this.nameOf(target));
    if (target.type === 'TupleLiteral' && Array.isArray(target['value'])) {
      for (const each of target['value']) this.define(each, scope);
    }
  }

  nameOf(identifier: unknown): string {
    const value = isNode(identifier) ? String(identifier['value'] ?? '') : '';
    const index = /^__name_(\d+)$/.exec(value)?.[1];
    return (index === undefined ? undefined : this.code.names[Number(index)]) ?? value;
  }

  textOf(literal: Node): string {
    return this.code.strings[Number(literal['value'])] ?? '';
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function isCall(value: unknown): value is Node {
  return isNode(value) && value.type === 'CallExpression';
}

function isPath(node: Node): boolean {
  return node.type === 'Identifier' || node.type === 'MemberExpression';
}
