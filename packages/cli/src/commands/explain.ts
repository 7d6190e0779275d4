import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import { createReadLine } from '../findings.ts';
import { formatExplanations } from '../report/explain.ts';
import { openSource } from '../scan.ts';
import { toOptions, type ExtractFlags } from './extract.ts';

/**
 * Says why something in the source is a prompt or is none.
 *
 * @throws {CliError} `not_found` where nothing has that name, with the name that is nearest
 */
export async function explainName(call: Call, name: string, flags: ExtractFlags): Promise<ExitCode> {
  const settings = await readSettings(call.context, call.flags);
  const options = toOptions(call, settings, flags);
  const source = await openSource(settings);
  // The parser is loaded for it.
  const { explain, findNearest } = await import('../extract/explain.ts');
  const matches = explain(source, options, name);
  if (matches.length === 0) {
    const near = findNearest(source, options, name);
    throw new CliError(
      'not_found',
      `Nothing in the source is called ${name}.`,
      near === null
        ? 'Name a prompt, an export, or a file and its export: src/agent.ts:SYSTEM.'
        : `Did you mean ${near}?`,
    );
  }
  const { out } = call.screen;
  printResult(call, { name, matches }, () =>
    formatExplanations(matches, createReadLine(source), out.style, out.width),
  );
  return EXIT.ok;
}
