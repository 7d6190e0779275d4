import { createContext } from '../context.ts';
import { guessFlags, reportFailure } from '../failure.ts';
import { readHookArguments } from './hook-arguments.ts';
import { openOutput } from '../terminal/open-output.ts';
import { runHook } from './run-hook.ts';

/**
 * What the build makes a file of its own of: all that hooks run, without what only other commands need. Never throws.
 *
 * @returns the exit code; null where these are not the arguments of a hook
 */
export async function run(argv: readonly string[]): Promise<number | null> {
  const hook = readHookArguments(argv);
  if (hook === null) return null;
  const context = createContext(process, {
    stdout: openOutput(1, () => process.stdout),
    stderr: openOutput(2, () => process.stderr),
  });
  const flags = guessFlags(argv);
  try {
    return await runHook(hook, context, flags);
  } catch (error) {
    return await reportFailure(error, flags, context);
  }
}
