import type { Node, Program } from '@babel/types';
import { changedByCall, isMember } from './in-place.ts';
import { declaredNames, propertyName } from './names-of.ts';
import { childrenOf, isFunction, peel, walk } from './walk.ts';

type FunctionNode = Extract<Node, { params: unknown; body: unknown; generator?: unknown; async?: unknown }>;

/** A function that code stands in, with the names that are its own, of any of its blocks. */
interface Frame {
  readonly id: number;
  readonly fn: FunctionNode;
  readonly names: ReadonlySet<string>;
}

interface Place {
  readonly node: Node;
  /** Innermost first. */
  readonly frames: readonly Frame[];
}

/** A name, of the file or of a function, that a value may be the value of. */
interface Lead {
  readonly key: string;
  /** It is a part of that. */
  readonly isPart: boolean;
  /** It is another list or object with the same parts, or one that holds it: only what is inside is the same. */
  readonly isAround: boolean;
}

function changesAnything(program: Program): boolean {
  let found = false;
  walk(program, (node) => {
    found ||= changedTargets(node).length > 0;
    return !found;
  });
  return found;
}

/**
 * The top-level names of a file of which a part is changed, under whatever name: `const all = LIST; all.push(x)` in a
 * function, `add(LIST)` where `add` changes what it is given, `LIST.forEach((each) => { each.done = true; })`.
 */
export function changedParts(program: Program): ReadonlySet<string> {
  // Most files change nothing, and looking for one change is a fraction of the work.
  if (!changesAnything(program)) return new Set();
  const leads = new Map<string, Lead[]>();
  const functions = new Map<string, FunctionNode[]>();
  const own = new Map<Node, Frame>();
  const changed: Lead[] = [];
  const found = new Set<string>();
  const places = placesIn(program, own);
  // What a call leads to is known when all functions are.
  for (const { node, frames } of places) nameFunction(node, frames);
  for (const { node, frames } of places) {
    for (const [names, values] of bindingsIn(node, frames)) for (const name of names) lead(name, values);
    for (const target of changedTargets(node)) {
      const values = leadsOf(target, frames).filter(({ isAround }) => !isAround);
      changed.push(...values);
      // What stands there by its own name is seen without this.
      if (!isPath(target)) for (const { key } of values) find(key);
    }
  }
  follow();
  return found;

  function find(key: string): void {
    if (!key.includes(':')) found.add(key);
  }

  /** `function f() {}`, `const f = () => {}`, `class f { constructor() {} }`, and by its name alone `{ f() {} }`. */
  function nameFunction(node: Node, frames: readonly Frame[]): void {
    if (node.type === 'FunctionDeclaration' && node.id) addFunction(keyOf(node.id.name, frames), node);
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init)
      addFunction(keyOf(node.id.name, frames), peel(node.init));
    if (node.type === 'ClassDeclaration' && node.id)
      for (const member of node.body.body)
        if (member.type === 'ClassMethod' && member.kind === 'constructor')
          addFunction(keyOf(node.id.name, frames), member);
    if (node.type === 'ObjectMethod' || node.type === 'ClassMethod')
      addFunction(`.${propertyName(node.key, node.computed) ?? ''}`, node);
    if (node.type === 'ObjectProperty')
      addFunction(`.${propertyName(node.key, node.computed) ?? ''}`, peel(node.value));
  }

  function addFunction(key: string, node: Node): void {
    if (isFunction(node)) functions.set(key, [...(functions.get(key) ?? []), node]);
  }

  function lead(key: string, values: readonly Lead[]): void {
    if (values.length > 0) leads.set(key, [...(leads.get(key) ?? []), ...values]);
  }

  /** Which names get which values here. */
  function bindingsIn(node: Node, frames: readonly Frame[]): [string[], Lead[]][] {
    const keys = (target: Node) => declaredNames(target).map((name) => keyOf(name, frames));
    switch (node.type) {
      case 'VariableDeclarator':
        return node.init ? [[keys(node.id), taken(node.id, leadsOf(node.init, frames))]] : [];
      case 'AssignmentExpression':
        return isMember(peel(node.left)) || !/^(?:=|\|\|=|&&=|\?\?=)$/.test(node.operator)
          ? []
          : [[keys(node.left), taken(node.left, leadsOf(node.right, frames))]];
      // (x = LIST) => …
      case 'AssignmentPattern':
        return [[keys(node.left), taken(node.left, leadsOf(node.right, frames))]];
      case 'ForOfStatement': {
        const [declared] = node.left.type === 'VariableDeclaration' ? node.left.declarations : [];
        return [[keys(declared?.id ?? node.left), inside(leadsOf(node.right, frames))]];
      }
      case 'ReturnStatement': {
        const [frame] = frames;
        return frame && node.argument ? [[[returnOf(frame.fn)], leadsOf(node.argument, frames)]] : [];
      }
      case 'ArrowFunctionExpression':
        return node.body.type === 'BlockStatement'
          ? []
          : [[[returnOf(node)], leadsOf(node.body, inFrame(node, frames))]];
      case 'CallExpression':
      case 'OptionalCallExpression':
      case 'NewExpression':
        return parametersIn(node, frames);
      default:
        return [];
    }
  }

  /** What the parameters of a function of the file are in one call of it. */
  function parametersIn(
    node: Extract<Node, { type: 'CallExpression' | 'OptionalCallExpression' | 'NewExpression' }>,
    frames: readonly Frame[],
  ): [string[], Lead[]][] {
    const callee = peel(node.callee);
    const called = functionsOf(callee, frames);
    if (called.length > 0) return called.flatMap((fn) => givenTo(fn, node.arguments, frames));
    if (!isMember(callee)) return [];
    // LIST.forEach((each) => …), LIST.reduce((all, each) => …, start)
    const isFold = (propertyName(callee.property, callee.computed) ?? '').startsWith('reduce');
    const items = inside(leadsOf(callee.object, frames));
    const [first, start] = node.arguments;
    return (first ? functionsOf(peel(first), frames) : []).flatMap((callback) => {
      const [item, all] = isFold ? [callback.params[1], callback.params[0]] : [callback.params[0], null];
      const found: [string[], Lead[]][] = [];
      if (item) found.push([parameterKeys(callback, item), taken(item, items)]);
      if (all && start) found.push([parameterKeys(callback, all), leadsOf(start, frames)]);
      return found;
    });
  }

  function givenTo(fn: FunctionNode, all: readonly Node[], frames: readonly Frame[]): [string[], Lead[]][] {
    return fn.params.map((parameter, index) => {
      const isRest = parameter.type === 'RestElement';
      const given = isRest ? all.slice(index) : all.slice(index, index + 1);
      const values = given.flatMap((each) =>
        each.type === 'SpreadElement' ? inside(leadsOf(each, frames)) : leadsOf(each, frames),
      );
      return [parameterKeys(fn, parameter), isRest ? values.map(around) : taken(parameter, values)];
    });
  }

  function parameterKeys(fn: FunctionNode, parameter: Node): string[] {
    return declaredNames(parameter).map((name) => `${own.get(fn)?.id}:${name}`);
  }

  function functionsOf(node: Node, frames: readonly Frame[]): readonly FunctionNode[] {
    if (isFunction(node)) return [node];
    if (node.type === 'Identifier') return functions.get(keyOf(node.name, frames)) ?? [];
    if (!isMember(node)) return [];
    return functions.get(`.${propertyName(node.property, node.computed) ?? ''}`) ?? [];
  }

  function returnOf(fn: FunctionNode): string {
    return `${own.get(fn)?.id}:return`;
  }

  function inFrame(fn: Node, frames: readonly Frame[]): readonly Frame[] {
    const frame = own.get(fn);
    return frame ? [frame, ...frames] : frames;
  }

  function leadsOf(written: Node, frames: readonly Frame[]): Lead[] {
    const node = peel(written);
    switch (node.type) {
      case 'Identifier':
        return [{ key: keyOf(node.name, frames), isPart: false, isAround: false }];
      case 'MemberExpression':
      case 'OptionalMemberExpression':
        return inside(leadsOf(node.object, frames));
      case 'ConditionalExpression':
        return [...leadsOf(node.consequent, frames), ...leadsOf(node.alternate, frames)];
      case 'LogicalExpression':
        return [...leadsOf(node.left, frames), ...leadsOf(node.right, frames)];
      case 'AssignmentExpression':
        return leadsOf(node.right, frames);
      case 'AwaitExpression':
      case 'SpreadElement':
        return leadsOf(node.argument, frames);
      case 'ArrayExpression':
        return node.elements.flatMap((each) => (each ? leadsOf(each, frames) : [])).map(around);
      case 'ObjectExpression':
        return node.properties
          .flatMap((each) =>
            each.type === 'ObjectMethod'
              ? []
              : leadsOf(each.type === 'SpreadElement' ? each : each.value, frames),
          )
          .map(around);
      case 'CallExpression':
      case 'OptionalCallExpression':
        return leadsOfCall(node, frames);
      default:
        return [];
    }
  }

  function leadsOfCall(
    {
      callee: written,
      arguments: given,
    }: Extract<Node, { type: 'CallExpression' | 'OptionalCallExpression' }>,
    frames: readonly Frame[],
  ): Lead[] {
    const callee = peel(written);
    const called = functionsOf(callee, frames);
    if (called.length > 0) return called.map((fn) => ({ key: returnOf(fn), isPart: false, isAround: false }));
    if (!isMember(callee)) return [];
    const name = propertyName(callee.property, callee.computed) ?? '';
    const [first] = given;
    if (callee.object.type === 'Identifier' && /^(?:Object|Array)$/.test(callee.object.name)) {
      const values = first ? leadsOf(first, frames) : [];
      return /^(?:freeze|seal|assign)$/.test(name) ? values : values.map(around);
    }
    if (SAME.test(name)) return leadsOf(callee.object, frames);
    if (PART.test(name)) return inside(leadsOf(callee.object, frames));
    if (COPY.test(name)) return leadsOf(callee.object, frames).map(around);
    const callbacks = first && /^(?:map|flatMap)$/.test(name) ? functionsOf(peel(first), frames) : [];
    return callbacks.map((fn) => ({ key: returnOf(fn), isPart: false, isAround: true }));
  }

  /** What is changed under another name. */
  function follow(): void {
    const seen = new Set<string>();
    for (let next = changed.pop(); next; next = changed.pop()) {
      const { key, isPart } = next;
      if (seen.has(`${key} ${isPart}`)) continue;
      seen.add(`${key} ${isPart}`);
      for (const each of leads.get(key) ?? []) {
        if (each.isAround && !isPart) continue;
        changed.push({ ...each, isPart: isPart || each.isPart });
        find(each.key);
      }
    }
  }
}

/** `a`, `a.b.c` */
function isPath(written: Node): boolean {
  const node = peel(written);
  return isMember(node) ? isPath(node.object) : node.type === 'Identifier';
}

/** Methods that give the list itself, a part of it, and another list of its parts. */
const SAME = /^(?:sort|reverse|fill)$/;
const PART = /^(?:at|find|findLast|get|pop|shift)$/;
const COPY = /^(?:filter|slice|concat|splice|flat|toSorted|toReversed|values|entries)$/;

/** What a pattern takes out of a value is a part of it. */
function taken(pattern: Node, values: Lead[]): Lead[] {
  const target = pattern.type === 'AssignmentPattern' ? pattern.left : pattern;
  return target.type === 'Identifier' ? values : inside(values);
}

function inside(values: readonly Lead[]): Lead[] {
  return values.map(({ key, isAround }) => ({ key, isPart: !isAround, isAround: false }));
}

function around(value: Lead): Lead {
  return { ...value, isAround: true };
}

/** The lists and objects that are changed in place: of `x.a = 1`, `x`. */
function changedTargets(node: Node): Node[] {
  switch (node.type) {
    case 'AssignmentExpression':
      return ownersIn(node.left);
    case 'UpdateExpression':
      return ownersIn(node.argument);
    case 'UnaryExpression':
      return node.operator === 'delete' ? ownersIn(node.argument) : [];
    case 'ForOfStatement':
    case 'ForInStatement':
      return ownersIn(node.left);
    default: {
      const changed = changedByCall(node);
      return changed ? [changed] : [];
    }
  }
}

/** Of `x.a`, `[x.a, y]`, `{ b: x.a }` as targets, `x`. */
function ownersIn(target: Node): Node[] {
  const node = peel(target);
  switch (node.type) {
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return [node.object];
    case 'ArrayPattern':
      return node.elements.flatMap((each) => (each ? ownersIn(each) : []));
    case 'ObjectPattern':
      return node.properties.flatMap((each) =>
        ownersIn(each.type === 'RestElement' ? each.argument : each.value),
      );
    case 'AssignmentPattern':
      return ownersIn(node.left);
    case 'RestElement':
      return ownersIn(node.argument);
    default:
      return [];
  }
}

function placesIn(program: Program, own: Map<Node, Frame>): Place[] {
  const places: Place[] = [];
  const pending: Place[] = [{ node: program, frames: [] }];
  for (let place = pending.pop(); place; place = pending.pop()) {
    const { node, frames } = place;
    places.push(place);
    let inner = frames;
    if (isFunction(node)) {
      const frame = { id: own.size, fn: node, names: new Set(localNames(node)) };
      own.set(node, frame);
      inner = [frame, ...frames];
    }
    for (const child of childrenOf(node)) pending.push({ node: child, frames: inner });
  }
  return places;
}

function keyOf(name: string, frames: readonly Frame[]): string {
  const frame = frames.find(({ names }) => names.has(name));
  return frame ? `${frame.id}:${name}` : name;
}

/** Parameters and everything declared in a function, not in functions inside it. */
export function localNames(fn: Node): string[] {
  const names: string[] = [];
  const pending: Node[] = childrenOf(fn);
  if (isFunction(fn)) for (const parameter of fn.params) names.push(...declaredNames(parameter));
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === 'VariableDeclarator') names.push(...declaredNames(node.id));
    if ((node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') && node.id)
      names.push(node.id.name);
    if (!isFunction(node)) pending.push(...childrenOf(node));
  }
  return names;
}
