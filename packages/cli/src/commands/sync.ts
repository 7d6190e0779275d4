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
      return allowing(call, flags, () => syncBuild(call, flags));
    case 'by-hand':
      return allowing(call, flags, () => syncTree(call, flags));
  }
}

/** What only looks like a build has no commit to speak of, such as a folder that a script of a build has just made. */
async function syncBuild(call: Call, flags: SyncFlags): Promise<ExitCode> {
  const { syncCi } = await import('./sync/ci.ts');
  const code = await syncCi(call, flags);
  if (code !== null) return code;
  if (!flags.ci) return syncTree(call, flags);
  throw new CliError(
    'usage',
    'Neither git nor the build service says which commit this is.',
    'Name it: ledger sync --ci --commit <id> --branch <name>.',
  );
}

async function syncTree(call: Call, flags: SyncFlags): Promise<ExitCode> {
  return (await import('./sync/by-hand.ts')).syncByHand(call, flags);
}

/** What fails because of the server, the network or the key, and not of the source, may be let pass. */
async function allowing(
  { screen: { err } }: Call,
  { allowFailure }: SyncFlags,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    const isOutside =
      error instanceof CliError &&
      (error.exitCode === EXIT.unavailable || error.exitCode === EXIT.unauthorized);
    if (!allowFailure || !isOutside) throw error;
    const { neutralise } = await import('../report/text.ts');
    err.lines([`warning: ${neutralise(error.message)} Nothing was recorded; --allow-failure lets it pass.`]);
    return EXIT.ok;
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
