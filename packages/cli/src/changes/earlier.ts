import type { Settings } from '../config.ts';
import { surveyFiles } from '../extract/survey.ts';
import type { ExtractedPrompt } from '../extract/types.ts';
import { readMainline, type MainlineCommit } from '../git/mainline.ts';
import { markReverted, type Change } from '../plan/compare.ts';
import { openBlobs } from '../sources/blobs.ts';
import { readTexts } from '../sources/cat-file.ts';
import { openChanged } from '../sources/changed.ts';
import { openCommitTree } from '../sources/commit.ts';

/** How far back the files of changed prompts are looked at: a text that comes back is mostly one of the last. */
const MOST_COMMITS = 100;
const MOST_TEXTS = 50;

/**
 * Finds changed prompts whose text is one that the history of the base had: what its own line of commits did to the file
 * that the prompt is in, as far back as is soon told. A ledger knows them all.
 */
export async function findReverted(
  changes: readonly Change[],
  base: string | null,
  settings: Settings,
): Promise<Change[]> {
  const wanted = changes.filter(({ kind, after }) => kind === 'changed' && after?.status === 'ok');
  const files = new Set(wanted.map(({ before }) => before?.file ?? ''));
  if (base === null || files.size === 0) return [...changes];
  const commits = await readMainline(settings.root, base, (path) => files.has(path), {
    paths: [...files],
    most: MOST_COMMITS,
  });
  const earlier = await readEarlier(settings, commits.toReversed());
  return markReverted(changes, ({ before, after }) => {
    const texts = earlier.get(before?.file ?? '') ?? [];
    const found = texts.find(({ prompts }) =>
      prompts.some(({ name, checksum }) => name === before?.name && checksum === after?.checksum),
    );
    return found ? { version: null, ...found.seen } : null;
  });
}

interface EarlierText {
  readonly prompts: readonly ExtractedPrompt[];
  readonly seen: { readonly commit: string; readonly at: string };
}

/** What the files had in earlier commits, the newest first. */
async function readEarlier(
  settings: Settings,
  commits: readonly MainlineCommit[],
): Promise<Map<string, EarlierText[]>> {
  const states = commits
    .flatMap(({ commit, committedAt, changes }) =>
      changes.map(({ path, after }) => ({ path, id: after, seen: { commit, at: committedAt } })),
    )
    .filter((state): state is typeof state & { id: string } => state.id !== null)
    .slice(0, MOST_TEXTS);
  const found = new Map<string, EarlierText[]>();
  if (states.length === 0) return found;
  // A clone may lack what is old.
  const texts = readTexts(
    settings.root,
    states.map(({ id }) => id),
    () => {},
  );
  const { readFiles } = await import('../extract/index.ts');
  for (const { path, id, seen } of states) {
    if (!texts.has(id)) continue;
    const tree = openCommitTree(settings.root, seen.commit);
    const source = openChanged(new Map([[path, id]]), texts, () =>
      openBlobs(settings.root, tree.readNow(), texts),
    );
    const survey = surveyFiles(source, settings.extract, undefined, [path]);
    if ('code' in survey) continue;
    const prompts = readFiles(survey).results.flatMap((result) => result.prompts);
    found.set(path, [...(found.get(path) ?? []), { prompts, seen }]);
  }
  return found;
}
