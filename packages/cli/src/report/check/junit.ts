import type { Finding } from '../../plan/judge.ts';
import { neutralise } from '../text.ts';
import { describeSides, summarise, whatHappened, type Reporter } from './report.ts';

/** One test case for each prompt that the head has or lost, and one for each error that is of no prompt. */
export const reportJunit: Reporter = (report) => {
  const errors = report.findings.filter(({ level }) => level === 'error');
  const cases = [
    ...report.changes.map((change) => {
      const { name, before, after } = change;
      const file = (after ?? before)?.file ?? '';
      const own = errors.filter((error) => error.prompt === name && (error.file ?? file) === file);
      return toCase(name, file, own, whatHappened(change));
    }),
    ...errors
      .filter(({ prompt }) => prompt === null)
      .map((error) => toCase(error.rule, error.file ?? '', [error], '')),
  ];
  const failures = cases.filter(({ failed }) => failed).length;
  const totals = `tests="${cases.length}" failures="${failures}" errors="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="ledger check" ${totals}>`,
    `  <testsuite name="prompts" ${totals} skipped="0">`,
    '    <properties>',
    `      <property name="compared" value=${quote(describeSides(report))}/>`,
    `      <property name="summary" value=${quote(summarise(report))}/>`,
    '    </properties>',
    ...cases.flatMap(({ lines }) => lines),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
};

function toCase(name: string, file: string, errors: readonly Finding[], happened: string) {
  const start = `    <testcase name=${quote(name)} classname=${quote(file || 'ledger')}${file === '' ? '' : ` file=${quote(file)}`}`;
  const inside = [
    // One is what the format allows; the others stand in its text.
    ...errors.slice(0, 1).map(({ rule, message }) => {
      const all = errors.map(formatFailure).join('\n');
      return `      <failure type=${quote(rule)} message=${quote(message)}>${escape(all)}</failure>`;
    }),
    ...(happened === '' || happened === 'unchanged'
      ? []
      : [`      <system-out>${escape(happened)}</system-out>`]),
  ];
  return {
    failed: errors.length > 0,
    lines: inside.length === 0 ? [`${start}/>`] : [`${start}>`, ...inside, '    </testcase>'],
  };
}

function formatFailure({ file, line, column, message }: Finding): string {
  return file === null ? message : `${file}:${line}:${column}: ${message}`;
}

function quote(text: string): string {
  return `"${escape(text)
    .replaceAll('"', '&quot;')
    .replace(/[\t\n]/g, (character) => `&#${character.charCodeAt(0)};`)}"`;
}

/** XML 1.0 has no way to write control characters, halves of characters and two others: they become their code. */
function escape(text: string): string {
  return neutralise(text.toWellFormed())
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
