import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import { openLabels, type LabelFilters, type Labels } from '../ledger/labels.ts';
import { withLedger } from '../ledger/ledger.ts';
import { formatLabels, formatMoves } from '../report/labels.ts';
import { toLine } from '../report/text.ts';

export async function listLabels(call: Call, filters: LabelFilters): Promise<ExitCode> {
  const labels = await ask(call, (ledger) => ledger.list(filters));
  printResult(call, { labels }, () => {
    if (labels.length > 0) return formatLabels(labels, call.screen.out.style, call.screen.out.width);
    const isFiltered = filters.label !== null || filters.prompt !== null;
    return [
      isFiltered
        ? 'No label fits; `ledger labels list --branches` shows all.'
        : 'There are no labels yet: `ledger promote NAME --label production` sets one.',
    ];
  });
  return EXIT.ok;
}

/** Takes a label away from the prompts that are named, or from all. */
export async function deleteLabel(
  call: Call,
  label: string,
  names: readonly string[],
  { all }: { readonly all: boolean },
): Promise<ExitCode> {
  if ((names.length === 0) !== all) {
    const hint = `Try: ledger labels delete ${label} NAME, or with --all instead of a name`;
    throw new CliError('usage', 'Name the prompts that lose the label, or give --all.', hint);
  }
  const deleted: string[] = [];
  const print = () =>
    printResult(call, { label, deleted }, () =>
      deleted.map((name) => `${toLine(name)} has the label ${toLine(label)} no more.`),
    );
  try {
    await ask(call, async (ledger) => {
      for (const name of all ? [null] : names) deleted.push(...(await ledger.delete(label, name)).deleted);
    });
  } catch (error) {
    // What is done is done, and has to be told.
    if (deleted.length > 0) print();
    throw error;
  }
  print();
  return EXIT.ok;
}

export async function showLabelHistory(
  call: Call,
  label: string,
  prompt: string | null,
  limit: number,
): Promise<ExitCode> {
  const moves = await ask(call, (ledger) => ledger.history(label, prompt, limit));
  printResult(call, { label, moves }, () => formatMoves(moves, call.screen.out.style, call.screen.out.width));
  return EXIT.ok;
}

async function ask<T>(call: Call, use: (labels: Labels) => Promise<T>): Promise<T> {
  const settings = await readSettings(call.context, call.flags);
  return withLedger(call.context, settings, (ledger) => use(openLabels(ledger)));
}
