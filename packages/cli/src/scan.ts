import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Call } from './call.ts';
import type { Settings } from './config.ts';
import { CliError } from './errors.ts';
import { hasContent } from './extract/modules/graph.ts';
import {
  assemble,
  refusedExtraction,
  rejectionKey,
  siftFiles,
  surveyFiles,
  type Survey,
} from './extract/survey.ts';
import type { Extraction, ExtractOptions, FileResult } from './extract/types.ts';
import { listFiles, type Listing } from './git.ts';
import { escapeGlob } from './globs.ts';
import { isInside } from './inside.ts';
import type { ExtractionCache, KnownListing } from './ledger/extraction-cache.ts';
import { openCache } from './ledger/open-cache.ts';
import { withProgress, type Progress } from './terminal/progress.ts';
import { count } from './report/plan.ts';
import type { BlobSource } from './sources/blobs.ts';
import type { Source } from './sources/source.ts';
import { openWorkTree, walkFiles } from './sources/work-tree.ts';
import { startWatch } from './stopwatch.ts';

export interface Scan {
  readonly extraction: Extraction;
  /** For showing the line that a diagnostic is about. */
  readonly source: Source;
  readonly ms: number;
  /** Of a work tree: what git does not vouch for, as it is changed, new or a link. Of what is not under git: null. */
  readonly loose: readonly string[] | null;
}

/** From so many on, reading them may take a second. */
const MANY_FILES = 1_000;

/**
 * Reads the whole work tree and extracts its prompts.
 *
 * @throws {CliError} `git` where git refuses to list the files
 */
export async function scanWorkTree(
  call: Call,
  settings: Settings,
  options: ExtractOptions = settings.extract,
): Promise<Scan> {
  const elapsed = startWatch();
  const listed = settings.underGit ? listFiles(settings.root) : null;
  // Read while git looks at the files.
  const cache = openCache(call, settings, options);
  const listing = await listed;
  const paths = () => listing?.paths ?? walkFiles(settings.root);
  const source = openWorkTree(settings.root, paths, cache ? listing : null);
  const extraction =
    listing && cache
      ? await extractCached(call, { source, options, listing, cache })
      : await extractAll(call, source, options);
  return { extraction, source, ms: Math.round(elapsed()), loose: listing?.loose ?? null };
}

/** Extracts the prompts of a commit or of the index, under the settings of the work tree. */
export async function scanBlobs(call: Call, settings: Settings, source: BlobSource): Promise<Scan> {
  const elapsed = startWatch();
  const { extract: options } = settings;
  const cache = openCache(call, settings, options);
  const listing = { digest: source.digest, loose: [] };
  const extraction = cache
    ? await extractCached(call, { source, options, listing, cache })
    : await extractAll(call, source, options);
  return { extraction, source, ms: Math.round(elapsed()), loose: [] };
}

async function extractAll(call: Call, source: Source, options: ExtractOptions): Promise<Extraction> {
  const survey = surveyFiles(source, options);
  return 'code' in survey ? refusedExtraction(survey) : (await readOpen(call, survey)).extraction;
}

/** What git vouches for, under one name, and what it does not. */
type Named = Pick<Listing, 'digest' | 'loose'>;

interface CachedScan {
  readonly source: Source & { hasMoved?(): boolean };
  readonly options: ExtractOptions;
  readonly listing: Named;
  readonly cache: ExtractionCache;
}

async function extractCached(
  call: Call,
  { source, options, listing, cache }: CachedScan,
): Promise<Extraction> {
  const key = createHash('sha256').update(JSON.stringify(options)).update(listing.digest).digest('hex');
  const known = cache.findListing(key);
  if (known && known.inputs.every(([file, id]) => hasContent(source, file, id))) {
    const stats = { files: known.files, parsed: 0, cached: known.files };
    return assemble(cache.resultsOf(known), stats, options);
  }
  const survey = surveyFiles(source, options, cache);
  if ('code' in survey) return refusedExtraction(survey);
  const { extraction, results, rejected } = await readOpen(call, survey);
  cache.save({
    results,
    rejected: rejected.flatMap((file) => {
      const id = source.id?.(file) ?? null;
      return id === null ? [] : [rejectionKey(file, id)];
    }),
    // What changed between git's look and ours would be kept under the wrong name.
    listing: source.hasMoved?.() ? null : toKnownListing(key, survey, results, listing),
  });
  return extraction;
}

/** The key speaks of all that git vouches for; what else the results depend on is listed with its content. */
function toKnownListing(
  key: string,
  { source, filter, graph, files }: Survey,
  results: readonly FileResult[],
  { loose }: Named,
): KnownListing {
  const read = new Set(graph.configurations);
  for (const { imports } of results) {
    for (const { target } of imports) if (target !== null) read.add(target);
  }
  const inputs = loose
    .filter((file) => filter.acceptsPath(file) || read.has(file))
    .map((file) => [file, source.id?.(file) ?? null] as const);
  return { key, files, inputs };
}

interface Read {
  readonly extraction: Extraction;
  readonly results: readonly FileResult[];
  readonly rejected: readonly string[];
}

async function readOpen(call: Call, survey: Survey): Promise<Read> {
  const { files, open, reused } = survey;
  // Extraction lets nothing else run: what takes seconds must be said before.
  const atOnce = open.length < MANY_FILES ? null : `Reading ${count(open.length, 'file')}`;
  const read = (progress: Progress) => readFiles(survey, progress);
  const fresh = await withProgress(call, 'Reading files', read, atOnce);
  const results = [...reused, ...fresh.results];
  const stats = { files, parsed: fresh.parsed, cached: files - open.length };
  return { extraction: assemble(results, stats, survey.options), results, rejected: fresh.rejected };
}

/** The evaluator, and with it the parser, is loaded only where some file may hold a prompt. */
async function readFiles(survey: Survey, progress: Progress) {
  const { source, open } = survey;
  source.expect?.(open);
  const { accepted, rejected } = siftFiles({ ...survey, source: counting(source, open.length, progress) });
  if (accepted.length === 0) return { results: [], rejected, parsed: 0 };
  source.expect?.(accepted);
  const extractor = await import('./extract/index.ts');
  const counted = counting(source, accepted.length, progress);
  return { ...extractor.readFiles({ ...survey, source: counted, open: accepted }), rejected };
}

/** The same source, which says how many of its files were read. */
function counting(source: Source, total: number, progress: Progress): Source {
  let done = 0;
  const read = (file: string) => {
    progress(Math.min(total, (done += 1)), total);
    return source.read(file);
  };
  // Whatever else it is, by its own fields or those of what it is a view of: without its ids nothing would be kept.
  return Object.create(source, { read: { value: read, enumerable: true } }) as Source;
}

/** The work tree, for what is asked of it beside extraction. */
export async function openSource({ root, underGit }: Settings): Promise<Source> {
  const listing = underGit ? await listFiles(root) : null;
  return openWorkTree(root, () => listing?.paths ?? walkFiles(root));
}

/**
 * Turns files and folders as a user names them into globs relative to the root.
 *
 * @throws {CliError} `usage` for a path that does not exist or lies outside the root
 */
export function toIncludes(settings: Settings, cwd: string, paths: readonly string[]): string[] {
  return paths.map((named) => {
    const stats = statSync(path.resolve(cwd, named), { throwIfNoEntry: false });
    if (stats === undefined) {
      throw new CliError(
        'usage',
        `There is no file or folder ${named}.`,
        'Name what is there, from this folder.',
      );
    }
    const real = realpathSync(path.resolve(cwd, named));
    if (!isInside(settings.root, real)) {
      throw new CliError(
        'usage',
        `${named} lies outside ${settings.root}.`,
        'Run the command in its repository.',
      );
    }
    const glob = escapeGlob(path.relative(settings.root, real).split(path.sep).join('/'));
    if (!stats.isDirectory()) return glob;
    return glob === '' ? '**' : `${glob}/**`;
  });
}
