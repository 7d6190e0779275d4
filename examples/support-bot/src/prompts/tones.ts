import { Channel } from '../product.ts';

/** A map of prompts: each member is a prompt of its own, `TONE_PROMPTS.chat` and `TONE_PROMPTS.email`. */
export const TONE_PROMPTS = {
  [Channel.Chat]:
    'Write as in a chat: two or three short sentences, friendly, without a greeting or a signature.',
  [Channel.Email]:
    'Write as an e-mail: a greeting by name, full paragraphs, a signature of the support team.',
} as const;
