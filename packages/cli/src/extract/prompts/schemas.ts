import type { RecordValue } from '../values/values.ts';

const SCHEMA_KEYS = [
  'properties',
  'parameters',
  'inputSchema',
  'input_schema',
  'function',
  'items',
  '$schema',
];

/** What a tool takes, as libraries call it. */
const PARAMETERS = ['parameters', 'params', 'inputSchema', 'input_schema'];

/** A JSON schema or the definition of a tool: its descriptions are text, but none of them is a prompt. */
export function isSchema({ entries }: RecordValue): boolean {
  const type = entries.get('type');
  const isTyped = type?.kind === 'static' && typeof type.value === 'string';
  if (isTyped && SCHEMA_KEYS.some((key) => entries.has(key))) return true;
  return entries.has('description') && PARAMETERS.some((key) => entries.has(key));
}
