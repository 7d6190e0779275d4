import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import { administer } from '../ledger/administration.ts';
import { withLedger } from '../ledger/ledger.ts';
import { toLine } from '../report/text.ts';

const MEANING = {
  full: 'is kept in the ledger now (full mode): PUT changes it, and `ledger sync` refuses its name',
  tracking: 'lives in code now (tracking mode): the next `ledger sync` says which text is active',
} as const;

/** Moves a prompt from code into the ledger, or back. */
export async function mode(call: Call, name: string, to: string, force: boolean): Promise<ExitCode> {
  if (to !== 'full' && to !== 'tracking') {
    throw new CliError('usage', `"${to}" is no mode.`, `Give full or tracking: ledger mode ${name} full`);
  }
  const settings = await readSettings(call.context, call.flags);
  const answer = await withLedger(call.context, settings, (ledger) =>
    administer(ledger).setMode(name, { mode: to, force }),
  );
  printResult(call, answer, () => [
    answer.changed
      ? `${toLine(answer.name)} ${MEANING[to]}.`
      : `${toLine(answer.name)} is in ${to} mode already.`,
  ]);
  return EXIT.ok;
}
