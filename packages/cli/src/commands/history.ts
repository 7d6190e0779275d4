import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import { withLedger } from '../ledger/ledger.ts';
import { formatHistory } from '../report/history.ts';
import { getHistory, pickVersion, readReference } from '../resolve.ts';

export interface HistoryOptions {
  /** Most versions to show. */
  readonly limit: number;
}

/** Shows the versions of a prompt, newest first; with a version in the reference, that one alone. */
export async function history(call: Call, text: string, { limit }: HistoryOptions): Promise<ExitCode> {
  const { name, selector } = readReference(text);
  if (selector.kind === 'label') {
    throw new CliError(
      'usage',
      `"${text}" names a label, which this server does not know yet.`,
      `Try: ledger history ${name}`,
    );
  }
  const settings = await readSettings(call.context, call.flags);
  const wanted = selector.kind === 'active' ? limit + 1 : undefined;
  const found = await withLedger(call.context, settings, (ledger) => getHistory(ledger, name, wanted));
  const shown =
    selector.kind === 'active'
      ? found.versions.slice(0, limit)
      : [pickVersion(found, selector, call.context.now())];
  printResult(call, { ...found, versions: shown }, () =>
    formatHistory(found, shown, call.screen.out.style, call.screen.out.width),
  );
  return EXIT.ok;
}
