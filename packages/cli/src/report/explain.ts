import type { ExplainedVariable, Explanation } from '../extract/explain.ts';
import { formatDiagnostics, type ReadLine } from './diagnostics.ts';
import type { Style } from './style.ts';
import { toLine } from './text.ts';

/** Each binding with what was asked of it, what came of it, and what to do where it is not tracked. */
export function formatExplanations(
  explanations: readonly Explanation[],
  readLine: ReadLine,
  style: Style,
  width: number | null,
): string[] {
  return explanations.flatMap((explanation, index) => [
    ...(index > 0 ? [''] : []),
    ...formatExplanation(explanation, style),
    ...formatDiagnostics(explanation.diagnostics, readLine, style, width).map((line) => `  ${line}`),
  ]);
}

function formatExplanation(explanation: Explanation, style: Style): string[] {
  const { exportName, file, line, column, steps, prompts } = explanation;
  return [
    `${style.strong(toLine(exportName))}  ${style.faint(toLine(`${file}:${line}:${column}`))}`,
    ...steps.map(({ holds, text }) => `  ${holds ? style.added('✓') : style.removed('✗')} ${toLine(text)}`),
    ...prompts.flatMap(({ name, kind, status, checksum, variables }) => [
      status === 'ok'
        ? `  = tracked as ${style.strong(toLine(name))}: ${kind}, checksum ${checksum?.slice(0, 12) ?? ''}`
        : `  = ${style.warning('dynamic')}: ${style.strong(toLine(name))} is seen to change, but not as text`,
      ...variables.map((variable) => `      ${formatVariable(variable)}`),
    ]),
    ...(prompts.length > 0 ? [] : [`  = ${style.warning('no prompt')}${adviceFor(explanation)}`]),
  ];
}

function formatVariable({ name, required, from, expression, file, line, column }: ExplainedVariable): string {
  const optional = required ? '' : ', not required';
  if (from !== 'code') {
    const origin = from === 'parameter' ? 'a parameter' : 'a placeholder in the text';
    return `${toLine(name)}: ${origin}${optional}`;
  }
  const place = file === undefined ? '' : ` at ${file}:${line}:${column}`;
  return toLine(`${name}: computed by \`${expression ?? ''}\`${place}${optional}`);
}

/** A marker cannot help where the file itself is not looked at. */
function adviceFor({ steps, rule }: Explanation): string {
  if (steps[0]?.holds !== true || rule === 'marker') return '';
  const failed = steps.filter(({ holds }) => !holds);
  if (failed.some(({ text }) => /exported again|inside of other code/.test(text))) return '';
  return '; if it is one, say so above its declaration: /** @prompt */';
}
