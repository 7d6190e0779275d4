import type { RegisterEntry, RegisterRequest, RegisterResponse } from '@prompt-ledger/shared/contract';
import { withoutText } from '../plan/requests.ts';
import { splitIntoBatches } from './batches.ts';
import type { Ledger } from './ledger.ts';

/**
 * Registers a complete list: all checksums in one request, then once more with the texts that the ledger lacks. Texts that
 * fit in no request go ahead of it, and the list, with what it says is gone, is closed by the last one.
 *
 * @param progress told how many of the texts that the ledger lacks it has by now
 */
export async function registerWhole(
  ledger: Ledger,
  entries: readonly RegisterEntry[],
  about: Omit<RegisterRequest, 'prompts'>,
  progress: (done: number, total: number) => void = () => {},
): Promise<RegisterResponse> {
  const bare = entries.map(withoutText);
  const first = await ledger.send({ ...about, prompts: bare });
  const missing = new Set(first.missing);
  if (missing.size === 0) return first;
  const full = entries.map((entry, index) => (missing.has(entry.name) ? entry : (bare[index] ?? entry)));
  if (splitIntoBatches(full).length === 1) return ledger.send({ ...about, prompts: full });
  const part = { ...about, manifest: false };
  const batches = splitIntoBatches(entries.filter(({ name }) => missing.has(name)));
  // A dry run stores nothing that a last request could build on.
  const answers = [];
  let done = 0;
  for (const prompts of batches) {
    answers.push(await ledger.send({ ...part, prompts }));
    progress((done += prompts.length), missing.size);
  }
  return about.dry_run === true ? merge(answers) : ledger.send({ ...about, prompts: bare });
}

function merge(answers: readonly RegisterResponse[]): RegisterResponse {
  const [first] = answers as [RegisterResponse, ...RegisterResponse[]];
  return { ...first, registered: answers.flatMap(({ registered }) => registered) };
}
