import type { StatsGroup } from '@prompt-ledger/shared/contract/analytics';
import type { ExecutionStats } from '@prompt-ledger/shared/contract/stats';
import { drawBar } from './bars.ts';
import { formatColumns, type Column } from './columns.ts';
import { formatCost } from './execution.ts';
import { formatMs } from './plan.ts';
import type { StatsBy } from './stats-by.ts';
import type { Style } from './style.ts';
import { toLine } from './text.ts';

const BAR = 16;

/** Groups as a table, with a bar for how often each was executed. */
export function formatStats(
  groups: readonly StatsGroup[],
  by: StatsBy,
  style: Style,
  width: number | null,
): string[] {
  const most = Math.max(0, ...groups.map(({ execution_count: runs }) => runs));
  const columns: Column<StatsGroup>[] = [
    {
      title: by.toUpperCase(),
      giveWay: 0,
      cell: (group) => ({ text: nameOf(group, by), paint: style.strong }),
    },
    { title: 'RUNS', align: 'right', cell: ({ execution_count: runs }) => runs.toLocaleString('en') },
    {
      title: '',
      from: 70,
      cell: ({ execution_count: runs }) => ({ text: drawBar(runs, most, BAR), paint: style.added }),
    },
    { title: 'ERRORS', align: 'right', cell: ({ error_rate: rate }) => formatRate(rate) },
    { title: 'P50', align: 'right', cell: ({ p50_latency_ms: ms }) => formatMs(ms) },
    { title: 'P95', align: 'right', cell: ({ p95_latency_ms: ms }) => formatMs(ms) },
    { title: 'TOKENS', align: 'right', from: 90, cell: (group) => formatTokens(group) },
    { title: 'COST', align: 'right', cell: (group) => formatTotalCost(group) },
  ];
  return formatColumns(groups, columns, style, width);
}

function nameOf(group: StatsGroup, by: StatsBy): string {
  switch (by) {
    case 'prompt':
      return toLine(group.prompt_name ?? '');
    case 'version':
      return toLine(
        `${group.prompt_name ?? ''}@${group.version ?? `sha256:${group.template_hash?.slice(0, 12) ?? ''}`}`,
      );
    case 'model':
      return toLine(group.model_name ?? '');
    case 'environment':
      return toLine(group.environment ?? '');
    case 'day':
      // A day of UTC, as the server counts them.
      return toLine((group.starts_at ?? '').slice(0, 10));
  }
}

function formatRate(rate: number | null): string {
  if (rate === null) return '';
  return `${(rate * 100).toLocaleString('en', { maximumFractionDigits: rate < 0.1 ? 1 : 0 })} %`;
}

function formatTokens({ total_prompt_tokens: before, total_response_tokens: after }: ExecutionStats): string {
  return (before + after).toLocaleString('en');
}

/** Where some had no known cost, it was at least this. */
function formatTotalCost({ total_cost: cost, unpriced_count: unpriced }: ExecutionStats): string {
  if (cost === null) return '';
  return `${unpriced > 0 ? '≥ ' : ''}${formatCost(cost)}`;
}

/** All of it in one line. */
export function formatSummary(summary: Omit<ExecutionStats, 'execution_count'>, total: number): string {
  const facts = [
    `${total.toLocaleString('en')} execution${total === 1 ? '' : 's'}`,
    ...(summary.error_rate === null ? [] : [`${formatRate(summary.error_rate)} errors`]),
    ...(summary.p50_latency_ms === null ? [] : [`p50 ${formatMs(summary.p50_latency_ms)}`]),
    ...(summary.p95_latency_ms === null ? [] : [`p95 ${formatMs(summary.p95_latency_ms)}`]),
    ...(summary.total_cost === null ? [] : [formatTotalCost({ ...summary, execution_count: total })]),
  ];
  return facts.join(' · ');
}
