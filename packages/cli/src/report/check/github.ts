import type { Finding, Level } from '../../plan/judge.ts';
import { neutralise } from '../text.ts';
import { summarise, type Reporter } from './report.ts';

const COMMANDS = { error: 'error', warning: 'warning', note: 'notice' } as const satisfies Record<
  Level,
  string
>;

/**
 * Workflow commands, which GitHub shows beside the lines of a pull request. The log is read for commands, so that no other
 * foreign text may stand in it.
 */
export const reportGithub: Reporter = (report) =>
  [...report.findings.map(toCommand), summarise(report)].map((line) => `${line}\n`).join('');

function toCommand({ level, file, line, column, rule, message }: Finding): string {
  const place = file === null ? [] : [`file=${toProperty(file)}`, `line=${line}`, `col=${column}`];
  const properties = [...place, `title=${toProperty(`Prompt Ledger: ${rule}`)}`].join(',');
  return `::${COMMANDS[level]} ${properties}::${toMessage(message)}`;
}

/** The runner's own rules: https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts */
function toMessage(text: string): string {
  return escapeControls(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function toProperty(text: string): string {
  return toMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function escapeControls(text: string): string {
  return text.replace(/[^\r\n]+/g, neutralise);
}
