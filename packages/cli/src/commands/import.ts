import type { ImportedCommit } from '@prompt-ledger/shared/contract/import';
import { printResult, type Call } from '../call.ts';
import { readSettings, type Settings } from '../config.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import type { ExtractOptions } from '../extract/types.ts';
import type { Replay } from '../extract/replay.ts';
import { mayBeImported } from '../extract/resolve.ts';
import { findHead, readBranch, readCommit } from '../git/facts.ts';
import { findCommonFolder, findGitFolder } from '../git/folders.ts';
import { readIdentity } from '../git/identity.ts';
import { countCommits, isShallow, readMainline, type MainlineCommit } from '../git/mainline.ts';
import { importCommits, openBatch, type About } from '../ledger/import.ts';
import { openImportPlace, type ImportPlace } from '../ledger/import-place.ts';
import { withLedger, type Ledger } from '../ledger/ledger.ts';
import { describeCommit, toPromptState, type PromptState } from '../plan/history.ts';
import { withProgress, type Progress } from '../progress.ts';
import { formatImport, type Imported } from '../report/import.ts';
import { openCommit } from '../sources/commit.ts';
import { openReplay, type ReplaySource } from '../sources/replay.ts';

export interface ImportFlags {
  readonly fromGit: boolean;
  readonly since: string | null;
  readonly branch: string | null;
  readonly dryRun: boolean;
}

/** Registers every version that the prompts of a branch ever had, with its commit, date and author, oldest first. */
export async function importPrompts(call: Call, flags: ImportFlags): Promise<ExitCode> {
  const started = performance.now();
  if (!flags.fromGit) {
    throw new CliError('usage', 'It is not said where from.', 'Import the history of git: --from-git.');
  }
  const settings = await readSettings(call.context, call.flags);
  const line = await readLine(settings, flags);
  const { root } = settings;
  const { repository } = await readIdentity(root, call.context.env);
  const about: About = {
    branch: line.branch,
    repository,
    folder: settings.folder || null,
    dry_run: flags.dryRun,
  };
  const done = await withLedger(call.context, settings, async (ledger) => {
    // Before the work, which is long: a server that is not there, or a key that it does not know.
    await ledger.meta();
    return withProgress(call, `Importing ${line.commits.length.toLocaleString('en')} commits`, (progress) =>
      replay(call, settings, ledger, { line, about, progress }),
    );
  });
  const imported: Imported = {
    dryRun: flags.dryRun,
    branch: line.branch,
    head: line.commits.at(-1)?.commit ?? null,
    since: line.base?.commit ?? null,
    ...done,
    ms: Math.round(performance.now() - started),
  };
  printResult(call, imported, () => formatImport(imported));
  return EXIT.ok;
}

/** The commits of a branch that are to be imported. */
interface Line {
  readonly branch: string | null;
  /** Oldest first. */
  readonly commits: readonly MainlineCommit[];
  /** The commit before them, where the history does not begin with the first of them. */
  readonly base: MainlineCommit | null;
}

async function readLine({ root, underGit }: Settings, { since, branch }: ImportFlags): Promise<Line> {
  const gitFolder = underGit ? findGitFolder(root) : null;
  if (gitFolder === null) {
    throw new CliError('git', `There is no git repository at ${root}.`, 'Run the command in one.');
  }
  const head = branch === null ? await findHead(root) : (await readCommit(root, branch)).commit;
  if (head === null) return { branch: readBranch(gitFolder), commits: [], base: null };
  if (since === null && (await isShallow(root))) {
    throw new CliError(
      'git',
      `The clone in ${root} is shallow: the older part of its history is not here.`,
      'Fetch it with `git fetch --unshallow`, or name a commit that is here: --since <ref>.',
    );
  }
  const known = since === null ? null : (await readCommit(root, since)).commit;
  const all = await readMainline(root, head, mayBeImported);
  const count = known === null ? all.length : await countCommits(root, head, known);
  return {
    branch: branch ?? readBranch(gitFolder),
    commits: all.slice(all.length - count),
    base: all[all.length - count - 1] ?? null,
  };
}

interface Work {
  readonly line: Line;
  readonly about: About;
  readonly progress: Progress;
}

type Done = Pick<Imported, 'commits' | 'prompts' | 'versions' | 'broken' | 'lacking' | 'resumed'>;

async function replay(call: Call, settings: Settings, ledger: Ledger, work: Work): Promise<Done> {
  const { line, about } = work;
  const place = openPlace(call, settings, work);
  const kept = about.dry_run ? null : (place?.find() ?? null);
  const at = line.commits.findIndex(({ commit }) => commit === kept);
  const resumed = at >= 0 && (await goOn(settings, ledger, work, at, place));
  const done = resumed || (await begin(settings, ledger, work, place));
  place?.forget();
  return { ...done, resumed: resumed !== false };
}

type Counted = Omit<Done, 'resumed'>;

/** What was sent before the interruption must still be there: the ledger may have been emptied since. */
async function goOn(
  settings: Settings,
  ledger: Ledger,
  work: Work,
  at: number,
  place: ImportPlace | null,
): Promise<Counted | false> {
  const { line, about } = work;
  const last = line.commits[at];
  if (last === undefined) return false;
  const stage = await openStage(settings, last.commit);
  const all = describeCommit(new Map(), stage.state);
  const asked = await importCommits(ledger, { ...about, dry_run: true }, [toImported(last, all)], false);
  if (asked.missing.length > 0) return false;
  return run(ledger, work, stage, at + 1, place);
}

async function begin(
  settings: Settings,
  ledger: Ledger,
  work: Work,
  place: ImportPlace | null,
): Promise<Counted> {
  const { base } = work.line;
  const stage = await openStage(settings, base?.commit ?? null);
  const first = base ? toImported(base, describeCommit(new Map(), stage.state)) : null;
  return run(ledger, work, stage, 0, place, first);
}

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
  return { source, replay: opened, state: toPromptState(opened.prompts()) };
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
  { line: { commits }, about, progress }: Work,
  stage: Stage,
  from: number,
  place: ImportPlace | null,
  first: ImportedCommit | null = null,
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
  const send = async (taken: readonly ImportedCommit[], reached: string | undefined) => {
    const answer = await importCommits(ledger, about, taken);
    versions.made += answer.versions.made;
    versions.sighted += answer.versions.sighted;
    if (reached !== undefined && !about.dry_run) place?.keep(reached);
  };
  /** The next commits are looked at meanwhile; one request follows the other. */
  const flush = async (reached: string | undefined) => {
    await sending;
    const taken = batch.take();
    if (taken.length === 0) return;
    sending = send(taken, reached);
    // It is awaited above, or below; until then nobody listens.
    sending.catch(() => {});
  };

  if (first !== null && first.prompts.length > 0) add(first);
  for (let at = from; at < commits.length; at += WINDOW) {
    const window = commits.slice(at, at + WINDOW);
    fetchAll(stage, window);
    for (const [index, commit] of window.entries()) {
      const deed = advance(stage, commit);
      if (deed.prompts.length + deed.gone.length > 0) add(toImported(commit, deed));
      progress(at + index + 1, commits.length);
      if (batch.isFull) await flush(commit.commit);
    }
    await new Promise(setImmediate);
  }
  await flush(commits.at(-1)?.commit);
  await sending;
  const counts = { total: commits.length - from, told };
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
  if (opened.step(known)) stage.state = toPromptState(opened.prompts());
  return describeCommit(state, stage.state);
}

function toImported(
  { commit, author, committedAt }: MainlineCommit,
  { prompts, gone }: ReturnType<typeof describeCommit>,
): ImportedCommit {
  return { commit, author, committed_at: committedAt, prompts: [...prompts], gone: [...gone] };
}

function openPlace({ context }: Call, settings: Settings, { about, line }: Work): ImportPlace | null {
  const folder = findCommonFolder(settings.root);
  const { server, project, extract } = settings;
  const { dry_run: _, ...rest } = about;
  const key = [context.extractor, server, project, extract, rest, line.base?.commit ?? null];
  return folder === null ? null : openImportPlace(folder, key);
}
