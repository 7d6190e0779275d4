import { createCall, type GlobalFlags } from './call.ts';
import type { Context } from './context.ts';
import { CliError, EXIT } from './errors.ts';

/** An error may come before the command line is understood; how it is to be shown must be known even then. */
export function guessFlags(argv: readonly string[]): GlobalFlags {
  return {
    json: argv.includes('--json'),
    verbose: argv.includes('--verbose'),
    color: !argv.includes('--no-color'),
    cache: !argv.includes('--no-cache'),
  };
}

export async function reportFailure(error: unknown, flags: GlobalFlags, context: Context): Promise<number> {
  const { formatFailure, toFailureData } = await import('./report/failure.ts');
  if (flags.json) {
    context.stderr.write(`${JSON.stringify(toFailureData(error))}\n`);
  } else {
    const { screen } = await createCall(context, flags);
    screen.err.lines(formatFailure(error, screen.err.style, flags.verbose));
  }
  // A bug is no finding: like a wrong usage it means that nothing could be told.
  return error instanceof CliError ? error.exitCode : EXIT.usage;
}
