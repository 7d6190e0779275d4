import { listItems } from './plain.ts';
import type { Value } from './values.ts';

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

function toMessage(value: Value): DraftMessage | null {
  if (value.kind !== 'record') return null;
  const role = value.entries.get('role');
  if (role?.kind !== 'static' || typeof role.value !== 'string' || !ROLES.has(role.value)) return null;
  const content = toContent(value.entries.get('content') ?? value.entries.get('parts'));
  return content && { role: role.value, content };
}

/** Text, or content parts of which there is one and it is text. */
function toContent(value: Value | undefined): Value | null {
  if (!value) return null;
  if (isContent(value)) return value;
  const items = value.kind === 'list' ? listItems(value.items) : null;
  const [only] = items ?? [];
  if (items?.length !== 1 || only?.kind !== 'record') return null;
  const text = only.entries.get('text');
  return text && isContent(text) ? text : null;
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
      return isContent(value.then) && isContent(value.else);
    default:
      return false;
  }
}
