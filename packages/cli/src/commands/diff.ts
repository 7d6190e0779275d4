import type { Selector } from '@prompt-ledger/shared';
import type { HistoryResponse, HistoryVersion } from '@prompt-ledger/shared/contract';
import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import { withLedger } from '../ledger/ledger.ts';
import { buildDiff, formatDiff } from '../report/diff.ts';
import { toLine } from '../report/text.ts';
import { getHistory, pickVersion, readReference, readSelector } from '../resolve.ts';

/**
 * Shows what differs between two versions of a prompt.
 *
 * @param versions none: the active one against the one before; one: that one against the active one; or both
 */
export async function diff(call: Call, text: string, versions: readonly string[]): Promise<ExitCode> {
  const { name, selector } = readReference(text);
  const selectors = [...(selector.kind === 'active' ? [] : [selector]), ...versions.map(readSelector)];
  if (selectors.length > 2) {
    throw new CliError('usage', 'A diff is between two versions.', `Try: ledger diff ${name} 1 2`);
  }
  const settings = await readSettings(call.context, call.flags);
  const history = await withLedger(call.context, settings, (ledger) => getHistory(ledger, name));
  const pair = pickPair(history, selectors);
  if (pair === null) {
    printResult(call, { prompt_name: name, from: null, to: null, identical: true }, () => [
      `${toLine(name)} has one version: there is nothing to compare it with yet.`,
    ]);
    return EXIT.ok;
  }
  const found = buildDiff(...pair);
  printResult(call, { prompt_name: name, ...found }, () => formatDiff(name, found, call.screen.out.style));
  return EXIT.ok;
}

/** The older and the newer side; null where there is only one version to choose from. */
function pickPair(
  history: HistoryResponse,
  [first, second]: readonly Selector[],
): [before: HistoryVersion, after: HistoryVersion] | null {
  if (first && second) return [pickVersion(history, first), pickVersion(history, second)];
  if (first) return [pickVersion(history, first), pickVersion(history, { kind: 'active' })];
  if (history.versions.length < 2) return null;
  const active = pickVersion(history, { kind: 'active' });
  // After a revert to version 1 there is none before it: what the next one changed is the nearest answer.
  const other = active.version > 1 ? active.version - 1 : active.version + 1;
  const neighbour = pickVersion(history, { kind: 'version', version: other });
  return other < active.version ? [neighbour, active] : [active, neighbour];
}
