import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { explainNothingFound, printWarnings, refuseErrors } from '../findings.ts';
import { withLedger } from '../ledger/ledger.ts';
import { findStatic, toRegisterEntry } from '../plan/entries.ts';
import { buildPlan, countKinds, toKnown } from '../plan/plan.ts';
import { withProgress } from '../progress.ts';
import { formatStatus } from '../report/status.ts';
import { scanWorkTree } from '../scan.ts';
import { withUnixLines } from '../sources/unix-lines.ts';

/** Says what `sync` would do, and what the ledger has that this source has not. Stores nothing. */
export async function status(call: Call): Promise<ExitCode> {
  const settings = await readSettings(call.context, call.flags);
  const scan = await scanWorkTree(call, settings, settings.extract, withUnixLines);
  refuseErrors(call, scan, 'Until they are mended nothing can be compared or synced.');
  const { prompts, diagnostics, stats } = scan.extraction;
  const entries = findStatic(prompts).map(toRegisterEntry);
  const [answers, listed] = await withLedger(call.context, settings, (ledger) =>
    withProgress(
      call,
      'Comparing with the ledger',
      Promise.all([
        entries.length === 0 ? [] : ledger.register(entries, { dryRun: true }),
        ledger.listPrompts({ mode: 'tracking' }),
      ]),
    ),
  );
  const plan = buildPlan(prompts, toKnown(listed), answers);
  const dynamic = prompts.filter((prompt) => prompt.status === 'dynamic').map(({ name }) => name);
  const data = {
    server: settings.server,
    prompts: plan,
    counts: countKinds(plan),
    dynamic,
    diagnostics,
    stats,
  };
  const unreadable = diagnostics.filter(({ code }) => code === 'syntax-error').length;
  printWarnings(call, scan);
  printResult(call, data, () => [
    ...(entries.length === 0 ? explainNothingFound(settings, scan.extraction) : []),
    ...formatStatus(plan, unreadable, call.flags.verbose, call.screen.out.style, call.screen.out.width),
  ]);
  return EXIT.ok;
}
