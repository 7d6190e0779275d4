import { parseMessages } from '@prompt-ledger/shared';
import type { RenderRequest } from './prompt.ts';

/** Text, and slots that hold nothing but a name or a path of names. */
const PLAIN = /^(?:[^{]|\{(?![{%#])|\{\{-?\s*[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*\s*-?\}\})*$/;
const MAX_TEMPLATE = 20_000;
/** What the slots may come to when each is filled with all the values there are. */
const MAX_OUTPUT = 500_000;

/** Whether a prompt can be rendered in no time and little memory, whatever it says: most are a text with a few slots. */
export function isHarmless({ template, kind, values }: Omit<RenderRequest, 'maxBytes'>): boolean {
  if (template.length > MAX_TEMPLATE) return false;
  const texts = kind === 'chat' ? (parseMessages(template) ?? []).map(({ content }) => content) : [template];
  const slots = texts.reduce((sum, text) => sum + text.split('{{').length - 1, 0);
  return slots * values.length <= MAX_OUTPUT && texts.every((text) => PLAIN.test(text));
}
