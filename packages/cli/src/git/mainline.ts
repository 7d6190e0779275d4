import { CliError } from '../errors.ts';
import { parseRaw, PINNED, RAW, type FileChange } from './changes.ts';
import { runGit } from './run.ts';

/** A commit of a branch's own line, and what it changed against its first parent. */
export interface MainlineCommit {
  readonly commit: string;
  /** `Name <address>` */
  readonly author: string;
  /** ISO 8601. */
  readonly committedAt: string;
  readonly changes: readonly FileChange[];
}

/** Begins the description of a commit; a change begins with a colon. */
const MARK = '\u0001';
const FORMAT = `--format=${MARK}%H%x00%an <%ae>%x00%cI`;

/**
 * Reads the commits of a branch, oldest first, by their first parents: what a merge brought in came with the merge, as it
 * did for everybody on that branch.
 *
 * @param head what to go back from, a whole commit id
 * @param isRelevant which paths are of interest
 * @param only the newest that touched some paths, or those after a commit of the same line
 */
export async function readMainline(
  root: string,
  head: string,
  isRelevant: (path: string) => boolean,
  only: Only | null = null,
): Promise<MainlineCommit[]> {
  const pinned = [...PINNED, '-c', 'log.showSignature=false', '-c', 'log.showRoot=true'];
  const bound = only && 'most' in only ? ['-n', String(only.most)] : [];
  const paths = only && 'most' in only ? only.paths.map((path) => `:(top,literal)${path}`) : [];
  const after = only && 'after' in only ? [`^${only.after}`] : [];
  const how = ['--first-parent', '-m', '--reverse', ...RAW, '--encoding=UTF-8', FORMAT, ...bound];
  const args = ['log', ...how, head, ...after, '--', ...paths];
  const output = await runGit(root, [...pinned, ...args]).catch((error: unknown) => {
    throw new CliError('git', `git cannot read the history in ${root}.`, 'Run `git fsck` there.', error);
  });
  return parseMainline(output.toString('utf8')).map(({ changes, ...facts }) => ({
    ...facts,
    changes: changes.filter(({ path }) => isRelevant(path)),
  }));
}

type Only = { readonly paths: readonly string[]; readonly most: number } | { readonly after: string };

/** Whether a commit is one of the branch's own line, so that what came after it builds on it alone. */
export async function isOnMainline(root: string, head: string, commit: string): Promise<boolean> {
  const args = ['rev-list', '--first-parent', '--reverse', '--parents', head, `^${commit}`];
  // A commit that is gone from the clone is on no line.
  const output = await runGit(root, args).catch(() => Buffer.alloc(0));
  // The oldest of them, and its parents.
  const [, parent] = output.toString('latin1').split('\n', 1)[0]?.split(' ') ?? [];
  return parent === commit;
}

/** How many commits of a branch's own line are not part of another commit's history. */
export async function countCommits(root: string, head: string, since: string): Promise<number> {
  const output = await runGit(root, ['rev-list', '--first-parent', '--count', head, `^${since}`]);
  return Number(output.toString('latin1'));
}

/** Whether the older part of the history is not here. */
export async function isShallow(root: string): Promise<boolean> {
  const output = await runGit(root, ['rev-parse', '--is-shallow-repository']);
  return output.toString('latin1').trim() === 'true';
}

/** A mark and the id, the author, the date, then pairs of `:<modes, ids>` and path; all of it between NULs. */
function parseMainline(output: string): MainlineCommit[] {
  const commits: (MainlineCommit & { changes: FileChange[] })[] = [];
  const fields = output.split('\0');
  for (let at = 0; at < fields.length; at += 1) {
    const field = (fields[at] ?? '').replace(/^\n+/, '');
    if (field.startsWith(MARK)) {
      const [commit, author = '', date = ''] = [field.slice(1), fields[at + 1], fields[at + 2]];
      commits.push({ commit, author, committedAt: new Date(date).toISOString(), changes: [] });
      at += 2;
    } else if (field.startsWith(':')) {
      commits.at(-1)?.changes.push(...parseRaw(`${field}\0${fields[at + 1] ?? ''}\0`));
      at += 1;
    }
  }
  return commits;
}
