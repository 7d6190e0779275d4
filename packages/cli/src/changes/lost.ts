import type { Settings } from '../config.ts';
import type { Extraction } from '../extract/types.ts';
import { markLost, type Change, type Lost } from '../plan/compare.ts';
import { findBroken } from '../plan/judge.ts';
import type { Source } from '../sources/source.ts';

/** An export that has its name still, and is no text any more, is passed over in silence elsewhere. */
export async function findLost(
  changes: readonly Change[],
  source: Source,
  head: Pick<Extraction, 'diagnostics'>,
  { extract: options }: Pick<Settings, 'extract'>,
): Promise<Change[]> {
  const { explain } = changes.some(({ kind }) => kind === 'gone')
    ? await import('../extract/explain.ts')
    : { explain: () => [] };
  return markLost(changes, ({ file, exportName }): Lost | null => {
    const broken = findBroken(head, file);
    if (broken) return { ...broken, reason: `${broken.message} ${broken.hint}` };
    // Explaining reads many files: not for a name that is nowhere.
    if (source.read(file)?.includes(exportName.split('.')[0] ?? '') !== true) return null;
    const found = explain(source, options, `${file}:${exportName}`).find(
      (one) => one.file === file && one.rule !== null,
    );
    const missed = found?.steps.find(({ holds }) => !holds);
    if (!found || !missed || found.prompts.length > 0) return null;
    const { line, column } = found;
    return { file, line, column, reason: `It is there, and no prompt any more: ${missed.text}.` };
  });
}
