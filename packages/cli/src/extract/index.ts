import type { Source } from '../sources/source.ts';
import { diagnostic, type Place } from './diagnostics/diagnostics.ts';
import { findCandidates } from './discover/discover.ts';
import { startRun } from './evaluate/evaluate.ts';
import { isPromptPath } from './discover/filter.ts';
import { findIgnores } from './diagnostics/ignores.ts';
import { openModules, type Modules } from './modules/modules.ts';
import { promptsOf } from './prompts/prompts.ts';
import { assemble, refusedExtraction, surveyFiles, type Known, type Survey } from './survey.ts';
import type { Diagnostic, ExtractedPrompt, Extraction, ExtractOptions, FileResult } from './types.ts';

export * from './types.ts';

/**
 * Finds the prompts of the files that a source lists, without running any of them. Pure: reads only through
 * `source.read`, and gives the same for the same source whatever the machine and whatever is known.
 */
export function extract(source: Source, options: ExtractOptions, known?: Known): Extraction {
  const survey = surveyFiles(source, options, known);
  if ('code' in survey) return refusedExtraction(survey);
  const { results, parsed } = readFiles(survey);
  const stats = { files: survey.files, parsed, cached: survey.files - survey.open.length };
  return assemble([...survey.reused, ...results], stats, options);
}

interface ReadFiles {
  readonly results: readonly FileResult[];
  /** Readable files in which nothing can be, told before parsing. */
  readonly rejected: readonly string[];
  readonly parsed: number;
}

/**
 * Reads what a survey left open.
 *
 * @param modules through the same graph
 */
export function readFiles(
  { source, options, filter, graph, open }: Pick<Survey, 'source' | 'options' | 'filter' | 'graph' | 'open'>,
  modules: Modules = openModules(source, graph),
): ReadFiles {
  const found: Omit<FileResult, 'id' | 'imports'>[] = [];
  const rejected: string[] = [];
  for (const path of open) {
    const text = source.read(path);
    if (text !== null && !filter.acceptsText(path, text)) {
      rejected.push(path);
      continue;
    }
    found.push({ path, ...(text === null ? unreadable(path) : readFile(modules, path, options)) });
  }
  // Only now: a file that another one imports may have been read again.
  const results = found.map((result) => ({
    ...result,
    id: source.id?.(result.path) ?? null,
    imports: graph.importsOf(result.path),
  }));
  return { results, rejected, parsed: modules.parsedCount() };
}

type Found = Pick<FileResult, 'prompts' | 'diagnostics' | 'ignores'>;

function unreadable(path: string): Found {
  const diagnostics = isPromptPath(path) ? [diagnostic('unreadable-file', wholeFile(path))] : [];
  return { prompts: [], diagnostics };
}

function readFile(modules: Modules, path: string, options: ExtractOptions): Found {
  const prompts: ExtractedPrompt[] = [];
  const diagnostics: Diagnostic[] = [];
  const module = modules.load(path);
  if (!module) {
    const problem = modules.problemOf(path);
    if (problem) {
      const { message, line, column } = problem;
      const code = problem.problem === 'size' ? 'unreadable-file' : 'syntax-error';
      diagnostics.push(diagnostic(code, { ...wholeFile(path), line, column }, message));
    }
    return { prompts, diagnostics };
  }
  // What one file gives never depends on which was looked at before, so it starts knowing nothing.
  const run = startRun(modules);
  for (const candidate of findCandidates(module, options)) {
    const found = promptsOf(run, candidate, options);
    prompts.push(...found.prompts);
    diagnostics.push(...found.diagnostics);
  }
  const { ignores, diagnostics: wrong } = findIgnores(module);
  diagnostics.push(...wrong);
  return { prompts, diagnostics, ...(ignores.length > 0 ? { ignores } : {}) };
}

function wholeFile(file: string): Place {
  return { file, line: 1, column: 1, expression: null };
}
