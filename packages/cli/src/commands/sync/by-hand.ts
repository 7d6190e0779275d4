import type { RegisteredEntry, RegisterResponse } from '@prompt-ledger/shared/contract';
import type { GitFacts } from '@prompt-ledger/shared/contract/git';
import type { Call } from '../../call.ts';
import { readSettings, type Settings } from '../../config.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import type { Extraction } from '../../extract/types.ts';
import { isError, printWarnings, refuseErrors } from '../../findings.ts';
import { listLeftOut } from '../../git.ts';
import { listStaged } from '../../git/changes.ts';
import { findHead, readBranch, readCommit } from '../../git/facts.ts';
import { findCommonFolder, findGitFolder } from '../../git/folders.ts';
import { readIdentity } from '../../git/identity.ts';
import { countSpooled, deliverLate, forgetDropped } from '../../ledger/delivery.ts';
import { withLedger, type Ledger } from '../../ledger/ledger.ts';
import { registerWhole } from '../../ledger/register-whole.ts';
import { comparePrompts } from '../../plan/compare.ts';
import { findStatic, findUntracked, toRegisterEntry } from '../../plan/entries.ts';
import { buildPlan, toKnown, type KnownPrompt } from '../../plan/plan.ts';
import { findChanged, findSound } from '../../plan/staged.ts';
import { withProgress, type Progress } from '../../terminal/progress.ts';
import { formatDropped, formatLate } from '../../report/delivery.ts';
import { formatArchive, formatInactive } from '../../report/place.ts';
import { count } from '../../report/plan.ts';
import { scanBlobs, scanWorkTree, type Scan } from '../../scan.ts';
import { openCommit } from '../../sources/commit.ts';
import { printPlan } from './print.ts';
import { startWatch } from '../../stopwatch.ts';

export interface ByHandFlags {
  readonly branch: string | null;
  readonly activate: boolean;
  readonly dryRun: boolean;
  readonly quiet: boolean;
}

/** What the ledger answered for the prompts of the work tree. */
interface Registered {
  readonly answers: readonly RegisteredEntry[];
  readonly activation: RegisterResponse['activation'] | null;
  readonly drafts: number;
  readonly archived: readonly string[];
  readonly revived: readonly string[];
}

/**
 * Registers every prompt of the work tree, and says what that changed. What HEAD has counts as seen in it; the rest is a
 * draft. Without git, and before the first commit, it is a plain registration. Errors in the source stop it before.
 */
export async function syncByHand(call: Call, flags: ByHandFlags): Promise<ExitCode> {
  const elapsed = startWatch();
  const settings = await readSettings(call.context, call.flags);
  const scan = await scanWorkTree(call, settings);
  refuseErrors(call, scan, 'Nothing was sent.');
  const head = settings.underGit ? await findHead(settings.root) : null;
  const folder = findCommonFolder(settings.root);
  const { registered, late, former } = await withLedger(call.context, settings, async (ledger) => {
    const late = flags.dryRun ? null : await deliverLate(ledger, folder);
    const what = `Registering ${count(findStatic(scan.extraction.prompts).length, 'prompt')}`;
    const registered = await withProgress(call, what, (progress) =>
      head === null
        ? registerPlainly(ledger, scan, flags)
        : registerWithGit(call, settings, ledger, { scan, head, flags, progress }),
    );
    return { registered, late, former: await findFormer(ledger, registered.answers) };
  });
  const { answers, activation, drafts, archived, revived } = registered;
  const { extraction } = scan;
  const dropped = folder === null ? 0 : countSpooled(folder).dropped;
  printWarnings(call, scan);
  printPlan(call, settings, {
    extraction,
    // A ledger may serve several repositories: what is not in this one is `ledger status`'s to tell.
    plan: buildPlan(extraction.prompts, former, answers).filter(({ kind }) => kind !== 'gone'),
    dryRun: flags.dryRun,
    quiet: flags.quiet,
    ms: elapsed(),
    notes: [
      ...formatDrafts(drafts),
      ...formatInactive(activation),
      ...formatArchive(archived, revived),
      ...(late ? formatLate(late) : []),
      ...formatDropped(dropped),
    ],
    data: { activation, archived, revived, dropped },
  });
  if (folder !== null && dropped > 0 && !flags.quiet && !flags.dryRun) forgetDropped(folder);
  return EXIT.ok;
}

async function registerPlainly(
  ledger: Ledger,
  { extraction: { prompts } }: Scan,
  { dryRun }: ByHandFlags,
): Promise<Registered> {
  const entries = findStatic(prompts).map(toRegisterEntry);
  const answers = entries.length === 0 ? [] : await ledger.register(entries, { dryRun });
  return { answers, activation: null, drafts: 0, archived: [], revived: [] };
}

interface ByHand {
  readonly scan: Scan;
  readonly head: string;
  readonly flags: ByHandFlags;
  readonly progress: Progress;
}

/** First all that HEAD has, as a list that is complete for it; then what only the work tree has. */
async function registerWithGit(
  call: Call,
  settings: Settings,
  ledger: Ledger,
  { scan, head, flags, progress }: ByHand,
): Promise<Registered> {
  const [committed, git] = await Promise.all([
    extractHead(call, settings, scan, head),
    describe(call, settings, head, flags),
  ]);
  const about = { source: 'manual', dry_run: flags.dryRun } as const;
  const isSound = !committed.diagnostics.some(isError);
  const entries = findSound(findStatic(committed.prompts).map(toRegisterEntry), committed);
  const untracked = findUntracked(committed.prompts);
  // Where HEAD has no prompt any more, that is what its list says.
  const whole =
    entries.length === 0 && !isSound
      ? null
      : await registerWhole(
          ledger,
          entries,
          { ...about, git, manifest: isSound, untracked, activate: flags.activate },
          progress,
        );
  const drafts = findChanged(comparePrompts(committed.prompts, scan.extraction.prompts));
  const uncommitted = { ...git, commit: null, committed_at: null, base: head, dirty: true };
  const part =
    drafts.length === 0 ? null : await registerWhole(ledger, drafts, { ...about, git: uncommitted });
  const names = new Set(drafts.map(({ name }) => name));
  const answers = [
    ...(whole?.registered ?? []).filter(({ name }) => !names.has(name)),
    ...(part?.registered ?? []),
  ];
  const { activation = null, archived = [], revived = [] } = whole ?? {};
  return { answers, activation, drafts: drafts.length, archived, revived };
}

/** Where git vouches for the work tree and it is whole, what it has is what HEAD has. */
async function extractHead(
  call: Call,
  settings: Settings,
  { extraction, loose }: Scan,
  head: string,
): Promise<Extraction> {
  if (loose?.length === 0 && (await isWhole(settings.root))) return extraction;
  return (await scanBlobs(call, settings, await openCommit(settings.root, head))).extraction;
}

/** Nothing is staged, and a sparse checkout leaves nothing out. */
async function isWhole(root: string): Promise<boolean> {
  const [staged, leftOut] = await Promise.all([listStaged(root), listLeftOut(root)]);
  return staged.changes.length === 0 && leftOut.size === 0;
}

async function describe(
  { context }: Call,
  { root, folder }: Settings,
  head: string,
  { branch: named }: ByHandFlags,
): Promise<GitFacts> {
  const gitFolder = findGitFolder(root);
  const [{ author, committedAt }, { repository }] = await Promise.all([
    readCommit(root, head),
    readIdentity(root, context.env),
  ]);
  return {
    commit: head,
    branch: named ?? (gitFolder === null ? null : readBranch(gitFolder)),
    author,
    committed_at: committedAt,
    repository,
    folder: folder || null,
  };
}

/** Only a new name can be a renamed one: without any, the ledger's list is not asked for. */
async function findFormer(ledger: Ledger, answers: readonly RegisteredEntry[]): Promise<KnownPrompt[]> {
  if (!answers.some(({ action }) => action === 'new')) return [];
  return toKnown(await ledger.listPrompts({ mode: 'tracking' }));
}

function formatDrafts(drafts: number): string[] {
  if (drafts === 0) return [];
  const them = drafts === 1 ? 'It gets its number' : 'They get their numbers';
  return [`${count(drafts, 'draft')}: not committed yet. ${them} with the commit.`];
}
