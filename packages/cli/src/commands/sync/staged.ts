import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RegisterEntry } from '@prompt-ledger/shared/contract';
import type { Call } from '../../call.ts';
import { lookAt } from '../../changes/look.ts';
import { readSettings, type Settings } from '../../config.ts';
import { CliError, EXIT, type ExitCode } from '../../errors.ts';
import { listStaged, pickSource } from '../../git/changes.ts';
import { readBranch, findHead } from '../../git/facts.ts';
import { findCommonFolder, findGitFolder } from '../../git/folders.ts';
import { HANDED, parseHanded, type Handed } from '../../git/handed.ts';
import { readIdentity, toIdentity } from '../../git/identity.ts';
import { openCache } from '../../ledger/open-cache.ts';
import { formatNames } from '../../report/delivery.ts';
import { openBlobReader, startBlobReader } from '../../sources/blob-reader.ts';

export interface StagedFlags {
  readonly dryRun: boolean;
  readonly quiet: boolean;
}

/**
 * What a pre-commit hook does: looks at what is staged, refuses what must be mended before it is committed, and records
 * the texts that changed as drafts. What is not about the staged text never stops a commit.
 */
export async function syncStaged(call: Call, flags: StagedFlags): Promise<ExitCode> {
  const settings = await readSettings(call.context, call.flags);
  const { root } = settings;
  const folder = settings.underGit ? findCommonFolder(root) : null;
  if (folder === null) {
    throw new CliError('git', `There is no git repository at ${root}, and so nothing is staged.`);
  }
  const handed = takeHanded(call);
  const reader = handed ? openBlobReader(root, handed.texts) : startBlobReader(root);
  const listing = handed ?? listStaged(root);
  // Read while git looks at the index.
  const cache = openCache(call, settings, settings.extract);
  const staged = await listing;
  const look = await lookAt(settings, staged.changes, cache, reader);
  if (look === null) {
    writeSeen(root, staged.raw);
    return EXIT.ok;
  }
  const facts = readFacts(call, settings, handed);
  const { openIndexTree } = await import('../../sources/index.ts');
  const { readChange } = await import('./change.ts');
  const tree = openIndexTree(root);
  // Nothing can be committed then, and reading says it.
  if (staged.raw.includes(UNMERGED)) await tree.read();
  const { blocking, entries, save } = await readChange(settings, look, tree, cache);
  if (blocking.length > 0) {
    save();
    const { reportBlocking } = await import('./blocking.ts');
    return reportBlocking(call, blocking);
  }
  if (entries.length === 0 || flags.dryRun) {
    save();
    return printDry(call, entries, flags);
  }
  const { deliver } = await import('./deliver.ts');
  const seen = { source: 'staged', git: await facts } as const;
  return deliver(call, { settings, folder, seen, entries, quiet: flags.quiet, meanwhile: save });
}

const UNMERGED = ' U\0';

/** What was looked at and found without prompts, as git lists it: the script of post-commit compares the commit with it. */
function writeSeen(root: string, raw: Buffer): void {
  const gitFolder = findGitFolder(root);
  if (gitFolder === null) return;
  try {
    writeFileSync(path.join(gitFolder, 'ledger-seen'), pickSource(raw));
  } catch {
    // Then post-commit looks once more.
  }
}

/** What the hook's script asked git already. */
function takeHanded({ context: { env, stdin } }: Call): Handed | null {
  if (env[HANDED.name] !== HANDED.staged) return null;
  const bytes = stdin.readNow();
  return bytes === null ? null : parseHanded(bytes);
}

async function readFacts({ context }: Call, { root, folder }: Settings, handed: Handed | null) {
  const [base, { repository, author }] = handed
    ? [handed.head, toIdentity(handed.identity, context.env)]
    : await Promise.all([findHead(root), readIdentity(root, context.env)]);
  const gitFolder = findGitFolder(root);
  const branch = gitFolder === null ? null : readBranch(gitFolder);
  return { commit: null, branch, base, author, repository, folder: folder || null, dirty: true };
}

function printDry(
  { screen: { out } }: Call,
  entries: readonly RegisterEntry[],
  { quiet }: StagedFlags,
): ExitCode {
  if (entries.length > 0 && !quiet) {
    out.lines([
      `ledger: would record ${formatNames(entries.map(({ name }) => name))} — a dry run, nothing was stored`,
    ]);
  }
  return EXIT.ok;
}
