import type { Class, ClassBody, Node } from '@babel/types';
import { findBinding } from '../../names/find-binding.ts';
import type { Module, Modules } from '../../modules/modules.ts';
import { ALL_FIELDS, digestOf } from '../../parse/digest.ts';
import { propertyName } from '../../parse/names-of.ts';
import { peel } from '../../parse/walk.ts';
import type { TopLevel } from '../../values/values.ts';

const MAX_NODES = 4_000;

/** A class that was come by, of which the members that nobody has asked for yet wait. */
interface Met {
  readonly module: Module;
  readonly methods: Map<string, Node[]>;
  readonly fields: Map<string, Node[]>;
}

/** Code at the top level of modules that a value is computed by, each piece of it once. */
export interface Reach {
  /** That code asks for these members, of whatever; null where it may ask for any. */
  ask(members: readonly string[] | null): void;
  /** Follows names from where they are read. */
  follow(modules: Modules, names: readonly TopLevel[]): void;
  /** Characters of the literals in it that may be of a prompt. */
  length(): number;
}

/**
 * Of a class the constructor counts and those members that are asked for by name anywhere in the code: a method that
 * reads a setting does not hide the text of those beside it.
 */
export function createReach(): Reach {
  const seen = new Set<Node>();
  const asked = new Set<string>();
  const met: Met[] = [];
  const pending: { module: Module; node: Node }[] = [];
  let asksAny = false;
  let length = 0;
  let nodes = 0;

  const ask = (members: readonly string[] | null) => {
    if (members === null) asksAny = true;
    for (const name of members ?? []) asked.add(name);
  };
  const read = (modules: Modules, { module, names }: TopLevel) => {
    for (const name of names) {
      const found = findBinding(modules, module.path, name, 0);
      if (found) pending.push({ module: found.scope.module, node: found.node });
    }
  };
  const take = (modules: Modules, module: Module, node: Node) => {
    if (seen.has(node) || nodes >= MAX_NODES) return;
    seen.add(node);
    const made = classOf(node);
    if (made) return void meet(module, made);
    const digest = digestOf(node);
    length += digest.length;
    nodes += digest.nodes;
    ask(digest.asked);
    read(modules, { module, names: digest.names });
  };
  const meet = (module: Module, { superClass, body }: Class) => {
    const [methods, fields] = [new Map<string, Node[]>(), new Map<string, Node[]>()];
    met.push({ module, methods, fields });
    if (superClass) pending.push({ module, node: superClass });
    for (const member of body.body) {
      const name = nameOf(member);
      const members = member.type.endsWith('Method') ? methods : fields;
      if (name === null) pending.push({ module, node: member });
      else members.set(name, [...(members.get(name) ?? []), member]);
    }
  };
  const takeAsked = () => {
    const asksAllFields = asksAny || asked.has(ALL_FIELDS);
    for (const { module, methods, fields } of met) {
      for (const [members, all] of [[methods, asksAny] as const, [fields, asksAllFields] as const]) {
        for (const [name, nodes] of members) {
          if (!all && !asked.has(name)) continue;
          members.delete(name);
          pending.push(...nodes.map((node) => ({ module, node })));
        }
      }
    }
  };

  return {
    ask,
    follow(modules, names) {
      for (const each of names) read(modules, each);
      do {
        for (let next = pending.pop(); next; next = pending.pop()) take(modules, next.module, next.node);
        takeAsked();
      } while (pending.length > 0);
    },
    length: () => length,
  };
}

/** `class A {}`, `const A = class {}` */
function classOf(node: Node): Class | null {
  const code = node.type === 'VariableDeclarator' && node.init ? peel(node.init) : node;
  return code.type === 'ClassDeclaration' || code.type === 'ClassExpression' ? code : null;
}

/** Null for what counts in any case. */
function nameOf(member: ClassBody['body'][number]): string | null {
  switch (member.type) {
    case 'ClassMethod': {
      const name = propertyName(member.key, member.computed);
      return name === null || /^(?:constructor|toString|toJSON|valueOf)$/.test(name) ? null : name;
    }
    case 'ClassProperty':
    case 'ClassAccessorProperty':
      return propertyName(member.key, member.computed === true);
    case 'ClassPrivateMethod':
    case 'ClassPrivateProperty':
      return propertyName(member.key, false);
    default:
      return null;
  }
}
