import type { VersionDetail } from '@prompt-ledger/shared/contract';
import type { PromptText } from '../plan/prompt-text.ts';
import type { Style } from './style.ts';
import { toLine } from './text.ts';
import { formatTime } from './time.ts';

/** What is known of a version besides its text. */
export function formatVersionFacts(
  { selector }: PromptText,
  {
    prompt_name: name,
    mode,
    status,
    checksum_hash: hash,
    created_at: at,
    created_by: by,
    ...text
  }: VersionDetail,
  style: Style,
): string[] {
  const { kind, variables } = text;
  return [
    `${style.strong(toLine(`${name}@${selector}`))}  ${toLine(`${mode} mode, ${status}, ${kind}`)}`,
    `created    ${formatTime(at)}${by ? ` by ${toLine(by)}` : ''}`,
    `checksum   sha256:${toLine(hash)}`,
    ...formatNames(variables),
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
