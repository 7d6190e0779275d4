import type { Call } from '../../call.ts';
import { lookAt } from '../../changes/look.ts';
import { readSettings, type Settings } from '../../config.ts';
import { CliError, EXIT, type ExitCode } from '../../errors.ts';
import { listCommitted } from '../../git/changes.ts';
import { findHead, isRewriting, readBranch, readCommit, type CommitFacts } from '../../git/facts.ts';
import { findCommonFolder, findGitFolder } from '../../git/folders.ts';
import { readIdentity } from '../../git/identity.ts';
import { openCache } from '../../ledger/open-cache.ts';
import { startBlobReader } from '../../sources/blob-reader.ts';
import { deliverWaitingQuietly } from './waiting.ts';

export interface CommitFlags {
  readonly ref: string;
  /** Where HEAD does not tell it. */
  readonly branch: string | null;
  readonly dryRun: boolean;
  readonly quiet: boolean;
}

/**
 * What a post-commit hook does: records the texts that a commit changed as seen in it, also those that no pre-commit hook
 * saw. While git writes a row of commits it does nothing: the next sync sees where that ended.
 */
export async function syncCommit(call: Call, flags: CommitFlags): Promise<ExitCode> {
  const settings = await readSettings(call.context, call.flags);
  const { root } = settings;
  const gitFolder = settings.underGit ? findGitFolder(root) : null;
  const folder = findCommonFolder(root);
  if (gitFolder === null || folder === null) {
    throw new CliError('git', `There is no git repository at ${root}, and so no commit.`);
  }
  if (isRewriting(gitFolder)) return EXIT.ok;
  const reader = startBlobReader(root);
  const reading = readCommit(root, flags.ref);
  // Its failure is met below; until then it is none that ends the process.
  reading.catch(() => {});
  const listing = listCommitted(root, flags.ref).catch(() => []);
  const cache = openCache(call, settings, settings.extract);
  const look = await lookAt(settings, await listing, cache, reader);
  const facts = await reading;
  if (look === null) return deliverWaitingQuietly(call, settings, folder, flags);
  const about = describe(call, settings, gitFolder, facts, flags);
  const { openCommitTree } = await import('../../sources/commit.ts');
  const { readChange } = await import('./change.ts');
  // It is committed already: what pre-commit would have refused is left out, and the next sync by hand says it.
  const { sound, save } = await readChange(settings, look, openCommitTree(root, facts.commit), cache);
  if (sound.length === 0 || flags.dryRun) {
    save();
    return deliverWaitingQuietly(call, settings, folder, flags);
  }
  const { deliver } = await import('./deliver.ts');
  const seen = { source: 'commit', git: await about } as const;
  return deliver(call, { settings, folder, seen, entries: sound, quiet: flags.quiet, meanwhile: save });
}

async function describe(
  { context }: Call,
  { root, folder }: Settings,
  gitFolder: string,
  { commit, parent, author, committedAt }: CommitFacts,
  { branch: named }: CommitFlags,
) {
  const [head, { repository }] = await Promise.all([findHead(root), readIdentity(root, context.env)]);
  const branch = named ?? (head === commit ? readBranch(gitFolder) : null);
  return {
    commit,
    branch,
    base: parent,
    author,
    committed_at: committedAt,
    repository,
    folder: folder || null,
  };
}
