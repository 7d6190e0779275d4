/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes, and of the square roots of eight. */
const [ROUNDS, START] = makeConstants();
const encoder = new TextEncoder();

/**
 * SHA-256 (FIPS 180-4) of a text's UTF-8 bytes as lower-case hex, for texts that are short: all of Node's cryptography takes
 * longer to load than a hook takes to hash a prompt.
 */
export function sha256(text: string): string {
  const bytes = pad(encoder.encode(text));
  const state = Int32Array.from(START);
  const words = new Int32Array(64);
  for (let at = 0; at < bytes.length; at += 64) addBlock(state, words, new DataView(bytes.buffer, at, 64));
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** A one bit, zeros, and the length in bits, so that all of it is whole blocks of 64 bytes. */
function pad(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length << 3);
  return padded;
}

function addBlock(state: Int32Array, words: Int32Array, block: DataView): void {
  for (let at = 0; at < 64; at += 1) words[at] = at < 16 ? block.getInt32(at * 4) : nextWord(words, at);
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let at = 0; at < 64; at += 1) {
    const mixed = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const one = (h + mixed + ((e & f) ^ (~e & g)) + (ROUNDS[at] ?? 0) + (words[at] ?? 0)) | 0;
    const two = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index] ?? 0) + word;
}

function nextWord(words: Int32Array, at: number): number {
  const [early = 0, late = 0] = [words[at - 15], words[at - 2]];
  const one = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
  const two = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
  return ((words[at - 16] ?? 0) + one + (words[at - 7] ?? 0) + two) | 0;
}

function rotate(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

function makeConstants(): [Int32Array, Int32Array] {
  const primes: number[] = [];
  for (let number = 2; primes.length < 64; number += 1) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  return [
    Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime))),
    Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime))),
  ];
}

function fraction(root: number): number {
  return ((root % 1) * 2 ** 32) | 0;
}
