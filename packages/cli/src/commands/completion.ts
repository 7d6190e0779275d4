import { printResult, type Call } from '../call.ts';
import { INSTALL, SCRIPTS, SHELLS } from '../completion/scripts.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';

/** Prints the script by which a shell completes commands, options and names of prompts. */
export async function completion(call: Call, named: string): Promise<ExitCode> {
  const shell = SHELLS.find((one) => one === named);
  if (shell === undefined) {
    throw new CliError(
      'usage',
      `"${named}" is no shell that is known here.`,
      `There are ${SHELLS.join(', ')}.`,
    );
  }
  printResult(call, { shell, script: SCRIPTS[shell] }, () => [SCRIPTS[shell].trimEnd()]);
  const { out, err } = call.screen;
  if (out.isTTY && !call.flags.json) err.lines(['', `To have it in every shell: ${INSTALL[shell]}`]);
  return EXIT.ok;
}
