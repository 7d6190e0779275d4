import type { Call } from '../call.ts';
import type { Settings } from '../config.ts';
import type { ExtractOptions } from '../extract/types.ts';
import { findCommonFolder } from '../git/folders.ts';
import { openExtractionCache, type ExtractionCache } from './extraction-cache.ts';

/** null where nothing is to be kept, or where there is no place for it. */
export function openCache(
  { context, flags }: Call,
  { root, underGit }: Settings,
  options: ExtractOptions,
): ExtractionCache | null {
  const wanted = flags.cache && context.env['LEDGER_CACHE'] !== '0';
  if (!wanted || !underGit || context.extractor === null) return null;
  const folder = findCommonFolder(root);
  return folder === null ? null : openExtractionCache(folder, context.extractor, options);
}
