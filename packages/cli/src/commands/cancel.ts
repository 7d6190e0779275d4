import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { cancelExecution, findExecutionId } from '../ledger/executions.ts';
import { withLedger } from '../ledger/ledger.ts';
import { withProgress } from '../terminal/progress.ts';
import { toLine } from '../report/text.ts';

/** Ends an execution that is queued or running. */
export async function cancel(call: Call, given: string): Promise<ExitCode> {
  const settings = await readSettings(call.context, call.flags);
  return withLedger(call.context, settings, async (ledger) => {
    const id = await findExecutionId(ledger, given);
    const canceled = await withProgress(call, 'Canceling', cancelExecution(ledger, id));
    printResult(call, canceled, () => [`Canceled ${id} of ${toLine(canceled.prompt_name)}.`]);
    return EXIT.ok;
  });
}
