import { printResult, type Call } from '../call.ts';
import { readSettings, type Settings } from '../config.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import type { ExtractedPrompt, ExtractOptions, Placeholders } from '../extract/types.ts';
import { createReadLine, explainNothingFound } from '../findings.ts';
import { formatDiagnostics } from '../report/diagnostics.ts';
import { formatExtraction } from '../report/extraction.ts';
import { scanWorkTree, toIncludes } from '../scan.ts';
import type { Source } from '../sources/source.ts';

export interface ExtractFlags {
  /** Files and folders to look at, from the current folder; none means all. */
  readonly paths: readonly string[];
  readonly placeholders?: Placeholders | undefined;
  /** Whether to look for prompts that are written where they are used, too. */
  readonly suggest: boolean;
}

/** Shows what would be tracked, without a server: the prompts, and why others are not. */
export async function extract(call: Call, flags: ExtractFlags): Promise<ExitCode> {
  const settings = await readSettings(call.context, call.flags);
  const options = toOptions(call, settings, flags);
  const { extraction, source, ms } = await scanWorkTree(call, settings, options);
  const { prompts, stats } = extraction;
  const suggested = flags.suggest ? await suggestExports(source, options, prompts) : [];
  const diagnostics = [...extraction.diagnostics, ...suggested];
  const { out, err } = call.screen;
  printResult(call, { prompts, diagnostics, stats: { ...stats, ms } }, () =>
    prompts.length === 0
      ? explainNothingFound(settings, extraction)
      : formatExtraction(extraction, ms, out.style, out.width),
  );
  if (!call.flags.json) {
    err.lines(formatDiagnostics(diagnostics, createReadLine(source), err.style, err.width));
  }
  return diagnostics.some(({ severity }) => severity === 'error') ? EXIT.findings : EXIT.ok;
}

async function suggestExports(source: Source, options: ExtractOptions, prompts: readonly ExtractedPrompt[]) {
  const { findInline } = await import('../extract/inline.ts');
  return findInline(source, options, prompts);
}

/** Paths that are named take the place of the configuration's `include`; its `exclude` holds for them too. */
export function toOptions(
  call: Call,
  settings: Settings,
  { paths, placeholders }: ExtractFlags,
): ExtractOptions {
  const { extract: configured } = settings;
  return {
    ...configured,
    include: paths.length > 0 ? toIncludes(settings, call.context.cwd, paths) : configured.include,
    placeholders: placeholders ?? configured.placeholders,
  };
}
