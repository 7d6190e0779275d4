import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import { administer } from '../ledger/administration.ts';
import { withLedger } from '../ledger/ledger.ts';
import { withProgress } from '../terminal/progress.ts';
import { toLine } from '../report/text.ts';
import { readReference } from '../references/resolve.ts';
import { openTexts } from '../references/texts.ts';

export interface AdoptFlags {
  /** Goes on where the text in the source is not the active one. */
  readonly force: boolean;
}

/** Moves a prompt from code into the ledger, where `ledger put` changes it. The source is left for its author to change. */
export async function adopt(call: Call, text: string, { force }: AdoptFlags): Promise<ExitCode> {
  const { name } = readReference(text);
  const settings = await readSettings(call.context, call.flags);
  return withLedger(call.context, settings, async (ledger) => {
    const texts = openTexts(call, settings, ledger);
    const history = await withProgress(call, `Reading ${name}`, texts.history(name));
    const found =
      settings.underGit || settings.configFile !== null
        ? (await texts.work()).prompts.find((prompt) => prompt.name === name)
        : undefined;
    const active = history.versions.find(({ version }) => version === history.current_version);
    if (found && found.checksum !== active?.template_hash && !force) {
      throw new CliError(
        'refused',
        `The text of ${name} at ${found.file}:${found.line} is not the active one, and would be lost.`,
        '`ledger sync` stores it first; --force goes on without it.',
      );
    }
    const answer = await administer(ledger).setMode(name, { mode: 'full', force });
    const place = found ? { file: found.file, line: found.line } : null;
    printResult(call, { ...answer, place }, () => [
      answer.changed
        ? `${toLine(name)} is kept in the ledger now; \`ledger put ${toLine(name)} --edit\` changes it.`
        : `${toLine(name)} is kept in the ledger already.`,
      ...(found
        ? [
            `Remove it from ${toLine(found.file)}:${found.line}, and read it from the ledger there: \`ledger sync\` refuses its name.`,
          ]
        : []),
    ]);
    return EXIT.ok;
  });
}
