import type { Settings } from '../config.ts';
import { CliError } from '../errors.ts';
import { createFilter, type Filter } from '../extract/discover/filter.ts';
import type { FileChange } from '../git/changes.ts';
import type { ExtractionCache } from '../ledger/extraction-cache.ts';
import type { BlobReader } from '../sources/blob-reader.ts';

/** What of a change may have to do with prompts. */
export interface Look {
  readonly changes: readonly FileChange[];
  /** The paths to be read on both sides, sorted: changed files, and those whose prompts are made of changed files. */
  readonly touched: readonly string[];
  /** What was read so far, by blob. */
  readonly texts: ReadonlyMap<string, string | null>;
}

/**
 * Looks whether a change can have to do with prompts, by names and bytes alone: mostly it has not, and then neither the
 * parser nor the rest of the repository is touched.
 */
export async function lookAt(
  { extract: options }: Settings,
  changes: readonly FileChange[],
  cache: ExtractionCache | null,
  reader: BlobReader,
): Promise<Look | null> {
  const filter = openFilter(options);
  const candidates = changes.filter(({ path }) => filter.acceptsPath(path));
  const dependents = cache?.findDependents(new Set(changes.map(({ path }) => path))) ?? [];
  if (candidates.length === 0 && dependents.length === 0) {
    reader.close();
    return null;
  }
  const ids = candidates.flatMap(({ before, after }) => [before, after]).filter((id) => id !== null);
  const texts = await reader.read(ids);
  const accepted = candidates.filter(
    ({ path, before, after }) => mayHold(filter, path, after, texts) || mayHold(filter, path, before, texts),
  );
  if (accepted.length === 0 && dependents.length === 0) return null;
  const touched = [...new Set([...accepted.map(({ path }) => path), ...dependents])].toSorted();
  return { changes, touched, texts };
}

function openFilter(options: Settings['extract']): Filter {
  try {
    return createFilter(options);
  } catch (error) {
    throw new CliError('config', `"match" or a glob is not a pattern: ${String(error)}`, null, error);
  }
}

/** What cannot be read is no reason to start the parser. */
function mayHold(
  filter: Filter,
  path: string,
  id: string | null,
  texts: ReadonlyMap<string, string | null>,
): boolean {
  const text = id === null ? null : (texts.get(id) ?? null);
  return text !== null && filter.acceptsText(path, text);
}
