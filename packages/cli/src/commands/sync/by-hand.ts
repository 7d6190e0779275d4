import type { RegisteredEntry } from '@prompt-ledger/shared/contract';
import type { Call } from '../../call.ts';
import { readSettings, type Settings } from '../../config.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import type { StaticPrompt } from '../../extract/types.ts';
import { withLedger, type Ledger } from '../../ledger/ledger.ts';
import { findStatic, toRegisterEntry } from '../../plan/entries.ts';
import { buildPlan, toKnown, type KnownPrompt, type PlanEntry } from '../../plan/plan.ts';
import { count } from '../../report/plan.ts';
import { withProgress } from '../../progress.ts';
import { printWarnings, refuseErrors } from '../../findings.ts';
import { printPlan } from './print.ts';
import { scanWorkTree, type Scan } from '../../scan.ts';

export interface SyncOptions {
  readonly dryRun: boolean;
  readonly quiet: boolean;
}

/** Registers every prompt of the work tree, and says what that changed. Errors in the source stop it before. */
export async function syncByHand(call: Call, { dryRun, quiet }: SyncOptions): Promise<ExitCode> {
  const started = performance.now();
  const settings = await readSettings(call.context, call.flags);
  const scan = await scanWorkTree(call, settings);
  refuseErrors(call, scan, 'Nothing was sent.');
  const prompts = findStatic(scan.extraction.prompts);
  const plan = prompts.length === 0 ? [] : await register(call, settings, scan, prompts, dryRun);
  printWarnings(call, scan);
  const ms = performance.now() - started;
  printPlan(call, settings, { extraction: scan.extraction, plan, dryRun, ms, quiet, notes: [] });
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
