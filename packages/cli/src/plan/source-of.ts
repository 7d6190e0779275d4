import { parseMessages, type PromptKind } from '@prompt-ledger/shared';
import { RESERVED_WORDS } from '../reserved-words.ts';

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
/** The name of an export for a prompt: its own where that can be one. */
export function toIdentifier(name: string): string {
  if (IDENTIFIER.test(name) && !RESERVED_WORDS.has(name)) return name;
  const words = name.split(/[^\p{ID_Continue}]+/u).filter(Boolean);
  const joined = words
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join('');
  const safe = IDENTIFIER.test(joined) ? joined : `_${joined}`;
  return RESERVED_WORDS.has(safe) ? `${safe}Prompt` : safe;
}

/** A text as an export of TypeScript that extraction reads back: marked with the prompt's name, typed as what it is. */
export function toExport(name: string, template: string, kind: PromptKind): string {
  const messages = kind === 'chat' ? parseMessages(template) : null;
  const value =
    messages === null
      ? toLiteral(template)
      : `[\n${messages.map(({ role, content }) => `  { role: ${quote(role)}, content: ${toLiteral(content)} },\n`).join('')}] as const`;
  const text = messages === null ? `${value} as const` : value;
  return `/** @prompt ${name} */\nexport const ${toIdentifier(name)} = ${text};\n`;
}

/** Lines as lines, where JavaScript keeps them as they are. */
function toLiteral(text: string): string {
  if (!text.includes('\n') || text.includes('\r')) return quote(text);
  return `\`${text.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')}\``;
}

function quote(text: string): string {
  const json = JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  return json.includes("'") ? json : `'${json.slice(1, -1).replaceAll('\\"', '"')}'`;
}
