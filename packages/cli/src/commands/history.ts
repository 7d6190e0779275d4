import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { withLedger } from '../ledger/ledger.ts';
import { formatHistory } from '../report/history.ts';
import { withProgress } from '../terminal/progress.ts';
import { getHistory, readReference } from '../references/resolve.ts';
import { openTexts } from '../references/texts.ts';

export interface HistoryOptions {
  /** Most versions to show. */
  readonly limit: number;
}

/** Shows the versions of a prompt, newest first; with a version in the reference, that one alone. */
export async function history(call: Call, text: string, { limit }: HistoryOptions): Promise<ExitCode> {
  const { name, selector } = readReference(text);
  const settings = await readSettings(call.context, call.flags);
  const [found, shown] = await withLedger(call.context, settings, async (ledger) => {
    if (selector.kind === 'active') {
      const found = await withProgress(call, `Reading ${name}`, getHistory(ledger, name, limit + 1));
      return [found, found.versions.slice(0, limit)] as const;
    }
    const texts = openTexts(call, settings, ledger);
    return [await texts.history(name), [await texts.getVersion({ name, selector })]] as const;
  });
  printResult(call, { ...found, versions: shown }, () =>
    formatHistory(found, shown, call.screen.out.style, call.screen.out.width),
  );
  return EXIT.ok;
}
