import type { Call } from '../../call.ts';
import { CliError, EXIT, type ExitCode } from '../../errors.ts';

export interface HookFlags {
  readonly commit: string | null;
  readonly branch: string | null;
  readonly dryRun: boolean;
  readonly quiet: boolean;
}

/**
 * Does what a hook asks for, and lets the commit go on: only what must be mended in the staged text (exit code 1), or in
 * the configuration (2), stops it.
 */
export async function syncInHook(
  call: Call,
  situation: 'staged' | 'commit' | 'spooled',
  flags: HookFlags,
): Promise<ExitCode> {
  const { dryRun, quiet, branch, commit } = flags;
  try {
    switch (situation) {
      case 'staged':
        return await (await import('./staged.ts')).syncStaged(call, { dryRun, quiet });
      case 'commit':
        return await (
          await import('./commit.ts')
        ).syncCommit(call, { dryRun, quiet, branch, ref: commit ?? 'HEAD' });
      case 'spooled':
        return await (await import('./spooled.ts')).syncSpooled(call, { dryRun, quiet });
    }
  } catch (error) {
    if (error instanceof CliError && (error.code === 'config' || error.code === 'usage')) {
      if (situation === 'staged') throw error;
    }
    return await letPass(call, error, quiet);
  }
}

async function letPass({ screen: { err }, flags }: Call, error: unknown, quiet: boolean): Promise<ExitCode> {
  const isOurs = !(error instanceof CliError);
  if (quiet && !isOurs && !flags.verbose) return EXIT.ok;
  const { formatFailure } = await import('../../report/failure.ts');
  const [first = '', ...rest] = formatFailure(error, err.style, flags.verbose);
  err.lines([
    `ledger: ${first}`,
    ...(isOurs || flags.verbose ? rest : []),
    'ledger: git goes on all the same.',
  ]);
  return EXIT.ok;
}
