import type { Call } from '../call.ts';
import { readSettings } from '../config.ts';
import type { ExitCode } from '../errors.ts';
import { findExecutionId } from '../ledger/executions.ts';
import { withLedger } from '../ledger/ledger.ts';
import { pollUntilEnd, printOutcome } from '../execution/outcome.ts';
import { formatInputs } from '../report/execution.ts';

/** Waits until an execution has ended, and prints its answer; of one that has ended, at once. */
export async function wait(call: Call, given: string): Promise<ExitCode> {
  const settings = await readSettings(call.context, call.flags);
  return withLedger(call.context, settings, async (ledger) => {
    const execution = await pollUntilEnd(call, ledger, await findExecutionId(ledger, given));
    const { err } = call.screen;
    if (call.flags.verbose && !call.flags.json) err.lines(formatInputs(execution, err.style));
    return printOutcome(call, execution);
  });
}
