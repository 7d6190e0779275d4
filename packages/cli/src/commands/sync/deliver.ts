import type { RegisterEntry } from '@prompt-ledger/shared/contract';
import type { Call } from '../../call.ts';
import type { Settings } from '../../config.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { splitIntoBatches } from '../../ledger/batches.ts';
import { deliverFromHook, type Late, type Outcome } from '../../ledger/delivery.ts';
import { buildRequests, type Seen } from '../../plan/requests.ts';
import { formatLate, formatNames } from '../../report/delivery.ts';

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
    const lines = describe(outcome, names, seen.source === 'staged' ? 'recorded as a draft' : 'recorded');
    if (outcome.kind === 'delivered') out.lines([...lines, ...formatLate(lateOf(outcome))]);
    else err.lines(lines);
  }
  return EXIT.ok;
}

function describe(outcome: Outcome, names: string, done: string): string[] {
  switch (outcome.kind) {
    case 'delivered':
      return [`ledger: ${done}: ${names}`];
    case 'kept':
      return [`ledger: ${outcome.reason.message} Kept for the next sync: ${names}`];
    case 'refused':
      return [`ledger: not recorded: ${names}. ${outcome.reason.message}`];
  }
}

function lateOf(outcome: Outcome): Late {
  return outcome.kind === 'delivered' ? outcome.late : { prompts: [], refused: [] };
}
