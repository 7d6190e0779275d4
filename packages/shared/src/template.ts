/** `text`: the template is one string. `chat`: it is the canonical JSON of a list of messages. */
export type PromptKind = 'text' | 'chat';

/** One turn of a chat prompt; `content` is itself a template. */
export interface Message {
  readonly role: string;
  readonly content: string;
}

/** A name that the template expects a value for. */
export interface Variable {
  readonly name: string;
  /** False when the template renders without a value: it has a default. */
  readonly required: boolean;
  readonly default?: string;
  /** What the source says it is, in TypeScript: `string`, `number`, `"en" | "de"`; absent where it does not say. */
  readonly type?: string;
  /** The code computes this value; the template only keeps its place. */
  readonly opaque?: boolean;
  /** The source of an opaque value, for people to read. */
  readonly expression?: string;
}

/**
 * Builds the `template_source` of a chat prompt: its messages as canonical JSON (no white space, `role` before
 * `content`), so that equal messages always have equal bytes and thus one checksum.
 */
export function formatMessages(messages: readonly Message[]): string {
  return JSON.stringify(messages.map(({ role, content }) => ({ role, content })));
}

/** Reads what `formatMessages` wrote; null where the text is not the canonical JSON of a list of messages. */
export function parseMessages(template: string): Message[] | null {
  let value: unknown;
  try {
    value = JSON.parse(template);
  } catch {
    return null;
  }
  if (!Array.isArray(value) || value.length === 0 || !value.every(isMessage)) return null;
  return formatMessages(value) === template ? value : null;
}

/** Whether a value has a role and a text; what else it has does not matter. */
export function isMessage(value: unknown): value is Message {
  return (
    typeof value === 'object' &&
    value !== null &&
    'role' in value &&
    'content' in value &&
    typeof value.role === 'string' &&
    typeof value.content === 'string'
  );
}
