import type { HistoryResponse, HistoryVersion } from '@prompt-ledger/shared/contract';
import type { Style } from './style.ts';
import { toLine } from './text.ts';
import { formatTime } from './time.ts';

/** What is known of a version besides its text. */
export function formatVersionFacts(
  { prompt_name: name, mode }: HistoryResponse,
  { version, status, template_hash: hash, created_at: at, created_by: by, kind, variables }: HistoryVersion,
  style: Style,
): string[] {
  const names = (variables ?? []).map(
    (variable) => `${variable.name}${variable.required ? '' : ' (optional)'}`,
  );
  return [
    `${style.strong(`${toLine(name)}@${version}`)}  ${mode} mode, ${status}, ${kind ?? 'text'}`,
    `created    ${formatTime(at)}${by ? ` by ${toLine(by)}` : ''}`,
    `checksum   sha256:${toLine(hash)}`,
    ...(names.length > 0 ? [`variables  ${toLine(names.join(', '))}`] : []),
  ];
}
