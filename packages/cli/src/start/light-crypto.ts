import { sha256 } from './sha256.ts';

/*
 * What the build puts in place of `node:crypto` in the files of hooks. A hook hashes two or three prompts, and for these
 * Node's cryptography takes longer to load than all of the hashing; whoever hashes more, or longer texts, is faster with it.
 */

const FEW = { texts: 16, length: 1_024 };
let hashed = 0;

/** As Node's, for SHA-256. */
export function hash(algorithm: 'sha256', text: string, encoding: 'hex'): string {
  if (hashed < FEW.texts && text.length <= FEW.length) {
    hashed += 1;
    return sha256(text);
  }
  return process.getBuiltinModule('node:crypto').hash(algorithm, text, encoding);
}

/** As Node's. */
export function createHash(algorithm: 'sha256') {
  return process.getBuiltinModule('node:crypto').createHash(algorithm);
}
