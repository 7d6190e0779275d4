import type { Source } from '../sources/source.ts';
import { findCollisions, findDuplicates } from './collisions.ts';
import { diagnostic, type Place } from './diagnostics.ts';
import { findCandidates } from './discover.ts';
import { createFilter, isPromptPath, type Filter } from './filter.ts';
import { openModules, type Modules } from './modules.ts';
import { promptsOf } from './prompts.ts';
import type { Diagnostic, ExtractedPrompt, Extraction, ExtractOptions } from './types.ts';

export * from './types.ts';

/**
 * Finds the prompts of the files that a source lists, without running any of them. Pure: reads only through
 * `source.read`, and gives the same for the same source whatever the machine.
 */
export function extract(source: Source, options: ExtractOptions): Extraction {
  const filter = openFilter(options);
  if ('diagnostic' in filter) {
    return { prompts: [], diagnostics: [filter.diagnostic], stats: { files: 0, parsed: 0, cached: 0 } };
  }
  const modules = openModules(source);
  const prompts: ExtractedPrompt[] = [];
  const diagnostics: Diagnostic[] = [];
  let files = 0;
  for (const path of source.paths) {
    if (!filter.acceptsPath(path)) continue;
    files += 1;
    const found = readFile(modules, filter, path, options);
    prompts.push(...found.prompts);
    diagnostics.push(...found.diagnostics);
  }
  diagnostics.push(...findCollisions(prompts), ...findDuplicates(prompts));
  return {
    prompts,
    diagnostics: diagnostics.sort(byPlace),
    stats: { files, parsed: modules.parsedCount(), cached: 0 },
  };
}

function openFilter(options: ExtractOptions): Filter | { readonly diagnostic: Diagnostic } {
  try {
    return createFilter(options);
  } catch (error) {
    const place: Place = { file: 'ledger.config.json', line: 1, column: 1, expression: options.match };
    return {
      diagnostic: diagnostic(
        'invalid-match',
        place,
        `\`match\` or a glob is not a pattern: ${String(error)}`,
      ),
    };
  }
}

function readFile(modules: Modules, filter: Filter, path: string, options: ExtractOptions) {
  const prompts: ExtractedPrompt[] = [];
  const diagnostics: Diagnostic[] = [];
  const text = modules.source.read(path);
  if (text === null) {
    if (isPromptPath(path)) diagnostics.push(diagnostic('unreadable-file', wholeFile(path)));
    return { prompts, diagnostics };
  }
  if (!filter.acceptsText(path, text)) return { prompts, diagnostics };
  const module = modules.load(path);
  if (!module) {
    const problem = modules.problemOf(path);
    if (problem) {
      const { message, line, column } = problem;
      diagnostics.push(diagnostic('syntax-error', { ...wholeFile(path), line, column }, message));
    }
    return { prompts, diagnostics };
  }
  for (const candidate of findCandidates(module, options)) {
    const found = promptsOf(modules, candidate, options);
    prompts.push(...found.prompts);
    diagnostics.push(...found.diagnostics);
  }
  return { prompts, diagnostics };
}

function wholeFile(file: string): Place {
  return { file, line: 1, column: 1, expression: null };
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
