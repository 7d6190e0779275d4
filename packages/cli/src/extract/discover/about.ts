import type { Node } from '@babel/types';
import { isFunction } from '../parse/walk.ts';

const PROMPT = /^(?:prompts?|instructions?)$/;
/** What is said of a prompt, to people or in a schema: an error, a label. */
const SAID =
  /^(?:errors?|warnings?|conflict|limit|restriction|descriptions?|placeholders?|labels?|tooltips?)$/;
/** What only says that it is text. */
const TEXT = /^(?:messages?|text)$/;
/** `PROMPT_FOR_DESCRIPTION` is one all the same. */
const LINK = /^(?:for|to|with|without|of|on|from|by|in|as|and|when|if|after|before)$/;
/** `isPromptValid`, `validatePromptName`: what they give is a verdict. */
const JUDGES = /^(?:validate|is|has|assert|check)$/;

/**
 * Why a name speaks of prompts without being one's: the last words of `PROMPT_NAME_ERROR` say what it is, where those of
 * `ERROR_PROMPT` say prompt.
 *
 * @returns null where it may be a prompt's
 */
export function whyAbout(name: string, code: Node | null): string | null {
  const words = wordsOf(name);
  const last = words.findLastIndex((word) => PROMPT.test(word));
  const rest = last < 0 ? [] : words.slice(last + 1);
  const head = rest.findLast((word) => !TEXT.test(word));
  if (words.at(-1) === 'placeholder') return 'its name is that of what an empty field shows';
  if (head === undefined) return null;
  if (SAID.test(head) && !rest.some((word) => LINK.test(word)))
    return `its name is that of something about a prompt: ${head}`;
  return isFunction(code) && JUDGES.test(words[0] ?? '')
    ? 'its name is that of a function that judges a prompt'
    : null;
}

/** `SYSTEM_PROMPT`, `systemPrompt`, `HTMLPrompt` */
function wordsOf(name: string): string[] {
  return name
    .split(/_+|(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}
