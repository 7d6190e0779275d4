import type { Node } from '@babel/types';
import { propertyName } from './parse/names-of.ts';
import { peel } from './parse/walk.ts';
import { RESERVED_WORDS } from '../reserved-words.ts';

/** Names of functions that say nothing of what they are for. */
const VAGUE = /^(?:GET|POST|PUT|PATCH|DELETE|default|handler|main|run|execute|call|invoke|fn|cb|callback)$/;
const VAGUE_FILE = /^(?:index|route|page|main|app|server|handler|mod)$/;
const MAX_NAME = 60;

/** `SUMMARIZE_SYSTEM_PROMPT` of the system text in `summarize`, or `summarizeSystemPrompt` where it is a function. */
export function nameSite(
  owners: readonly string[],
  role: string | null,
  path: string,
  isConstant: boolean,
): string {
  const owner = owners.findLast((name) => !VAGUE.test(name)) ?? nameOfFile(path);
  const words = wordsOf(owner).filter((word, index) => !(index === 0 && /^(?:use|\d+)$/.test(word)));
  while (/^(?:prompt|prompts|system|instructions?)$/.test(words.at(-1) ?? '')) words.pop();
  const all = [...(words.length > 0 ? words : ['inline']), ...(role === null ? [] : wordsOf(role)), 'prompt'];
  return isConstant ? all.join('_').toUpperCase() : camelCase(all);
}

function nameOfFile(path: string): string {
  const names = path
    .split('/')
    .map((part) => part.replace(/\.[^.]*$/, ''))
    .filter((part) => part !== '' && !/^[[(@]/.test(part));
  return names.findLast((name) => !VAGUE_FILE.test(name)) ?? names.at(-1) ?? 'inline';
}

/** `generateHTMLTitle` → generate, html, title */
function wordsOf(name: string): string[] {
  const words = name
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map((word) => word.toLowerCase());
  const kept: string[] = [];
  for (const word of words) if (kept.join('_').length + word.length < MAX_NAME) kept.push(word);
  return kept;
}

function camelCase(words: readonly string[]): string {
  const name = words
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
  return /^\p{N}/u.test(name) ? `_${name}` : name;
}

/** The name, with a number behind it where it is taken. */
export function uniqueIn(wanted: string, isTaken: (name: string) => boolean): string {
  const name = /^\p{N}/u.test(wanted) ? `_${wanted}` : wanted;
  if (!isTaken(name)) return name;
  const separator = name === name.toUpperCase() ? '_' : '';
  for (let number = 2; ; number += 1) {
    const next = `${name}${separator}${number}`;
    if (!isTaken(next)) return next;
  }
}

/**
 * A parameter for each expression of a text, named after it; the same expression is the same parameter.
 *
 * @param sources the code of each expression
 */
export function nameParameters(
  expressions: readonly Node[],
  sources: readonly string[],
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  expressions.forEach((node, index) => {
    const source = sources[index] ?? '';
    if (names.has(source)) return;
    const [short = 'value', long = short] = wantedNames(node);
    const wanted = taken.has(short) ? long : short;
    const safe = RESERVED_WORDS.has(wanted) ? `${wanted}Value` : wanted;
    const name = uniqueIn(safe, (each) => taken.has(each));
    taken.add(name);
    names.set(source, name);
  });
  return names;
}

const MAX_DEPTH = 20;

/** `user.name` → name, or userName where that is taken. */
function wantedNames(written: Node, depth = 0): string[] {
  if (depth > MAX_DEPTH) return [];
  const node = peel(written);
  switch (node.type) {
    case 'Identifier':
      return [node.name];
    case 'MemberExpression':
    case 'OptionalMemberExpression': {
      const name = propertyName(node.property, node.computed);
      if (name === null || !/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name))
        return wantedNames(node.object, depth + 1);
      const [of] = wantedNames(node.object, depth + 1);
      return [name, of === undefined ? name : of + name.charAt(0).toUpperCase() + name.slice(1)];
    }
    case 'CallExpression':
    case 'OptionalCallExpression':
      return wantedNames(node.callee, depth + 1);
    case 'AwaitExpression':
      return wantedNames(node.argument, depth + 1);
    case 'LogicalExpression':
      return wantedNames(node.left, depth + 1);
    case 'ConditionalExpression':
      return wantedNames(node.test, depth + 1);
    case 'UnaryExpression':
      return wantedNames(node.argument, depth + 1);
    default:
      return [];
  }
}
