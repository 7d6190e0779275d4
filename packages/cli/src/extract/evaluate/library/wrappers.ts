import type { NewExpression, Node, ObjectExpression } from '@babel/types';
import { argumentValues, type Call } from './arguments.ts';
import { findImport, OWN_PACKAGE } from '../../names/find-import.ts';
import { propertyName } from '../../parse/names-of.ts';
import { listItems, listOf, memberOf, recordOf } from '../../values/plain.ts';
import type { Run } from '../run/run.ts';
import { findCell } from '../../names/scope.ts';
import {
  isNullish,
  isString,
  staticValue,
  type RecordValue,
  type Scope,
  type Syntax,
  type Value,
} from '../../values/values.ts';
import { peel } from '../../parse/walk.ts';

/** The roles that LangChain's message classes stand for. */
const ROLES: Readonly<Record<string, string>> = { System: 'system', Human: 'user', AI: 'assistant' };

/**
 * A call of a prompt class of a known library: its text has placeholders of that library's own syntax.
 *
 * @returns null for every other call
 */
export function wrapperCall(run: Run, node: Call | NewExpression, scope: Scope): Value | null {
  const callee = peel(node.callee);
  const isNew = node.type === 'NewExpression';
  const own = findImport(callee, scope);
  if (own?.from === OWN_PACKAGE && own.name === 'definePrompt')
    return readDefinition(run, node, scope, 'own');
  if (own && isNew && isLangChain(own.from)) return newLangChain(run, own.name, node, scope);
  if (isNew) return newTemplate(run, node, scope);
  if (callee.type !== 'MemberExpression') return null;
  const method = propertyName(callee.property, callee.computed);
  const object = findImport(callee.object, scope);
  if (object && method !== null && isLangChain(object.from))
    return callLangChain(run, object.name, method, node, scope);
  if (method === 'definePrompt' && isGenkit(run, callee.object, scope))
    return readDefinition(run, node, scope, 'mustache');
  return null;
}

function isLangChain(from: string): boolean {
  return from === 'langchain' || from.startsWith('langchain/') || from.startsWith('@langchain/');
}

/** `const ai = genkit({ … })` */
function isGenkit(run: Run, written: Node, scope: Scope): boolean {
  const object = peel(written);
  if (object.type !== 'Identifier' || findCell(scope, object.name)) return false;
  let { module } = scope;
  let name = object.name;
  for (let hops = 0; hops < 8; hops += 1) {
    const binding = module.bindings.get(name);
    if (binding?.kind === 'variable' && binding.node.init?.type === 'CallExpression') {
      const from = findImport(binding.node.init.callee, { module, cells: new Map(), parent: null });
      return from?.name === 'genkit' && /^(?:genkit|@genkit-ai\/)/.test(from.from);
    }
    if (binding?.kind !== 'import') return false;
    const target = run.modules.resolve(module.path, binding.from);
    const next = target?.kind === 'module' ? run.modules.follow(target.path) : null;
    const exported = next?.exports.get(binding.name);
    if (!next || exported?.kind !== 'local') return false;
    module = next;
    name = exported.name;
  }
  return false;
}

function wrapped(content: Value | undefined, syntax: Syntax | null): Value | null {
  return content && syntax ? { kind: 'wrapper', syntax, content } : null;
}

/**
 * `ai.definePrompt({ name, prompt })`, `definePrompt({ name, system, prompt })`: what the options say;
 * `ai.definePrompt({ name }, text)`: what comes behind them, which may be a function.
 */
function readDefinition(run: Run, node: Call | NewExpression, scope: Scope, syntax: Syntax): Value | null {
  const [options, behind] = argumentValues(run, node, scope) ?? [];
  if (options?.kind !== 'record') return null;
  if (behind) return behind.kind === 'function' ? behind : wrapped(behind, syntax);
  const text = options.entries.get('template') ?? options.entries.get('prompt');
  const system = options.entries.get('system');
  const messages = options.entries.get('messages');
  if (messages) return messages;
  if (!text) return wrapped(system, syntax);
  if (!system) return wrapped(text, syntax);
  const message = (role: string, content: Value) =>
    recordOf([
      ['role', staticValue(role)],
      ['content', wrapped(content, syntax) ?? content],
    ]);
  return listOf([message('system', system), message('user', text)]);
}

/** `new PromptTemplate({ template })`, `new FewShotPromptTemplate({ … })`, `new SystemMessage(text)` */
function newLangChain(run: Run, name: string, node: NewExpression, scope: Scope): Value | null {
  const first = argumentValues(run, node, scope)?.[0];
  if (!first) return null;
  const message = /^(System|Human|AI)Message$/.exec(name);
  if (message) {
    const content = first.kind === 'record' ? first.entries.get('content') : first;
    return content ? messageOf(message[1] ?? '', content) : null;
  }
  if (name === 'MessagesPlaceholder') return placeholderMessage(first);
  const syntax = syntaxOf(first);
  if (first.kind !== 'record' || !syntax) return null;
  if (name === 'PromptTemplate')
    return withPartial(run, wrapped(first.entries.get('template'), syntax), first, node, scope);
  if (name === 'FewShotPromptTemplate') {
    const entries = [...first.entries].map(([key, value]): [string, Value] => [
      key,
      key === 'prefix' || key === 'suffix' ? (wrapped(value, syntaxOf(first)) ?? value) : value,
    ]);
    return recordOf(entries);
  }
  return null;
}

/** `{ partialVariables: { … } }` among the options of a template. */
function withPartial(
  run: Run,
  template: Value | null,
  options: Value | undefined,
  node: Node,
  scope: Scope,
): Value | null {
  const given = options?.kind === 'record' ? options.entries.get('partialVariables') : undefined;
  return template && given && !isNullish(given) ? withDefaults(run, template, given, node, scope) : template;
}

/**
 * `template.partial({ a: … })` of LangChain, which gives a promise, and `template.partialFormat({ a: … })` of LlamaIndex:
 * the template with values for some of its names, which a caller may still give others.
 *
 * @returns null for every other method, and where the values are not known by their names
 */
export function callTemplate(
  run: Run,
  template: Value,
  name: string,
  node: Call,
  scope: Scope,
): Value | null {
  if (name !== 'partial' && name !== 'partialFormat') return null;
  const [given] = argumentValues(run, node, scope) ?? [];
  const filled = given ? withDefaults(run, template, given, node, scope) : null;
  return filled && (name === 'partial' ? { kind: 'promise', value: filled } : filled);
}

function withDefaults(run: Run, template: Value, given: Value, node: Node, scope: Scope): Value | null {
  if (given.kind !== 'record' || given.rest) return null;
  if (template.kind === 'wrapper') {
    const filled = [...given.entries].map(
      ([name, value]) => [name, filledWith(run, value, node, scope)] as const,
    );
    return { ...template, defaults: new Map([...(template.defaults ?? []), ...filled]) };
  }
  const messages = template.kind === 'list' ? listItems(template.items) : null;
  const filled = messages?.map((message) => {
    const content = message.kind === 'record' ? message.entries.get('content') : undefined;
    if (message.kind !== 'record' || content?.kind !== 'wrapper') return message;
    const next = withDefaults(run, content, given, node, scope);
    return next && { ...message, entries: new Map([...message.entries, ['content', next]]) };
  });
  return filled && filled.some((message, index) => message !== messages?.[index])
    ? listOf(filled.filter((message) => message !== null))
    : null;
}

/** A function is asked each time. */
function filledWith(run: Run, value: Value, node: Node, scope: Scope): Value {
  const result = value.kind === 'function' ? run.parts.callFunction(run, value, [], node, scope) : value;
  return result.kind === 'promise' ? result.value : result;
}

/** What other libraries call the list of names that a template has placeholders for. */
const NAME_LISTS = ['templateVars', 'inputVariables', 'variables'];

/**
 * `new PromptTemplate({ template, templateVars: ['name'] })` of any other library, or of the repository itself: the names
 * are said, so that what `{name}` is in the text is no guess.
 */
function newTemplate(run: Run, node: NewExpression, scope: Scope): Value | null {
  const [argument] = node.arguments;
  if (argument?.type !== 'ObjectExpression' || !hasKey(argument, 'template')) return null;
  const options = NAME_LISTS.some((name) => hasKey(argument, name)) && argumentValues(run, node, scope)?.[0];
  if (!options || options.kind !== 'record') return null;
  const template = options.entries.get('template');
  const list = NAME_LISTS.map((name) => options.entries.get(name)).find((value) => value?.kind === 'list');
  const names = list?.kind === 'list' ? listItems(list.items) : null;
  if (template?.kind !== 'static' || typeof template.value !== 'string' || !names) return null;
  // How a brace itself is written is another thing in each library.
  const braces = template.value.match(/\{+[^{}]*\}+|[{}]/g) ?? [];
  const isPlain = braces.every((brace) =>
    names.some((name) => name.kind === 'static' && brace === `{${String(name.value)}}`),
  );
  return isPlain && braces.length > 0 ? wrapped(template, 'f-string') : null;
}

function hasKey(object: ObjectExpression, key: string): boolean {
  return object.properties.some(
    (property) => property.type === 'ObjectProperty' && propertyName(property.key, property.computed) === key,
  );
}

/** How the placeholders of a template are written; null where its options do not tell. */
function syntaxOf(options: Value | undefined): Syntax | null {
  if (!options) return 'f-string';
  if (options.kind !== 'record') return null;
  const format = options.entries.get('templateFormat');
  if (!format) return options.rest ? null : 'f-string';
  const named = format.kind === 'static' ? format.value : null;
  return named === 'mustache' || named === 'f-string' ? named : null;
}

/** `PromptTemplate.fromTemplate(text)`, `ChatPromptTemplate.fromMessages([…])` */
function callLangChain(run: Run, name: string, method: string, node: Call, scope: Scope): Value | null {
  const [first, options] = argumentValues(run, node, scope) ?? [];
  if (!first) return null;
  const syntax = syntaxOf(options);
  if (!syntax) return null;
  if (method === 'fromMessages' || method === 'fromPromptMessages') return readMessages(first, syntax);
  if (method !== 'fromTemplate') return null;
  if (name === 'PromptTemplate') return withPartial(run, wrapped(first, syntax), options, node, scope);
  const content = { kind: 'wrapper', syntax, content: first } as const;
  if (name === 'ChatPromptTemplate') return listOf([messageOf('Human', content)]);
  const message = /^(System|Human|AI)MessagePromptTemplate$/.exec(name);
  return message ? messageOf(message[1] ?? '', content) : null;
}

function readMessages(list: Value, syntax: Syntax): Value | null {
  const items = list.kind === 'list' ? listItems(list.items) : null;
  const messages = items?.map((item) => readMessage(item, syntax)) ?? [];
  return messages.length > 0 && messages.every((message) => message !== null) ? listOf(messages) : null;
}

/** A message object, a message template, a pair `['system', text]`, or a text of the user's. */
function readMessage(item: Value, syntax: Syntax): Value | null {
  if (item.kind === 'text' || isString(item))
    return messageOf('Human', { kind: 'wrapper', syntax, content: item });
  if (item.kind === 'record') return readRecord(item, syntax);
  const [role, content] = [memberOf(item, '0'), memberOf(item, '1')];
  if (role?.kind !== 'static' || typeof role.value !== 'string' || !content) return null;
  if (role.value === 'placeholder') return placeholderMessage(content);
  const known: Readonly<Record<string, string>> = { human: 'user', ai: 'assistant' };
  return recordOf([
    ['role', staticValue(known[role.value] ?? role.value)],
    ['content', readContent(content, syntax)],
  ]);
}

/** `{ role, content }` of the code is a template like a pair; what a class makes is a message as it is. */
function readRecord(item: RecordValue, syntax: Syntax): Value {
  const content = item.entries.get('content');
  if (!content || content.kind === 'wrapper') return item;
  const read = readContent(content, item.nodes.has('content') ? syntax : 'plain');
  return { ...item, entries: new Map([...item.entries, ['content', read]]) };
}

/** A text, or parts of which each text is a template. */
function readContent(content: Value, syntax: Syntax): Value {
  const parts = content.kind === 'list' ? listItems(content.items) : null;
  if (!parts) return { kind: 'wrapper', syntax, content };
  return listOf(
    parts.map((part) => {
      const text = part.kind === 'record' ? part.entries.get('text') : undefined;
      if (part.kind !== 'record' || !text) return part;
      return {
        ...part,
        entries: new Map([...part.entries, ['text', { kind: 'wrapper', syntax, content: text }]]),
      };
    }),
  );
}

function messageOf(kind: string, content: Value): Value {
  return recordOf([
    ['role', staticValue(ROLES[kind] ?? 'user')],
    ['content', content],
  ]);
}

/** Where a list of messages is put in at run time. */
function placeholderMessage(name: Value): Value | null {
  const variable = name.kind === 'record' ? name.entries.get('variableName') : name;
  if (variable?.kind !== 'static' || typeof variable.value !== 'string') return null;
  const text = variable.value.replace(/^\{(.*)\}$/, '$1');
  return recordOf([
    ['role', staticValue('placeholder')],
    ['content', { kind: 'wrapper', syntax: 'f-string', content: staticValue(`{${text}}`) }],
  ]);
}
