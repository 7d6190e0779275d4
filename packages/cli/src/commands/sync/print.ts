import { printResult, type Call } from '../../call.ts';
import type { Settings } from '../../config.ts';
import type { Extraction } from '../../extract/types.ts';
import { explainNothingFound } from '../../findings.ts';
import { countKinds, type PlanEntry } from '../../plan/plan.ts';
import { count, formatCounts, formatEntries, formatSeconds } from '../../report/plan.ts';

interface Synced {
  readonly extraction: Extraction;
  readonly plan: readonly PlanEntry[];
  readonly dryRun: boolean;
  readonly quiet: boolean;
  readonly ms: number;
  /** Lines below the summary, and the same for programs. */
  readonly notes: readonly string[];
  readonly data?: Readonly<Record<string, unknown>>;
}

/** Says what a sync changed in the ledger. */
export function printPlan(
  call: Call,
  settings: Settings,
  { extraction, plan, dryRun, quiet, ms, notes, data: more = {} }: Synced,
): void {
  if (quiet) return;
  const counts = countKinds(plan);
  const { diagnostics, stats } = extraction;
  const data = {
    dryRun,
    prompts: plan,
    counts,
    diagnostics,
    stats: { ...stats, ms: Math.round(ms) },
    ...more,
  };
  printResult(call, data, () => {
    if (plan.length === 0) return [...explainNothingFound(settings, extraction), ...notes];
    const { style, width } = call.screen.out;
    const changed = plan.filter(({ kind }) => kind !== 'unchanged');
    const happened = changed.length === 0 ? 'nothing changed' : formatCounts(counts);
    const summary = `${count(plan.length, 'prompt')}: ${happened} (${formatSeconds(ms)})`;
    return [
      ...formatEntries(changed, style, width),
      dryRun ? `${summary} — a dry run, nothing was stored` : summary,
      ...notes,
    ];
  });
}
