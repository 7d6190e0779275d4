import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import { getAnalytics } from '../ledger/analytics.ts';
import { withLedger } from '../ledger/ledger.ts';
import { withProgress } from '../terminal/progress.ts';
import { formatStats, formatSummary } from '../report/stats.ts';
import type { StatsBy } from '../report/stats-by.ts';
import { readSince, WHEN_HINT } from '../references/when.ts';

export interface StatsFlags {
  readonly by: StatsBy;
  /** As people write moments; null: from the beginning. */
  readonly since: string | null;
  readonly limit: number;
}

/** Says what executions took and came to. */
export async function stats(call: Call, { by, since, limit }: StatsFlags): Promise<ExitCode> {
  const from = since === null ? null : getSince(since, call.context.now());
  const settings = await readSettings(call.context, call.flags);
  const question = {
    from,
    groupBy: by === 'day' ? null : by,
    bucket: by === 'day' ? ('day' as const) : null,
  };
  const found = await withLedger(call.context, settings, (ledger) =>
    withProgress(call, 'Counting executions', getAnalytics(ledger, question)),
  );
  const groups = (found.groups ?? []).filter(({ execution_count: runs }) => runs > 0);
  // Of days the last ones, of everything else the most used ones.
  const shown = by === 'day' ? groups.slice(-limit) : groups.slice(0, limit);
  const { style, width } = call.screen.out;
  const { summary } = found;
  printResult(call, { by, ...found, groups: shown }, () => {
    if (summary.total_executions === 0) return ['Nothing was executed: `ledger execute NAME` does.'];
    const cut =
      groups.length > shown.length ? [`${shown.length} of ${groups.length}; --limit shows more.`] : [];
    return [
      ...formatStats(shown, by, style, width),
      '',
      formatSummary(summary, summary.total_executions),
      ...cut,
    ];
  });
  return EXIT.ok;
}

function getSince(text: string, now: Date): Date {
  const moment = readSince(text, now);
  if (moment !== null) return moment;
  throw new CliError(
    'usage',
    `"${text}" is no date that is understood here.`,
    WHEN_HINT.replace(/[{}]/g, '"'),
  );
}
