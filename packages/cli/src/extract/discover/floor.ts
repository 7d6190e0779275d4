import type { Node } from '@babel/types';
import { isLog } from '../parse/logs.ts';
import { walk } from '../parse/walk.ts';

/** Text below either bound in a constant with a prompt's name is a key, a label or a sentence of the interface. */
export const FLOOR_CHARACTERS = 40;
export const FLOOR_WORDS = 6;

/** Stands for a value of the caller's in a text: a word without characters. */
export const VALUE = '\uFFFC';

/** Scripts without spaces between words, in which a character says more than a letter does. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu;

/** What colours text in a terminal says nothing. */
// oxlint-disable-next-line no-control-regex -- it begins with one
const COLORS = /\u001b\[[\d;]*m/g;

export function isAboveFloor(text: string): boolean {
  const { characters, words, unspaced } = sizeOf(text);
  // Said in Latin letters, those would be about three times as long.
  return characters + 2 * unspaced >= FLOOR_CHARACTERS && words >= FLOOR_WORDS;
}

interface Size {
  readonly characters: number;
  readonly words: number;
  /** How many of the characters are of a script without spaces. */
  readonly unspaced: number;
}

/** What the floor counts: white space once, and none around the text; without spaces, a word for two characters. */
export function sizeOf(text: string): Size {
  const plain = text.replace(COLORS, '').trim();
  const unspaced = plain.match(UNSPACED)?.length ?? 0;
  const words = plain === '' ? 0 : plain.split(/\s+/).length;
  const own = plain.replaceAll(VALUE, '').trim().replace(/\s+/g, ' ');
  return { characters: own.length, words: words + Math.floor(unspaced / 2), unspaced };
}

/** Whether code has a literal that is long enough for a prompt of its own, outside of errors, logs and what `new` is given. */
export function hasProse(code: Node): boolean {
  let found = false;
  walk(code, (node) => {
    if (node.type === 'ThrowStatement' || isLog(node)) return false;
    // Mostly an error, also where it is not thrown at once: `reject(new Error('…'))`.
    if (node.type === 'NewExpression') return false;
    if (node.type === 'StringLiteral') found ||= isAboveFloor(node.value);
    if (node.type === 'TemplateLiteral')
      found ||= isAboveFloor(node.quasis.map(({ value }) => value.raw).join(' '));
    return !found;
  });
  return found;
}
