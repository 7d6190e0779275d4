import type { HistoryResponse, HistoryVersion } from '@prompt-ledger/shared/contract';
import type { PromptText } from '../plan/prompt-text.ts';
import type { Style } from './style.ts';
import { toLine } from './text.ts';
import { formatTime } from './time.ts';

/** What is known of a version besides its text. */
export function formatVersionFacts(
  { prompt_name: name, mode }: HistoryResponse,
  { version, status, template_hash: hash, created_at: at, created_by: by, kind, variables }: HistoryVersion,
  style: Style,
): string[] {
  return [
    `${style.strong(`${toLine(name)}@${version}`)}  ${mode} mode, ${status}, ${kind ?? 'text'}`,
    `created    ${formatTime(at)}${by ? ` by ${toLine(by)}` : ''}`,
    `checksum   sha256:${toLine(hash)}`,
    ...formatNames(variables ?? []),
  ];
}

/** What is known of a text that stands in the source. */
export function formatSourceFacts(
  { name, selector, checksum, kind, variables, place }: PromptText,
  style: Style,
): string[] {
  return [
    `${style.strong(toLine(`${name}@${selector}`))}  ${kind}`,
    ...(place === null ? [] : [`where      ${toLine(`${place.file}:${place.line}`)}`]),
    `checksum   sha256:${checksum}`,
    ...formatNames(variables),
  ];
}

function formatNames(variables: PromptText['variables']): string[] {
  const names = variables.map(({ name, required }) => `${name}${required ? '' : ' (optional)'}`);
  return names.length > 0 ? [`variables  ${toLine(names.join(', '))}`] : [];
}
