import { LedgerError, MAX_BODY_VALUES } from '@prompt-ledger/shared';

const utf8 = new TextDecoder('utf-8', { fatal: true });
const [QUOTE, COMMA, BACKSLASH, BRACKET, BRACE] = [0x22, 0x2c, 0x5c, 0x5b, 0x7b];

/**
 * Reads a JSON body.
 *
 * @returns its value; undefined for an empty one
 * @throws LedgerError too_large, or invalid_json. Bytes that are not UTF-8 are refused: replaced ones would be hashed
 * as others.
 */
export function parseBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  // Megabytes of `{},` would take seconds to read and a gigabyte to hold, while nobody else is answered.
  if (hasMoreValues(bytes, MAX_BODY_VALUES)) {
    throw new LedgerError(
      'too_large',
      `The request body has more than ${MAX_BODY_VALUES.toLocaleString('en')} values. Send less at once.`,
    );
  }
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'is not JSON' : 'is not UTF-8';
    throw new LedgerError('invalid_json', `The request body ${reason}. Send a JSON object.`);
  }
}

/** Counts what can begin a value, without looking into strings; what is no JSON may be counted wrongly. */
export function hasMoreValues(bytes: Buffer, most: number): boolean {
  if (bytes.length <= most) return false;
  let count = 1;
  for (let at = 0; at < bytes.length && count <= most; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) at = findEnd(bytes, at);
    else if (byte === COMMA || byte === BRACKET || byte === BRACE) count += 1;
  }
  return count > most;
}

/** @returns where the string ends that begins at `start`; the last byte when it does not end */
function findEnd(bytes: Buffer, start: number): number {
  for (let at = start; ;) {
    at = bytes.indexOf(QUOTE, at + 1);
    if (at < 0) return bytes.length;
    let escapes = 0;
    while (bytes[at - 1 - escapes] === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return at;
  }
}
