import { formatSelector, type Selector } from '@prompt-ledger/shared';
import type { PromoteRequest } from '@prompt-ledger/shared/contract/labels';
import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import { readCommit } from '../git/facts.ts';
import { openLabels } from '../ledger/labels.ts';
import { withLedger } from '../ledger/ledger.ts';
import { withProgress } from '../terminal/progress.ts';
import { formatPromoted } from '../report/labels.ts';
import { readReference } from '../references/resolve.ts';
import { readWhen, WHEN_HINT } from '../references/when.ts';

export interface PromoteOptions {
  /** Null: the active version itself is moved. */
  readonly label: string | null;
  readonly from: string | null;
  /** As git knows it: `HEAD`, a branch, an id or the beginning of one. */
  readonly commit: string | null;
  readonly all: boolean;
  readonly dryRun: boolean;
}

/** Moves a label to other versions of the prompts that are named, or of all: of every one or of none. */
export async function promote(
  call: Call,
  references: readonly string[],
  options: PromoteOptions,
): Promise<ExitCode> {
  const { label, from, commit, all, dryRun } = options;
  refuseContradictions(references, options);
  const settings = await readSettings(call.context, call.flags);
  const request: PromoteRequest = {
    ...(all ? { all } : { prompts: references.map((text) => toEntry(text, call.context.now())) }),
    ...(label === null ? {} : { label }),
    ...(from === null ? {} : { from }),
    ...(commit === null ? {} : { commit: await readCommitId(settings.root, commit) }),
    dry_run: dryRun,
  };
  const answer = await withLedger(call.context, settings, (ledger) =>
    withProgress(call, 'Promoting', openLabels(ledger).promote(request)),
  );
  printResult(call, answer, () => formatPromoted(answer, call.screen.out.style, call.screen.out.width));
  return EXIT.ok;
}

function refuseContradictions(references: readonly string[], { from, commit, all }: PromoteOptions): void {
  const example = 'Try: ledger promote WELCOME --label production';
  if (references.length === 0 && !all) throw new CliError('usage', 'Name the prompts to promote.', example);
  if (references.length > 0 && all) {
    throw new CliError('usage', 'Names and --all exclude each other.', 'Give one of them.');
  }
  if (from !== null && commit !== null) {
    throw new CliError('usage', '--from and --commit exclude each other.', 'Give one of them.');
  }
  if (all && from === null && commit === null) {
    const hint = 'Try: ledger promote --all --commit HEAD --label production';
    throw new CliError('usage', '--all needs --from or --commit, which say what is meant.', hint);
  }
}

function toEntry(text: string, now: Date): { name: string; reference?: string } {
  const { name, selector } = readReference(text);
  // Without a version --from and --commit say what is meant, else the active one is.
  return text.includes('@') ? { name, reference: toReference(selector, now) } : { name };
}

/** A server knows neither this work tree nor what day it is here. */
function toReference(selector: Selector, now: Date): string {
  if (selector.kind === 'work') {
    throw new CliError('usage', 'Only what the ledger has can be promoted.', '`ledger sync` registers it.');
  }
  if (selector.kind !== 'date') return formatSelector(selector);
  const date = readWhen(selector.date, now);
  if (date === null) throw new CliError('usage', `"${selector.date}" is no moment.`, WHEN_HINT);
  return `{${date.toISOString()}}`;
}

/** A whole id is taken as it is: where a deployment runs there may be no repository. */
async function readCommitId(root: string, ref: string): Promise<string> {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(ref)) return ref;
  return (await readCommit(root, ref)).commit;
}
