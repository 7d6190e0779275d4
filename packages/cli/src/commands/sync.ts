import type { Call } from '../call.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';

export interface SyncFlags {
  readonly staged: boolean;
  readonly commit: string | null;
  readonly ci: boolean;
  readonly spooled: boolean;
  readonly branch: string | null;
  readonly dryRun: boolean;
  readonly allowFailure: boolean;
  readonly activate: boolean;
  readonly quiet: boolean;
}

/** Who asks for a sync: a hook of git's, a build, or a person. */
type Situation = 'staged' | 'commit' | 'spooled' | 'ci' | 'by-hand';

/** Registers prompts, as the situation asks for it. */
export async function sync(call: Call, flags: SyncFlags): Promise<ExitCode> {
  const situation = await findSituation(call, flags);
  const isHook = situation === 'staged' || situation === 'commit' || situation === 'spooled';
  if (isHook && call.context.env['LEDGER'] === '0') return EXIT.ok;
  switch (situation) {
    case 'staged':
    case 'commit':
    case 'spooled':
      return (await import('./sync/hook.ts')).syncInHook(call, situation, flags);
    case 'ci':
      return (await import('./sync/ci.ts')).syncCi(call, flags);
    case 'by-hand':
      return (await import('./sync/by-hand.ts')).syncByHand(call, flags);
  }
}

async function findSituation({ context: { env } }: Call, flags: SyncFlags): Promise<Situation> {
  const { staged, commit, ci, spooled } = flags;
  const named = [
    ...(staged ? ['--staged'] : []),
    ...(spooled ? ['--spooled'] : []),
    // With --ci it says which commit is built.
    ...(commit !== null && !ci ? ['--commit'] : []),
    ...(ci ? ['--ci'] : []),
  ];
  if (named.length > 1) {
    throw new CliError('usage', `${named.join(' and ')} exclude each other.`, 'Give one of them.');
  }
  if (staged) return 'staged';
  if (spooled) return 'spooled';
  if (ci) return 'ci';
  if (commit !== null) return 'commit';
  // git names the index of the commit that is under way to the hooks of a commit, and to nobody else.
  if (env['GIT_INDEX_FILE']) return 'staged';
  const { isCi } = await import('../ci/detect.ts');
  return isCi(env) ? 'ci' : 'by-hand';
}
