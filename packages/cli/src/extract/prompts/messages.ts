import { choose } from '../values/choices.ts';
import { listItems } from '../values/plain.ts';
import type { Value } from '../values/values.ts';

/** One message of a chat prompt before it is printed. */
export interface DraftMessage {
  readonly role: string;
  readonly content: Value;
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

/**
 * Reads a value as the messages of a chat: `{ role, content }`, a list of them, `{ messages }`, `{ system, prompt }`.
 *
 * @returns null for a value of any other shape
 */
export function toMessages(value: Value): readonly DraftMessage[] | null {
  if (value.kind === 'choice') return mergeMessages(value);
  if (value.kind === 'list') {
    const items = listItems(value.items);
    if (!items || items.length === 0) return null;
    const messages = items.map(toMessage);
    return messages.every((message) => message !== null) ? messages : null;
  }
  if (value.kind !== 'record') return null;
  const single = toMessage(value);
  if (single) return [single];
  const system = value.entries.get('system');
  const list = value.entries.get('messages');
  const prompt = value.entries.get('prompt');
  if (list) {
    const messages = toMessages(list);
    if (!messages) return null;
    return system && isContent(system) ? [{ role: 'system', content: system }, ...messages] : messages;
  }
  if (system && prompt && isContent(system)) {
    const messages = isContent(prompt) ? [{ role: 'user', content: prompt }] : toMessages(prompt);
    return messages && [{ role: 'system', content: system }, ...messages];
  }
  return null;
}

/** Two sides that say the same in other words: as many messages, of the same roles. */
function mergeMessages({ test, consequent: then, alternate: otherwise }: Extract<Value, { kind: 'choice' }>) {
  const first = toMessages(then);
  const second = toMessages(otherwise);
  if (!first || !second || first.length !== second.length) return null;
  const merged: DraftMessage[] = [];
  for (const [index, { role, content }] of first.entries()) {
    const other = second[index];
    if (other?.role !== role) return null;
    merged.push({ role, content: choose(test, content, other.content) });
  }
  return merged;
}

function toMessage(value: Value): DraftMessage | null {
  if (value.kind !== 'record') return null;
  const role = value.entries.get('role');
  if (role?.kind !== 'static' || typeof role.value !== 'string' || !ROLES.has(role.value)) return null;
  const content = toContent(value.entries.get('content') ?? value.entries.get('parts'));
  return content && { role: role.value, content };
}

/** Text, or content parts of which one is text; an image beside it is no text. */
function toContent(value: Value | undefined): Value | null {
  if (!value) return null;
  if (isContent(value)) return value;
  if (value.kind === 'choice') {
    const [then, otherwise] = [toContent(value.consequent), toContent(value.alternate)];
    return then && otherwise && choose(value.test, then, otherwise);
  }
  if (value.kind === 'record') return textOfPart(value);
  const items = value.kind === 'list' ? listItems(value.items) : null;
  if (!items || items.length === 0) return null;
  const texts = items.filter((item) => !isOtherPart(item));
  const [only] = texts;
  return texts.length === 1 && only ? textOfPart(only) : null;
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
