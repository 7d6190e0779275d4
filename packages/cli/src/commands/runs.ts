import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { listExecutions, type ExecutionFilters } from '../ledger/executions.ts';
import { withLedger } from '../ledger/ledger.ts';
import { withProgress } from '../terminal/progress.ts';
import { formatRuns } from '../report/execution.ts';
import { getHistory } from '../references/resolve.ts';

/** Lists executions, the newest first. */
export async function runs(call: Call, filters: ExecutionFilters): Promise<ExitCode> {
  const settings = await readSettings(call.context, call.flags);
  return withLedger(call.context, settings, async (ledger) => {
    const found = await withProgress(call, 'Listing executions', listExecutions(ledger, filters));
    const { promptName } = filters;
    // Nothing is found of a prompt that is not there, too: then its name is what is wrong.
    if (found.total === 0 && promptName !== null) await getHistory(ledger, promptName, 1);
    const { out } = call.screen;
    printResult(call, found, () =>
      found.executions.length > 0 ? formatRuns(found, out.style, out.width) : [explainNone(filters)],
    );
    return EXIT.ok;
  });
}

function explainNone({ promptName, status }: ExecutionFilters): string {
  if (status !== null) return `No execution is ${status}.`;
  return promptName === null
    ? 'Nothing was executed yet: `ledger execute NAME` does.'
    : `${promptName} was not executed yet: \`ledger execute ${promptName}\` does.`;
}
