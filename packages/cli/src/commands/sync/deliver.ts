import type { RegisterEntry } from '@prompt-ledger/shared/contract';
import type { Call } from '../../call.ts';
import type { Settings } from '../../config.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { splitIntoBatches } from '../../ledger/batches.ts';
import { deliverFromHook } from '../../ledger/delivery.ts';
import { buildRequests, type Seen } from '../../plan/requests.ts';
import { formatDropped, formatLate, formatNames } from '../../report/delivery.ts';
import { neutralise } from '../../report/text.ts';

interface Delivery {
  readonly settings: Settings;
  readonly folder: string;
  readonly seen: Seen;
  readonly entries: readonly RegisterEntry[];
  readonly quiet: boolean;
  /** What can be done while the server works. */
  readonly meanwhile: () => void;
}

/** Hands over what a hook found, and says in a line what became of it. Never a reason for a commit to fail. */
export async function deliver(
  { context, screen: { out, err } }: Call,
  { settings, folder, seen, entries, quiet, meanwhile }: Delivery,
): Promise<ExitCode> {
  const requests = buildRequests(splitIntoBatches(entries), seen);
  const outcome = await deliverFromHook(context, settings, folder, requests, meanwhile);
  if (!quiet) {
    const names = formatNames(entries.map(({ name }) => name));
    const done = seen.source === 'staged' ? 'recorded as a draft' : 'recorded';
    if (outcome.kind === 'delivered') out.lines([`ledger: ${done}: ${names}`, ...formatLate(outcome.late)]);
    else err.lines([explain(outcome.kind, neutralise(outcome.reason.message), names)]);
    if (outcome.kind === 'kept') err.lines(formatDropped(outcome.dropped).map((line) => `ledger: ${line}`));
  }
  return EXIT.ok;
}

function explain(kind: 'kept' | 'refused', reason: string, names: string): string {
  return kind === 'kept'
    ? `ledger: ${reason} Kept for the next sync: ${names}`
    : `ledger: not recorded: ${names}. ${reason}`;
}
