import type { Source } from '../sources/source.ts';
import { findCollisions, findDuplicates } from './diagnostics/collisions.ts';
import { diagnostic, type Place } from './diagnostics/diagnostics.ts';
import { createFilter, isPromptPath, type Filter } from './discover/filter.ts';
import { hasContent, openGraph, type ImportGraph } from './modules/graph.ts';
import { silence } from './diagnostics/silence.ts';
import type { Diagnostic, Extraction, ExtractOptions, FileResult } from './types.ts';

/** What earlier runs of the same extractor found, with the same `match`, `naming` and `placeholders`. */
export interface Known {
  /** What a file of this path and content gave; one for each state of what it imports. */
  find(path: string, id: string): readonly FileResult[];
  /** Whether a content was passed over before parsing; by `rejectionKey`. */
  isRejected(key: string): boolean;
}

const NOTHING_KNOWN: Known = { find: () => [], isRejected: () => false };

/** What there is to do: which files must be read, and which are known from before. Needs neither parser nor evaluator. */
export interface Survey {
  readonly source: Source;
  readonly options: ExtractOptions;
  readonly filter: Filter;
  readonly graph: ImportGraph;
  /** How many files there are to be looked at. */
  readonly files: number;
  readonly reused: readonly FileResult[];
  /** Files to be read. */
  readonly open: readonly string[];
}

/**
 * Compares a source with what is known of it.
 *
 * @param wanted the paths to look at, sorted
 * @returns what is wrong with the options, where they are not to be used
 */
export function surveyFiles(
  source: Source,
  options: ExtractOptions,
  known: Known = NOTHING_KNOWN,
  wanted: readonly string[] = source.paths,
): Survey | Diagnostic {
  const filter = openFilter(options);
  if ('code' in filter) return filter;
  const graph = openGraph(source);
  const reused: FileResult[] = [];
  const open: string[] = [];
  let files = 0;
  for (const path of wanted) {
    if (!filter.acceptsPath(path)) continue;
    files += 1;
    const id = source.id?.(path) ?? null;
    if (id !== null && known.isRejected(rejectionKey(path, id))) continue;
    const result = id === null ? undefined : known.find(path, id).find((one) => isValid(one, source, graph));
    if (result) reused.push(result);
    else open.push(path);
  }
  return { source, options, filter, graph, files, reused, open };
}

/** Reads the open files, and tells without parsing them in which there can be nothing. */
export function siftFiles({ source, filter, open }: Survey): Record<'accepted' | 'rejected', string[]> {
  const accepted: string[] = [];
  const rejected: string[] = [];
  for (const path of open) {
    const text = source.read(path);
    if (text === null || filter.acceptsText(path, text)) accepted.push(path);
    else rejected.push(path);
  }
  return { accepted, rejected };
}

/** What `acceptsText` depends on beside the text is whether the path is one of prompts. */
export function rejectionKey(path: string, id: string): string {
  return isPromptPath(path) ? `${id}!` : id;
}

/** Whether all imports lead where they did, to what was there. */
export function isValid(result: FileResult, source: Source, graph: ImportGraph): boolean {
  return result.imports.every(({ from, specifier, target, id }) => {
    if ((graph.peek(from, specifier)?.path ?? null) !== target) return false;
    return target === null || hasContent(source, target, id);
  });
}

export function openFilter(options: ExtractOptions): Filter | Diagnostic {
  try {
    return createFilter(options);
  } catch (error) {
    const place: Place = { file: 'ledger.config.json', line: 1, column: 1, expression: options.match };
    const message = `\`match\` or a glob is not a pattern: ${String(error)}`;
    return diagnostic('invalid-match', place, message);
  }
}

/** Puts the results of files together, in the order of their paths, and looks at them side by side. */
export function assemble(
  results: readonly FileResult[],
  stats: Extraction['stats'],
  { include }: ExtractOptions,
): Extraction {
  const sorted = results.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const prompts = sorted.flatMap((result) => result.prompts);
  const diagnostics = [
    ...sorted.flatMap((result) => result.diagnostics),
    ...findCollisions(prompts),
    ...findDuplicates(prompts),
  ];
  // Of two files with one text, this run may have looked at one.
  const isWhole = include.length === 0;
  const heard = silence(
    diagnostics,
    sorted,
    (code) => code !== 'untracked-inline' && (isWhole || code !== 'duplicate-content'),
  );
  return { prompts, diagnostics: heard.toSorted(byPlace), stats };
}

/** An extraction that could not begin. */
export function refusedExtraction(problem: Diagnostic): Extraction {
  return { prompts: [], diagnostics: [problem], stats: { files: 0, parsed: 0, cached: 0 } };
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
