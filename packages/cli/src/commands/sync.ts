import type { RegisteredEntry } from '@prompt-ledger/shared/contract';
import { printResult, type Call } from '../call.ts';
import { readSettings, type Settings } from '../config.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import type { StaticPrompt } from '../extract/types.ts';
import { withLedger, type Ledger } from '../ledger/ledger.ts';
import { findStatic, toRegisterEntry } from '../plan/entries.ts';
import { buildPlan, countKinds, toKnown, type KnownPrompt, type PlanEntry } from '../plan/plan.ts';
import { count, formatCounts, formatEntries, formatSeconds } from '../report/plan.ts';
import { withProgress } from '../progress.ts';
import { explainNothingFound, printWarnings, refuseErrors } from '../findings.ts';
import { scanWorkTree, type Scan } from '../scan.ts';

export interface SyncOptions {
  readonly dryRun: boolean;
}

/** Registers every prompt of the work tree, and says what that changed. Errors in the source stop it before. */
export async function sync(call: Call, { dryRun }: SyncOptions): Promise<ExitCode> {
  const started = performance.now();
  const settings = await readSettings(call.context, call.flags);
  const scan = await scanWorkTree(call, settings);
  refuseErrors(call, scan, 'Nothing was sent.');
  const prompts = findStatic(scan.extraction.prompts);
  const plan = prompts.length === 0 ? [] : await register(call, settings, scan, prompts, dryRun);
  printWarnings(call, scan);
  printPlan(call, settings, scan, plan, dryRun, performance.now() - started);
  return EXIT.ok;
}

function register(
  call: Call,
  settings: Settings,
  scan: Scan,
  prompts: readonly StaticPrompt[],
  dryRun: boolean,
): Promise<PlanEntry[]> {
  return withLedger(call.context, settings, async (ledger) => {
    const sending = ledger.register(prompts.map(toRegisterEntry), { dryRun });
    const answers = await withProgress(call, `Registering ${count(prompts.length, 'prompt')}`, sending);
    return buildPlan(scan.extraction.prompts, await findFormer(ledger, answers), answers).filter(
      // A ledger may serve several repositories: what is not in this one is `ledger status`'s to tell.
      ({ kind }) => kind !== 'gone',
    );
  });
}

/** Only a new name can be a renamed one: without any, the ledger's list is not asked for. */
async function findFormer(ledger: Ledger, answers: readonly RegisteredEntry[]): Promise<KnownPrompt[]> {
  if (!answers.some(({ action }) => action === 'new')) return [];
  return toKnown(await ledger.listPrompts({ mode: 'tracking' }));
}

function printPlan(
  call: Call,
  settings: Settings,
  { extraction }: Scan,
  plan: readonly PlanEntry[],
  dryRun: boolean,
  ms: number,
): void {
  const counts = countKinds(plan);
  const { diagnostics, stats } = extraction;
  const data = { dryRun, prompts: plan, counts, diagnostics, stats: { ...stats, ms: Math.round(ms) } };
  printResult(call, data, () => {
    if (plan.length === 0) return explainNothingFound(settings, extraction);
    const { style, width } = call.screen.out;
    const changed = plan.filter(({ kind }) => kind !== 'unchanged');
    const happened = changed.length === 0 ? 'nothing changed' : formatCounts(counts);
    const summary = `${count(plan.length, 'prompt')}: ${happened} (${formatSeconds(ms)})`;
    return [
      ...formatEntries(changed, style, width),
      dryRun ? `${summary} — a dry run, nothing was stored` : summary,
    ];
  });
}
