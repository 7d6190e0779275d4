import type { Call } from '../../call.ts';
import type { Settings } from '../../config.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { countSpooled, deliverSpool, readHookBudget } from '../../ledger/delivery.ts';
import type { Timeouts } from '../../ledger/exchange.ts';
import { formatLate } from '../../report/delivery.ts';
import { neutralise } from '../../report/text.ts';

interface Flags {
  readonly quiet: boolean;
  readonly dryRun: boolean;
}

/** Delivers what waits, within a hook's budget. What cannot be delivered waits on, and is no reason to fail. */
export async function deliverWaitingQuietly(
  { context, screen: { out, err }, flags: { verbose } }: Call,
  settings: Settings,
  folder: string,
  { quiet, dryRun }: Flags,
  budget: Timeouts = readHookBudget(context.env['LEDGER_HOOK_TIMEOUT']),
): Promise<ExitCode> {
  if (dryRun || countSpooled(folder).waiting === 0) return EXIT.ok;
  try {
    const lines = formatLate(await deliverSpool(context, settings, folder, budget));
    if (!quiet) out.lines(lines);
  } catch (error) {
    if (verbose) err.lines([`ledger: ${neutralise(error instanceof Error ? error.message : String(error))}`]);
  }
  return EXIT.ok;
}
