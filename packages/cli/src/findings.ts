import path from 'node:path';
import type { Call } from './call.ts';
import type { Settings } from './config.ts';
import { CliError } from './errors.ts';
import type { Diagnostic, Extraction } from './extract/types.ts';
import { formatBriefly, formatDiagnostics, type ReadLine } from './report/diagnostics.ts';
import { count } from './report/plan.ts';
import type { Scan } from './scan.ts';

const MOST_WARNINGS = 3;

/**
 * Stops where the source has mistakes that only its author can mend, such as two prompts of one name.
 *
 * @throws {CliError} `findings`, after each of them is shown
 */
export function refuseErrors(call: Call, { extraction, source }: Scan, consequence: string): void {
  const errors = extraction.diagnostics.filter(isError);
  if (errors.length === 0) return;
  const { style, width, lines } = call.screen.err;
  if (!call.flags.json) lines(formatDiagnostics(errors, createReadLine(source), style, width));
  const said = call.flags.json
    ? ` ${errors.map(({ file, line, message }) => `${file}:${line}: ${message}`).join(' ')}`
    : '';
  throw new CliError('findings', `${count(errors.length, 'error')} in the prompts.${said} ${consequence}`);
}

/** A file that does not parse may be half written: its prompts are not tracked for now, the others are. */
export function isError({ severity, code }: Diagnostic): boolean {
  return severity === 'error' && code !== 'syntax-error';
}

/** Shows the first few of what is not tracked and why, on stderr. */
export function printWarnings({ screen: { err }, flags }: Call, { extraction }: Scan): void {
  const warnings = extraction.diagnostics.filter(
    (diagnostic) => diagnostic.severity !== 'info' && !isError(diagnostic),
  );
  if (warnings.length === 0 || flags.json) return;
  const broken = warnings.filter(({ code }) => code === 'syntax-error').length;
  const reasons = [
    ...(broken > 0 ? [`${count(broken, 'file')} that cannot be parsed`] : []),
    ...(broken < warnings.length ? [count(warnings.length - broken, 'warning')] : []),
  ];
  err.lines([
    ...formatBriefly(warnings, MOST_WARNINGS, err.style, err.width),
    `${reasons.join(' and ')}; \`ledger extract\` shows each with what to do.`,
  ]);
}

/** Where was looked, and why that may have found nothing. */
export function explainNothingFound(
  { root, configFile, extract }: Settings,
  { stats, prompts }: Extraction,
): string[] {
  if (prompts.length > 0) {
    return [
      `None of the ${count(prompts.length, 'prompt')} found can be tracked: \`ledger extract\` says why.`,
    ];
  }
  const where = `No prompts were found in ${count(stats.files, 'source file')} under ${root}.`;
  if (extract.include.length > 0 || extract.exclude.length > 0 || extract.match !== null) {
    const file = configFile === null ? 'The configuration' : path.relative(root, configFile);
    return [where, `${file} narrows what is looked at: see "include", "exclude" and "match" there.`];
  }
  return [
    where,
    'A prompt is an exported text whose name, file or folder says so, such as',
    "  export const WELCOME_PROMPT = 'You are a friendly assistant. Greet {{name}}.';",
    'and a constant of any name is one with a comment before it: /** @prompt */',
  ];
}

export function createReadLine(source: Scan['source']): ReadLine {
  return (file, line) => source.read(file)?.split('\n')[line - 1]?.replace(/\r$/, '') ?? null;
}
