import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { withLedger } from '../ledger/ledger.ts';
import { formatVersionFacts } from '../report/show.ts';
import { formatTemplate } from '../report/template.ts';
import { neutralise } from '../report/text.ts';
import { getHistory, pickVersion, readReference } from '../resolve.ts';

/**
 * Shows one version of a prompt: its facts on stderr, its text on stdout. Into a pipe or file the text goes exactly as
 * it is stored; on a terminal it is made readable and harmless.
 */
export async function show(call: Call, text: string): Promise<ExitCode> {
  const { name, selector } = readReference(text);
  const settings = await readSettings(call.context, call.flags);
  const history = await withLedger(call.context, settings, (ledger) => getHistory(ledger, name));
  const version = pickVersion(history, selector);
  const { prompt_name, mode, current_version } = history;
  const { out, err } = call.screen;
  if (call.flags.json) {
    printResult(call, { prompt_name, mode, current_version, ...version }, () => []);
    return EXIT.ok;
  }
  err.lines([...formatVersionFacts(history, version, err.style), '']);
  if (!out.isTTY) out.raw(version.template_source);
  else
    out.lines(
      neutralise(formatTemplate(version.template_source, version.kind)).replace(/\n$/, '').split('\n'),
    );
  return EXIT.ok;
}
