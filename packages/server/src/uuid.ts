import { createHash } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** Whether a text may be an id: the database takes no other one for a parameter. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** A stable id of a content, in the form of a UUID. */
export function toUuid(content: string): string {
  const hex = createHash('sha256').update(content, 'utf8').digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
