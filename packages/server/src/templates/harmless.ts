import { parseMessages } from '@prompt-ledger/shared';
import type { RenderRequest } from './prompt.ts';

/** Text, and slots that hold nothing but a name or a path of names. */
const PLAIN = /^(?:[^{]|\{(?![{%#])|\{\{-?\s*[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*\s*-?\}\})*$/;
const MAX_TEMPLATE = 20_000;
/** The values are read and handed over whichever of them are shown: of 200,000 that takes seconds, of these 20 ms. */
const MAX_VALUES = 100_000;
/** What the slots may come to when each is filled with all the values there are. */
const MAX_OUTPUT = 500_000;

/** Whether a prompt can be rendered in no time and little memory, whatever it says: most are a text with a few slots. */
export function isHarmless({ template, kind, values }: Omit<RenderRequest, 'maxBytes'>): boolean {
  if (template.length > MAX_TEMPLATE || values.length > MAX_VALUES) return false;
  const texts = kind === 'chat' ? (parseMessages(template) ?? []).map(({ content }) => content) : [template];
  const slots = texts.reduce((sum, text) => sum + text.split('{{').length - 1, 0);
  return slots * values.length <= MAX_OUTPUT && texts.every((text) => PLAIN.test(text));
}
