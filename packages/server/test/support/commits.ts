import { checksum } from '@prompt-ledger/shared';

/** A commit id that says what it stands for. */
export function sha(word: string): string {
  return checksum(word).slice(0, 40);
}
