import { printResult, type Call } from '../call.ts';
import { readSettings, type Settings } from '../config.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { explainNothingFound, printWarnings, refuseErrors } from '../findings.ts';
import { isInHead } from '../git/facts.ts';
import { findCommonFolder } from '../git/folders.ts';
import { countSpooled } from '../ledger/delivery.ts';
import { withLedger, type Ledger } from '../ledger/ledger.ts';
import { findReferenced } from '../ledger/references.ts';
import { findStatic, toRegisterEntry } from '../plan/entries.ts';
import { buildPlan, countKinds, markBehind, toKnown, type PlanEntry } from '../plan/plan.ts';
import { withProgress } from '../terminal/progress.ts';
import { formatPorcelain, formatSpooled, formatStatus, type Spooled } from '../report/status.ts';
import { scanWorkTree } from '../scan.ts';

/** Says what `sync` would do, and what the ledger has that this source has not. Stores nothing. */
export async function status(call: Call, porcelain: boolean): Promise<ExitCode> {
  const settings = await readSettings(call.context, call.flags);
  const scan = await scanWorkTree(call, settings);
  refuseErrors(call, scan, 'Until they are mended nothing can be compared or synced.');
  const { prompts, diagnostics, stats } = scan.extraction;
  const entries = findStatic(prompts).map(toRegisterEntry);
  const plan = await withLedger(call.context, settings, (ledger) =>
    withProgress(call, 'Comparing with the ledger', async () => {
      const [answers, listed] = await Promise.all([
        entries.length === 0 ? [] : ledger.register(entries, { dryRun: true }),
        ledger.listPrompts({ mode: 'tracking' }),
      ]);
      const plan = buildPlan(prompts, toKnown(listed), answers);
      return settings.underGit ? markBehind(plan, await findBehind(settings, ledger, plan)) : plan;
    }),
  );
  const dynamic = prompts.filter((prompt) => prompt.status === 'dynamic').map(({ name }) => name);
  const data = {
    server: settings.server,
    prompts: plan,
    counts: countKinds(plan),
    dynamic,
    spooled: readSpooled(settings),
    diagnostics,
    stats,
  };
  const unreadable = diagnostics.filter(({ code }) => code === 'syntax-error').length;
  if (porcelain && !call.flags.json) {
    call.screen.out.lines(formatPorcelain(plan, dynamic, data.spooled));
    return EXIT.ok;
  }
  printWarnings(call, scan);
  printResult(call, data, () => [
    ...(entries.length === 0 ? explainNothingFound(settings, scan.extraction) : []),
    ...formatStatus(plan, unreadable, call.flags.verbose, call.screen.out.style, call.screen.out.width),
    ...formatSpooled(data.spooled),
  ]);
  return EXIT.ok;
}

/** The prompts whose active text was seen in commits that HEAD does not build on. */
async function findBehind(
  { root }: Settings,
  ledger: Ledger,
  plan: readonly PlanEntry[],
): Promise<Set<string>> {
  const reverted = plan.filter(({ kind }) => kind === 'reverted').slice(0, MOST_ASKED);
  const found = await Promise.all(
    reverted.map(async ({ name }) => {
      const detail = await findReferenced(ledger, name, 'active');
      const seen = [detail?.first_seen?.commit, detail?.last_seen?.commit].filter(
        (one) => typeof one === 'string',
      );
      const isHere = await Promise.all(seen.map((commit) => isInHead(root, commit)));
      return seen.length > 0 && !isHere.includes(true) ? [name] : [];
    }),
  );
  return new Set(found.flat());
}

/** Each costs a request and a process. */
const MOST_ASKED = 50;

/** Registrations of hooks that no server has taken yet, those that none will take, and those that are lost. */
function readSpooled({ root, underGit }: Settings): Spooled {
  const folder = underGit ? findCommonFolder(root) : null;
  return folder === null ? { waiting: 0, refused: 0, dropped: 0 } : countSpooled(folder);
}
