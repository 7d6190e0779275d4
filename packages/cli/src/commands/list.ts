import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { withLedger, type ListFilters } from '../ledger/ledger.ts';
import { withProgress } from '../progress.ts';
import { formatList } from '../report/list.ts';

/** Lists the prompts of the ledger. */
export async function list(call: Call, filters: ListFilters): Promise<ExitCode> {
  const settings = await readSettings(call.context, call.flags);
  const prompts = await withLedger(call.context, settings, (ledger) =>
    withProgress(call, 'Listing prompts', ledger.listPrompts(filters)),
  );
  printResult(call, { prompts }, () => {
    if (prompts.length > 0) return formatList(prompts, call.screen.out.style, call.screen.out.width);
    const isFiltered = filters.mode !== undefined || filters.q !== undefined;
    return isFiltered
      ? ['No prompt fits; without a filter `ledger list` shows all.']
      : [`The ledger at ${settings.server} is empty: \`ledger sync\` fills it.`];
  });
  return EXIT.ok;
}
