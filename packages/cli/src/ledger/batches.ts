import { MAX_BATCH_PROMPTS, MAX_BODY_BYTES } from '@prompt-ledger/shared';
import type { RegisterEntry } from '@prompt-ledger/shared/contract';

/** Half of what the server reads: room for the rest of the body, and for a proxy with a smaller mind. */
const MAX_BATCH_BYTES = MAX_BODY_BYTES / 2;

/** Splits entries, in order, into as few requests as the limits of the server allow. */
export function splitIntoBatches(
  entries: readonly RegisterEntry[],
  maxBytes = MAX_BATCH_BYTES,
  maxPrompts = MAX_BATCH_PROMPTS,
): RegisterEntry[][] {
  const batches: RegisterEntry[][] = [];
  let bytes = Infinity;
  for (const entry of entries) {
    const size = Buffer.byteLength(JSON.stringify(entry)) + 1;
    const last = batches.at(-1);
    if (last === undefined || bytes + size > maxBytes || last.length >= maxPrompts) {
      batches.push([entry]);
      bytes = size;
    } else {
      last.push(entry);
      bytes += size;
    }
  }
  return batches;
}
