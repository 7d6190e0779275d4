import type { Node } from '@babel/types';
import { choose } from '../values/choices.ts';
import { listItems } from '../values/plain.ts';
import {
  isNullish,
  samePath,
  type Item,
  type ListValue,
  type Path,
  type RecordValue,
  type Value,
} from '../values/values.ts';

/** One message of a chat prompt before it is printed. */
export interface DraftMessage {
  readonly role: string;
  readonly content: Value;
}

/** What a value says as the messages of a chat. */
export interface DraftChat {
  readonly messages: readonly DraftMessage[];
  /** What a list of messages cannot say, such as one that is there on a condition; null where all is said. */
  readonly gap: Gap | null;
  /** Whether roles are written, or names that only a call of a model has; `{ system, user }` may be anything. */
  readonly isSure: boolean;
}

interface Gap {
  /** Where it is written; null where that is not known. */
  readonly node: Node | null;
}

const ROLES = new Set([
  'system',
  'user',
  'assistant',
  'developer',
  'tool',
  'placeholder',
  'human',
  'ai',
  'model',
  'function',
]);

/** What libraries call the text that stands before all messages. */
const SYSTEM = [
  'system',
  'systemPrompt',
  'system_prompt',
  'systemMessage',
  'system_message',
  'systemInstruction',
  'systemInstructions',
  'system_instruction',
  'instructions',
];

/** What a function calls the user's text beside it. */
const USER = ['prompt', 'user', 'userPrompt', 'user_prompt', 'userMessage', 'user_message', 'input'];

/**
 * Reads a value as the messages of a chat: `{ role, content }`, a list of them, `{ messages }`, `{ system, prompt }`.
 *
 * @param returned whether a function gives it: then `{ systemPrompt, userPrompt }` is one call; of an object that is
 *   exported, each text is a prompt by its own name
 * @returns null for a value of any other shape
 */
export function toChat(value: Value, returned: boolean): DraftChat | null {
  switch (value.kind) {
    case 'choice':
      return chatOfChoice(value, (side) => toChat(side, returned));
    case 'list':
      return chatOfList(value);
    case 'record':
      return chatOfMessage(value) ?? chatOfCall(value, returned);
    default:
      return null;
  }
}

/** `{ prompt: 'text' }` as what a function gives: the text it stands for. */
export function textOfCall({ entries }: RecordValue): Value | null {
  return entries.get('prompt') ?? entries.get('userPrompt') ?? null;
}

function sure(messages: readonly DraftMessage[]): DraftChat {
  return { messages, gap: null, isSure: true };
}

function joined(chats: readonly DraftChat[]): DraftChat {
  return {
    messages: chats.flatMap(({ messages }) => messages),
    gap: chats.find(({ gap }) => gap)?.gap ?? null,
    isSure: chats.every(({ isSure }) => isSure),
  };
}

/** Two sides that say the same in other words: as many messages, of the same roles. Where one is nothing, no call is made. */
function chatOfChoice(
  { test, consequent, alternate }: Extract<Value, { kind: 'choice' }>,
  read: (side: Value) => DraftChat | null,
): DraftChat | null {
  if (isNullish(consequent)) return read(alternate);
  if (isNullish(alternate)) return read(consequent);
  const [then, otherwise] = [read(consequent), read(alternate)];
  return then && otherwise && mergeChats(test, then, otherwise);
}

function mergeChats(
  test: Extract<Value, { kind: 'choice' }>['test'],
  then: DraftChat,
  otherwise: DraftChat,
): DraftChat {
  const isSame =
    then.messages.length === otherwise.messages.length &&
    then.messages.every(({ role }, index) => role === otherwise.messages[index]?.role);
  const whole = joined([then, otherwise]);
  if (!isSame) return { ...whole, gap: whole.gap ?? { node: null } };
  const messages = then.messages.map(({ role, content }, index) => ({
    role,
    content: choose(test, content, otherwise.messages[index]?.content ?? content),
  }));
  return { ...whole, messages };
}

/** A list with one message at least that is written out. */
function chatOfList({ items, hole }: ListValue): DraftChat | null {
  const read = hole ? null : chatOfItems(items);
  return read?.messages.some(({ role }) => role !== 'placeholder') ? read : null;
}

function chatOfItems(items: readonly Item[]): DraftChat | null {
  const read: DraftChat[] = [];
  for (const item of items) {
    const chat = chatOfItem(item);
    if (!chat) return null;
    read.push(chat);
  }
  return joined(read);
}

function chatOfItem(item: Item): DraftChat | null {
  switch (item.kind) {
    case 'one':
      return chatOfOne(item.value);
    case 'when': {
      const [then, otherwise] = [chatOfItems(item.consequent), chatOfItems(item.alternate)];
      return then && otherwise && mergeChats(item.test, then, otherwise);
    }
    case 'each':
      return chatOfEach(item);
  }
}

function chatOfOne(value: Value): DraftChat | null {
  switch (value.kind) {
    case 'record':
      return chatOfMessage(value);
    case 'choice': {
      const [then, otherwise] = [chatOfOne(value.consequent), chatOfOne(value.alternate)];
      if (then && otherwise) return mergeChats(value.test, then, otherwise);
      const some = then ?? otherwise;
      return some && { ...some, gap: some.gap ?? { node: null } };
    }
    default:
      return placeholderFor(value);
  }
}

/** Messages, or one, that the caller gives or the running code makes. */
function placeholderFor(value: Value): DraftChat | null {
  if (value.kind === 'path') return sure([placeholder({ ...value, annotation: null })]);
  return value.kind === 'unknown' ? sure([placeholder(value)]) : null;
}

function placeholder(content: Value): DraftMessage {
  return { role: 'placeholder', content };
}

/** Messages of a list that is spread or gone through: the list itself where they are its own, else what is made of it. */
function chatOfEach({ loop, body, whole }: Extract<Item, { kind: 'each' }>): DraftChat | null {
  const [first] = body;
  const value = body.length === 1 && first?.kind === 'one' ? first.value : null;
  const isItem = (path: Path, name: string | null) =>
    path.root.kind === 'item' &&
    path.root.loop === loop &&
    path.segments.length === (name === null ? 0 : 1) &&
    (name === null || path.segments[0] === name);
  const copies = (record: RecordValue, name: string) => {
    const entry = record.entries.get(name);
    return entry?.kind === 'path' && isItem(entry.path, name);
  };
  const isOwn =
    loop.filter === null &&
    ((value?.kind === 'path' && isItem(value.path, null)) ||
      (value?.kind === 'record' && copies(value, 'role') && copies(value, 'content')));
  if (isOwn) return sure([placeholder({ kind: 'path', path: loop.list, annotation: null })]);
  const isText = value !== null && value.kind !== 'record' && value.kind !== 'path';
  if (isText || (value?.kind === 'record' && !value.entries.has('role'))) return null;
  if (whole) return sure([placeholder({ kind: 'text', parts: [{ kind: 'slot', slot: whole }] })]);
  return { ...sure([]), gap: { node: value ? roleOf(value) : null } };
}

function roleOf(value: Value): Node | null {
  return value.kind === 'record' ? (value.nodes.get('role') ?? null) : null;
}

/** `{ role, content }`; with a role or content that cannot be said it is a gap. */
function chatOfMessage(record: RecordValue): DraftChat | null {
  const role = record.entries.get('role');
  const written = record.entries.get('content') ?? record.entries.get('parts');
  if (!role || !written) return null;
  if (role.kind === 'static' && (typeof role.value !== 'string' || !ROLES.has(role.value))) return null;
  const content = toContent(written);
  if (role.kind === 'static' && content) return sure([{ role: String(role.value), content }]);
  const of = role.kind === 'path' ? parentOf(role.path) : null;
  if (
    of &&
    written.kind === 'path' &&
    samePath(written.path, { ...of, segments: [...of.segments, 'content'] })
  )
    return sure([placeholder({ kind: 'path', path: of, annotation: null })]);
  return { ...sure([]), gap: { node: roleOf(record) } };
}

/** What `a.role` is the role of. */
function parentOf({ root, segments }: Path): Path | null {
  return segments.at(-1) === 'role' ? { root, segments: segments.slice(0, -1) } : null;
}

/** `{ system, messages }`, `{ systemInstruction, contents }`, `{ systemPrompt, userPrompt }` */
function chatOfCall({ entries, nodes }: RecordValue, returned: boolean): DraftChat | null {
  const name = SYSTEM.find((each) => entries.has(each));
  const written = name === undefined ? undefined : entries.get(name);
  const system = written && systemMessages(written);
  const hasSystem = system !== null && system !== undefined && system.length > 0;
  const messages = entries.get('messages');
  const contents = hasSystem && !messages ? entries.get('contents') : undefined;
  const rest = messages ? chatOfMessages(messages, hasSystem) : contents && chatOfContents(contents);
  if (rest) {
    if (system) return joined([sure(system), rest]);
    return name === undefined ? rest : { ...rest, gap: rest.gap ?? { node: nodes.get(name) ?? null } };
  }
  if (!hasSystem)
    return returned && system === null ? chatWithout(written, entries, nodes.get(name ?? '')) : null;
  const isGemini = name?.startsWith('systemInstruction') === true || name === 'system_instruction';
  const user = (returned ? USER : name === 'system' ? ['prompt'] : []).find((each) => entries.has(each));
  const asked = user === undefined ? null : chatOfUser(entries.get(user) as Value);
  if (asked) return { ...joined([sure(system), asked]), isSure: name === 'system' && user === 'prompt' };
  // Messages that are there, and cannot be read, are a part of the call.
  const unread =
    ['messages', ...(isGemini ? ['contents'] : [])].find((each) => entries.has(each)) ??
    (user !== undefined && /^(?:list|choice)$/.test(entries.get(user)?.kind ?? '') ? user : undefined);
  const gap = unread === undefined ? null : { node: nodes.get(unread) ?? null };
  return returned ? { ...sure(system), gap, isSure: isGemini } : null;
}

/** A text beside a system text that cannot be read, as one that is there on a condition: it is not all there is. */
function chatWithout(
  written: Value | undefined,
  entries: RecordValue['entries'],
  node: Node | undefined,
): DraftChat | null {
  if (!written || written.kind === 'static') return null;
  const user = USER.find((each) => entries.has(each));
  const asked = user === undefined ? null : chatOfUser(entries.get(user) as Value);
  return asked && { ...asked, gap: { node: node ?? null } };
}

/** Several texts are several blocks of one system text; each of them is said by itself. */
function systemMessages(value: Value): readonly DraftMessage[] | null {
  if (isNullish(value)) return [];
  const role = 'system';
  const one = toContent(value);
  if (one) return [{ role, content: one }];
  const parts =
    value.kind === 'record' ? (value.entries.get('parts') ?? value.entries.get('content')) : value;
  const items = parts?.kind === 'list' ? listItems(parts.items) : null;
  const texts = items?.map(textOfPart) ?? [];
  const contents = texts.filter((text) => text !== null);
  return contents.length > 0 && contents.length === texts.length
    ? contents.map((content) => ({ role, content }))
    : null;
}

/** @param hasSystem whether there is a message before them, so that they may all be the caller's */
function chatOfMessages(value: Value, hasSystem: boolean): DraftChat | null {
  if (value.kind === 'choice') return chatOfChoice(value, (side) => chatOfMessages(side, hasSystem));
  if (!hasSystem) return toChat(value, false);
  return value.kind === 'list' && !value.hole ? chatOfItems(value.items) : placeholderFor(value);
}

/** `contents: 'text'`, `contents: [{ parts: [{ text }] }]`: without a role, it is the user's. */
function chatOfContents(value: Value): DraftChat | null {
  if (value.kind === 'choice') return chatOfChoice(value, chatOfContents);
  const [only, ...more] = (value.kind === 'list' && listItems(value.items)) || [];
  const isOne = only?.kind === 'record' && more.length === 0 && !only.entries.has('role');
  const content = isOne ? toContent(only) : value.kind === 'path' ? null : toContent(value);
  return content && value.kind !== 'unknown'
    ? sure([{ role: 'user', content }])
    : chatOfMessages(value, true);
}

function chatOfUser(value: Value): DraftChat | null {
  if (value.kind === 'path' && value.annotation?.shape === 'list') return placeholderFor(value);
  return isContent(value) ? sure([{ role: 'user', content: value }]) : toChat(value, false);
}

/** Text, or content parts of which one is text; an image beside it is no text. */
function toContent(value: Value): Value | null {
  if (isContent(value)) return value;
  if (value.kind === 'choice') {
    const [then, otherwise] = [toContent(value.consequent), toContent(value.alternate)];
    return then && otherwise && choose(value.test, then, otherwise);
  }
  if (value.kind === 'record') return textOfPart(value) ?? contentOfParts(value);
  const items = value.kind === 'list' ? listItems(value.items) : null;
  if (!items || items.length === 0) return null;
  const texts = items.filter((item) => !isOtherPart(item));
  const [only] = texts;
  return texts.length === 1 && only ? textOfPart(only) : null;
}

/** `{ parts: [{ text }] }` */
function contentOfParts({ entries }: RecordValue): Value | null {
  const parts = entries.get('parts') ?? entries.get('content');
  return parts?.kind === 'list' || parts?.kind === 'static' || parts?.kind === 'text'
    ? toContent(parts)
    : null;
}

function textOfPart(part: Value): Value | null {
  const text = part.kind === 'record' ? part.entries.get('text') : undefined;
  return text && isContent(text) ? text : null;
}

/** A part of another type, or one that the caller gives whole. */
function isOtherPart(part: Value): boolean {
  if (part.kind === 'path') return true;
  const type = part.kind === 'record' ? part.entries.get('type') : undefined;
  return type?.kind === 'static' && type.value !== 'text' && type.value !== 'input_text';
}

function isContent(value: Value): boolean {
  switch (value.kind) {
    case 'static':
      return typeof value.value === 'string';
    case 'text':
    case 'path':
    case 'unknown':
    case 'wrapper':
      return true;
    case 'choice':
      return isContent(value.consequent) && isContent(value.alternate);
    default:
      return false;
  }
}
