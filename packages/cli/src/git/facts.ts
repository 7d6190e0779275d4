import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CliError } from '../errors.ts';
import { runGit, runGitNow } from './run.ts';

/** What git knows of a commit. */
export interface CommitFacts {
  readonly commit: string;
  /** The first parent; null for a first commit, and where a shallow clone ends. */
  readonly parent: string | null;
  readonly isMerge: boolean;
  /** `Name <address>` */
  readonly author: string;
  /** ISO 8601. */
  readonly committedAt: string;
}

/**
 * Reads a commit.
 *
 * @throws {CliError} `usage` where there is no such commit
 */
export async function readCommit(root: string, ref: string): Promise<CommitFacts> {
  const facts = mayBeRef(ref) ? await findFacts(root, ref) : null;
  if (facts !== null) return facts;
  throw new CliError('usage', `There is no commit ${ref} here.`, 'Name one that `git log` knows.');
}

/** Whether git would not take it for an option, or for nothing. */
export function mayBeRef(text: string): boolean {
  return text !== '' && !text.startsWith('-');
}

async function findFacts(root: string, ref: string): Promise<CommitFacts | null> {
  const format = '--format=%H%x00%P%x00%an <%ae>%x00%cI';
  // A user's configuration may ask for signatures to be shown, and for other encodings.
  const pinned = ['-c', 'log.showSignature=false', '-c', 'i18n.logOutputEncoding=UTF-8'];
  const args = [...pinned, 'log', '-1', '--no-patch', format, `${ref}^{commit}`, '--'];
  const output = await runGit(root, args).catch(() => null);
  const [commit = '', parents = '', author = '', date = ''] =
    output?.toString('utf8').trimEnd().split('\0') ?? [];
  if (commit === '') return null;
  const [parent, ...others] = parents.split(' ').filter(Boolean);
  return {
    commit,
    parent: parent ?? null,
    isMerge: others.length > 0,
    author,
    committedAt: new Date(date).toISOString(),
  };
}

/** The commit that is checked out; null before the first one. */
export async function findHead(root: string): Promise<string | null> {
  const output = await runGit(root, ['rev-parse', '--verify', '--quiet', 'HEAD']).catch(() => null);
  return output?.toString('utf8').trim() || null;
}

/** Whether what is checked out builds on a commit; not where this clone does not have it. */
export function isInHead(root: string, commit: string): Promise<boolean> {
  return runGit(root, ['merge-base', '--is-ancestor', commit, 'HEAD']).then(
    () => true,
    () => false,
  );
}

/** The branch that is checked out, by the file system alone where it tells; null where HEAD is detached. */
export function readBranch(gitFolder: string): string | null {
  try {
    const head = readFileSync(path.join(gitFolder, 'HEAD'), 'utf8').trim();
    return toBranch(head === NOT_HERE ? askForHead(gitFolder) : head);
  } catch {
    return null;
  }
}

/** What stands in HEAD where references are kept in tables (`extensions.refStorage=reftable`), for whoever reads it. */
const NOT_HERE = 'ref: refs/heads/.invalid';

function askForHead(gitFolder: string): string {
  return `ref: ${runGitNow(gitFolder, ['--git-dir', gitFolder, 'symbolic-ref', '--quiet', 'HEAD']).toString('utf8').trim()}`;
}

function toBranch(head: string): string | null {
  return /^ref: refs\/heads\/(.+)$/.exec(head)?.[1] ?? null;
}

/** Whether git is writing a row of commits: a rebase, or several picks or reverts. */
export function isRewriting(gitFolder: string): boolean {
  return ['rebase-merge', 'rebase-apply', 'sequencer'].some((name) => existsSync(path.join(gitFolder, name)));
}
