import type { Call } from '../call.ts';
import { readSettings, type Settings } from '../config.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import { listLeftOut } from '../git.ts';
import { findReverted } from '../changes/earlier.ts';
import { readIdentity } from '../git/identity.ts';
import { findKnownTexts, readActive } from '../changes/ledger-base.ts';
import { withLedger } from '../ledger/ledger.ts';
import { findLost } from '../changes/lost.ts';
import { comparePrompts, type Change } from '../plan/compare.ts';
import { judge } from '../plan/judge.ts';
import type { Format } from '../report/check/formats.ts';
import type { CheckReport, HeadSide } from '../report/check/report.ts';
import { REPORTERS } from '../report/check/reporters.ts';
import { withProgress } from '../terminal/progress.ts';
import { findBase, findHead, getCommit, type Base } from '../references/revisions.ts';
import { scanBlobs, scanWorkTree, type Scan } from '../scan.ts';
import { openCommit } from '../sources/commit.ts';
import { openIndex } from '../sources/index.ts';
import { VERSION } from '../version.ts';
import type { Extraction } from '../extract/types.ts';

export interface CheckFlags {
  readonly base: string | null;
  /** A commit to look at; null for what is not committed. */
  readonly head: string | null;
  readonly staged: boolean;
  /** With what is active in the ledger, instead of with a commit. */
  readonly againstLedger: boolean;
  readonly strict: boolean;
  readonly format: Format;
}

/** Says what differs in the prompts since a base. Needs no server but to compare with it, and leaves everything as it is. */
export async function check(call: Call, flags: CheckFlags): Promise<ExitCode> {
  const { head: named, staged, strict, format } = flags;
  const settings = await readSettings(call.context, call.flags);
  const { root } = settings;
  if (!settings.underGit) {
    const hint = 'Run it in a repository; `ledger extract` works without git.';
    throw new CliError('git', `There is no git repository at ${root}, and so nothing to compare with.`, hint);
  }
  const head = await chooseHead(root, named, staged);
  const { base, scan, before, changes } = await (flags.againstLedger
    ? compareWithLedger(call, settings, head)
    : compareWithCommit(call, settings, head, flags.base));
  const after = scan.extraction;
  const findings = judge(changes, before, after, strict);
  const failed = findings.some(({ level }) => level === 'error');
  const report = { base, head, changes, findings, failed, strict, files: after.stats.files };
  const { style, raw } = call.screen.out;
  raw(REPORTERS[format](report, { style, version: VERSION }));
  return failed ? EXIT.findings : EXIT.ok;
}

interface Compared {
  readonly base: CheckReport['base'];
  readonly scan: Scan;
  readonly before: Extraction;
  readonly changes: readonly Change[];
}

async function compareWithCommit(
  call: Call,
  settings: Settings,
  head: HeadSide,
  wanted: string | null,
): Promise<Compared> {
  const { root } = settings;
  const base = await findBase(root, wanted, head.commit);
  const scan = await scanHead(call, settings, head);
  const leftOut = head.kind === 'work-tree' ? await listLeftOut(root) : new Set<string>();
  const before = await extractBase(call, settings, base, leftOut);
  const compared = await compare(settings, before, scan);
  return { base, scan, before, changes: await findReverted(compared, base.commit, settings) };
}

async function compareWithLedger(call: Call, settings: Settings, head: HeadSide): Promise<Compared> {
  const scan = await scanHead(call, settings, head);
  const { repository } = await readIdentity(settings.root, call.context.env);
  return withLedger(call.context, settings, (ledger) => {
    const base = { ref: ledger.url, commit: null, relation: 'ledger' } as const;
    return withProgress(call, 'Comparing with the ledger', async (progress) => {
      const before = await readActive(ledger, scan.extraction, repository, progress);
      const compared = await compare(settings, before, scan);
      return { base, scan, before, changes: await findKnownTexts(ledger, compared) };
    });
  });
}

async function compare(
  settings: Settings,
  before: Extraction,
  { source, extraction }: Scan,
): Promise<Change[]> {
  return findLost(comparePrompts(before.prompts, extraction.prompts), source, extraction, settings);
}

async function chooseHead(root: string, named: string | null, staged: boolean): Promise<HeadSide> {
  if (named !== null) return { kind: 'commit', ref: named, commit: await getCommit(root, named) };
  return { kind: staged ? 'index' : 'work-tree', ref: 'HEAD', commit: await findHead(root) };
}

async function scanHead(call: Call, settings: Settings, { kind, commit }: HeadSide): Promise<Scan> {
  if (kind === 'work-tree') {
    return scanWorkTree(call, settings);
  }
  const { root } = settings;
  const source = kind === 'index' || commit === null ? await openIndex(root) : await openCommit(root, commit);
  return scanBlobs(call, settings, source);
}

async function extractBase(
  call: Call,
  settings: Settings,
  { commit }: Base,
  leftOut: ReadonlySet<string>,
): Promise<Extraction> {
  if (commit === null) return { prompts: [], diagnostics: [], stats: { files: 0, parsed: 0, cached: 0 } };
  const source = await openCommit(settings.root, commit, leftOut);
  return (await scanBlobs(call, settings, source)).extraction;
}
