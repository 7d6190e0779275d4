import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import { getAnalytics } from '../ledger/analytics.ts';
import { withLedger, type Ledger, type ListFilters } from '../ledger/ledger.ts';
import { withProgress } from '../terminal/progress.ts';
import { DAYS, formatList, type Use } from '../report/list.ts';

/** Lists the prompts of the ledger. */
export async function list(call: Call, filters: ListFilters): Promise<ExitCode> {
  const settings = await readSettings(call.context, call.flags);
  const [prompts, uses] = await withLedger(call.context, settings, (ledger) =>
    withProgress(
      call,
      'Listing prompts',
      Promise.all([ledger.listPrompts(filters), readUses(ledger, call.context.now())]),
    ),
  );
  const data = prompts.map((prompt) => ({ ...prompt, executions: uses?.get(prompt.name) ?? null }));
  printResult(call, { prompts: data }, () => {
    if (prompts.length > 0) return formatList(prompts, uses, call.screen.out.style, call.screen.out.width);
    const isFiltered = filters.mode !== undefined || filters.q !== undefined;
    return isFiltered
      ? ['No prompt fits; without a filter `ledger list` shows all.']
      : [`The ledger at ${settings.server} is empty: \`ledger sync\` fills it.`];
  });
  return EXIT.ok;
}

/** null where the server cannot tell: a list is of use without it. */
async function readUses(ledger: Ledger, now: Date): Promise<Map<string, Use> | null> {
  // Days of UTC, today as the last one.
  const today = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  const from = new Date(today - (DAYS - 1) * DAY_MS);
  try {
    const [all, recent] = await Promise.all([
      getAnalytics(ledger, { from: null, groupBy: 'prompt', bucket: null }),
      getAnalytics(ledger, { from, groupBy: 'prompt', bucket: 'day' }),
    ]);
    const uses = new Map<string, { total: number; days: number[] }>();
    for (const { prompt_name: name = '', execution_count: total } of all.groups ?? []) {
      uses.set(name, { total, days: Array.from({ length: DAYS }, () => 0) });
    }
    for (const { prompt_name: name = '', starts_at: at = '', execution_count: runs } of recent.groups ?? []) {
      const days = uses.get(name)?.days;
      const day = Math.round((Date.parse(at) - from.getTime()) / DAY_MS);
      if (days !== undefined && day >= 0 && day < DAYS) days[day] = runs;
    }
    return uses;
  } catch (error) {
    if (error instanceof CliError && UNTOLD.has(error.code)) return null;
    throw error;
  }
}

const DAY_MS = 86_400_000;
/** An older server, or one that is another's. */
const UNTOLD = new Set(['not_found', 'not_a_ledger', 'refused', 'server_error']);
