import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { withLedger } from '../ledger/ledger.ts';
import { blame } from '../plan/blame.ts';
import { withProgress } from '../terminal/progress.ts';
import { formatBlame } from '../report/blame.ts';
import { originOf } from '../report/seen.ts';
import { formatTemplate } from '../report/template.ts';
import { readReference } from '../references/resolve.ts';
import { openTexts } from '../references/texts.ts';

/** Shows of each line of a version which version brought it, from which commit, by whom and when. */
export async function blamePrompt(call: Call, text: string): Promise<ExitCode> {
  const reference = readReference(text);
  const settings = await readSettings(call.context, call.flags);
  return withLedger(call.context, settings, async (ledger) => {
    const texts = openTexts(call, settings, ledger);
    const { name } = reference;
    const { version } = await withProgress(call, `Reading ${name}`, texts.getVersion(reference));
    const { versions } = await texts.history(name);
    const upTo = versions.filter((one) => one.version <= version).toReversed();
    const lines = blame(
      upTo.map(({ version, template_source, kind }) => ({
        version,
        text: formatTemplate(template_source, kind),
      })),
    );
    const data = {
      prompt_name: name,
      version,
      lines: lines.map(({ text, version }, index) => {
        const brought = versions.find((one) => one.version === version);
        return { line: index + 1, version, ...(brought && originOf(brought)), text };
      }),
    };
    printResult(call, data, () => formatBlame(lines, versions, call.screen.out.style));
    return EXIT.ok;
  });
}
