import { LedgerError } from '@prompt-ledger/shared';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads a JSON body.
 *
 * @returns its value; undefined for an empty one
 * @throws LedgerError invalid_json. Bytes that are not UTF-8 are refused: replaced ones would be hashed as others.
 */
export function parseBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch (error) {
    const reason = error instanceof SyntaxError ? 'is not JSON' : 'is not UTF-8';
    throw new LedgerError('invalid_json', `The request body ${reason}. Send a JSON object.`);
  }
}
