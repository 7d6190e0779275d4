import type { ImportedCommit } from '@prompt-ledger/shared/contract/import';
import { printResult, type Call } from '../call.ts';
import { readSettings, type Settings } from '../config.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import type { ExtractOptions } from '../extract/types.ts';
import type { Replay } from '../extract/replay.ts';
import { mayBeImported } from '../extract/modules/resolve.ts';
import { findHead, readBranch, readCommit } from '../git/facts.ts';
import { findCommonFolder, findGitFolder } from '../git/folders.ts';
import { readIdentity } from '../git/identity.ts';
import { countCommits, isOnMainline, isShallow, readMainline, type MainlineCommit } from '../git/mainline.ts';
import { importCommits, openBatch, withoutTexts, type About } from '../ledger/import.ts';
import { openImportPlace, type ImportPlace } from '../ledger/import-place.ts';
import { withLedger, type Ledger } from '../ledger/ledger.ts';
import { describeCommit, toPromptState, type PromptState } from '../plan/history.ts';
import { withProgress, type Progress } from '../terminal/progress.ts';
import { formatImport, type Imported } from '../report/import.ts';
import { openCommit } from '../sources/commit.ts';
import { openReplay, type ReplaySource } from '../sources/replay.ts';
import { startWatch } from '../stopwatch.ts';

export interface ImportFlags {
  readonly fromGit: boolean;
  readonly since: string | null;
  readonly branch: string | null;
  readonly dryRun: boolean;
}

/** Registers every version that the prompts of a branch ever had, with its commit, date and author, oldest first. */
export async function importPrompts(call: Call, flags: ImportFlags): Promise<ExitCode> {
  const elapsed = startWatch();
  if (!flags.fromGit) {
    throw new CliError('usage', 'It is not said where from.', 'Import the history of git: --from-git.');
  }
  const settings = await readSettings(call.context, call.flags);
  const { root } = settings;
  const span = await readSpan(settings, flags);
  const { repository } = await readIdentity(root, call.context.env);
  const about: About = {
    branch: span.branch,
    repository,
    folder: settings.folder || null,
    dry_run: flags.dryRun,
  };
  const place = flags.dryRun ? null : openPlace(call, settings, span, about);
  const done = await withLedger(call.context, settings, async (ledger) => {
    // Before the work, which is long: a server that is not there, or a key that it does not know.
    await ledger.meta();
    const kept = await findReached(ledger, about, place);
    const line = (kept && (await readRest(root, span, kept))) ?? (await readLine(root, span));
    const what = `Importing ${line.commits.length.toLocaleString('en')} commits`;
    return withProgress(call, what, (progress) => replay(settings, ledger, { line, about, place, progress }));
  });
  const imported: Imported = {
    dryRun: flags.dryRun,
    branch: span.branch,
    head: span.head,
    ...done,
    ms: Math.round(elapsed()),
  };
  printResult(call, imported, () => formatImport(imported));
  return EXIT.ok;
}

/** What of a branch is wanted. */
interface Span {
  readonly branch: string | null;
  /** Null before the first commit. */
  readonly head: string | null;
  /** The commit after which it begins; null for all of it. */
  readonly since: string | null;
}

async function readSpan({ root, underGit }: Settings, { since, branch }: ImportFlags): Promise<Span> {
  const gitFolder = underGit ? findGitFolder(root) : null;
  if (gitFolder === null) {
    throw new CliError('git', `There is no git repository at ${root}.`, 'Run the command in one.');
  }
  const named = branch ?? readBranch(gitFolder);
  const head = branch === null ? await findHead(root) : (await readCommit(root, branch)).commit;
  if (head === null) return { branch: named, head, since: null };
  if (since === null && (await isShallow(root))) {
    throw new CliError(
      'git',
      `The clone in ${root} is shallow: the older part of its history is not here.`,
      'Fetch it with `git fetch --unshallow`, or name a commit that is here: --since <ref>.',
    );
  }
  return { branch: named, head, since: since === null ? null : (await readCommit(root, since)).commit };
}

/** The commits of a branch that are to be imported. */
interface Line {
  /** Oldest first. */
  readonly commits: readonly MainlineCommit[];
  /** The commit before them, where the history does not begin with the first of them. */
  readonly base: MainlineCommit | null;
  /** Whether an earlier import brought the base, and all before it. */
  readonly isRest: boolean;
}

async function readLine(root: string, { head, since }: Span): Promise<Line> {
  if (head === null) return { commits: [], base: null, isRest: false };
  const all = await readMainline(root, head, mayBeImported);
  const count = since === null ? all.length : await countCommits(root, head, since);
  return {
    commits: all.slice(all.length - count),
    base: all[all.length - count - 1] ?? null,
    isRest: false,
  };
}

/** What came after an earlier import; null where the branch does not go on from there, as it was set back since. */
async function readRest(root: string, { head }: Span, kept: ImportedCommit): Promise<Line | null> {
  const { commit, author, committed_at: committedAt } = kept;
  const base = { commit, author: author ?? '', committedAt, changes: [] };
  if (head === commit) return { commits: [], base, isRest: true };
  if (head === null || !(await isOnMainline(root, head, commit))) return null;
  return { commits: await readMainline(root, head, mayBeImported, { after: commit }), base, isRest: true };
}

/** Of the prompts of one commit. */
const MOST_ASKED = 2_000;

/** How far an earlier import came. What it sent must still be there: the ledger may have been emptied since. */
async function findReached(
  ledger: Ledger,
  about: About,
  place: ImportPlace | null,
): Promise<ImportedCommit | null> {
  const kept = place?.find() ?? null;
  // Where nothing was there is nothing to ask for.
  if (kept === null || kept.prompts.length === 0) return null;
  const probe = { ...kept, prompts: kept.prompts.slice(0, MOST_ASKED) };
  const asked = await importCommits(ledger, { ...about, dry_run: true }, [probe], false);
  return asked.missing.length > 0 ? null : kept;
}

interface Work {
  readonly line: Line;
  readonly about: About;
  readonly place: ImportPlace | null;
  readonly progress: Progress;
}

type Done = Pick<Imported, 'since' | 'commits' | 'prompts' | 'versions' | 'broken' | 'lacking' | 'resumed'>;

async function replay(settings: Settings, ledger: Ledger, work: Work): Promise<Done> {
  const { commits, base, isRest } = work.line;
  const since = base?.commit ?? null;
  if (isRest && commits.length === 0) return { ...NOTHING_NEW, since };
  const stage = await openStage(settings, since);
  const first = base && !isRest ? toImported(base, describeCommit(new Map(), stage.state)) : null;
  return { ...(await run(ledger, work, stage, first)), since, resumed: isRest };
}

const NOTHING_NEW = {
  commits: { total: 0, told: 0 },
  prompts: 0,
  versions: { made: 0, sighted: 0 },
  broken: 0,
  lacking: 0,
  resumed: true,
};

type Counted = Omit<Done, 'resumed' | 'since'>;

/** The files and prompts of one commit, from which one can go on. */
interface Stage {
  readonly source: ReplaySource;
  readonly replay: Replay;
  state: PromptState;
}

async function openStage({ root, extract }: Settings, commit: string | null): Promise<Stage> {
  const tree = commit === null ? null : await openCommit(root, commit);
  const paths = tree?.paths.filter(mayBeImported) ?? [];
  const files = new Map(paths.map((path) => [path, tree?.id(path) ?? '']));
  const source = openReplay(root, files);
  const opened = await startReplayOf(source, extract);
  source.fetch(paths.filter((path) => opened.isRead(path)).map((path) => files.get(path) ?? ''));
  opened.step(paths.map((path) => ({ path, kind: 'new' })));
  return { source, replay: opened, state: toPromptState(opened.prompts(), new Map()) };
}

async function startReplayOf(source: ReplaySource, options: ExtractOptions): Promise<Replay> {
  const { startReplay } = await import('../extract/replay.ts');
  const opened = startReplay(source, options);
  if ('code' in opened) throw new CliError('config', opened.message, opened.hint);
  return opened;
}

/** So many commits have their files read together. */
const WINDOW = 100;

async function run(
  ledger: Ledger,
  { line: { commits }, about, place, progress }: Work,
  stage: Stage,
  first: ImportedCommit | null,
): Promise<Counted> {
  const batch = openBatch();
  const names = new Set<string>();
  const versions = { made: 0, sighted: 0 };
  let told = 0;
  let sending: Promise<void> = Promise.resolve();

  const add = (commit: ImportedCommit) => {
    told += 1;
    for (const { name } of commit.prompts) names.add(name);
    batch.add(commit);
  };
  const send = async (taken: readonly ImportedCommit[], reached: ImportedCommit | null) => {
    const answer = taken.length === 0 ? null : await importCommits(ledger, about, taken);
    versions.made += answer?.versions.made ?? 0;
    versions.sighted += answer?.versions.sighted ?? 0;
    if (reached !== null) place?.keep(reached);
  };
  /** The next commits are looked at meanwhile; one request follows the other. */
  const flush = async (commit: MainlineCommit | undefined) => {
    const reached =
      commit && place ? withoutTexts(toImported(commit, describeCommit(new Map(), stage.state))) : null;
    await sending;
    sending = send(batch.take(), reached);
    // It is awaited above, or below; until then nobody listens.
    sending.catch(() => {});
  };

  if (first !== null && first.prompts.length > 0) add(first);
  for (let at = 0; at < commits.length; at += WINDOW) {
    const window = commits.slice(at, at + WINDOW);
    fetchAll(stage, window);
    for (const [index, commit] of window.entries()) {
      const deed = advance(stage, commit);
      if (deed.prompts.length + deed.gone.length > 0) add(toImported(commit, deed));
      progress(at + index + 1, commits.length);
      if (batch.isFull) await flush(commit);
    }
    await new Promise(setImmediate);
  }
  await flush(commits.at(-1));
  await sending;
  const counts = { total: commits.length, told };
  const [broken, lacking] = [stage.replay.broken(), stage.source.lacking()];
  return { commits: counts, prompts: names.size, versions, broken, lacking };
}

function fetchAll({ source, replay: { isRead } }: Stage, window: readonly MainlineCommit[]): void {
  const ids = window.flatMap(({ changes }) =>
    changes.flatMap(({ path, after }) => (after !== null && isRead(path) ? [after] : [])),
  );
  source.fetch([...new Set(ids)]);
}

function advance(stage: Stage, { changes }: MainlineCommit) {
  const { source, replay: opened, state } = stage;
  const known = changes.map(({ path, after }) => {
    const before = source.id(path);
    return { path, kind: after === null ? 'gone' : before === null ? 'new' : 'changed' } as const;
  });
  source.apply(changes);
  if (opened.step(known)) stage.state = toPromptState(opened.prompts(), state);
  return describeCommit(state, stage.state);
}

function toImported(
  { commit, author, committedAt }: MainlineCommit,
  { prompts, gone }: ReturnType<typeof describeCommit>,
): ImportedCommit {
  return { commit, author, committed_at: committedAt, prompts: [...prompts], gone: [...gone] };
}

function openPlace({ context }: Call, settings: Settings, { since }: Span, about: About): ImportPlace | null {
  const folder = findCommonFolder(settings.root);
  const { server, project, extract } = settings;
  const { dry_run: _, ...rest } = about;
  const key = [context.extractor, server, project, extract, rest, since];
  return folder === null ? null : openImportPlace(folder, key);
}
