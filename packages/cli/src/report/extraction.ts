import type { Extraction, ExtractedPrompt } from '../extract/types.ts';
import { formatColumns, type Column } from './columns.ts';
import { count, formatSeconds } from './plan.ts';
import type { Style } from './style.ts';
import { toLine } from './text.ts';

/** The prompts that were found, as a table, and how many of what. */
export function formatExtraction(
  { prompts, stats }: Extraction,
  ms: number,
  style: Style,
  width: number | null,
): string[] {
  const columns: Column<ExtractedPrompt>[] = [
    {
      title: 'PROMPT',
      giveWay: 2,
      cell: ({ name, status }) => ({
        text: toLine(name),
        paint: status === 'ok' ? style.strong : style.warning,
      }),
    },
    { title: 'KIND', cell: ({ kind, status }) => (status === 'dynamic' ? 'dynamic' : kind) },
    {
      title: 'CHECKSUM',
      cell: ({ checksum }) => ({ text: checksum?.slice(0, 12) ?? '-', paint: style.faint }),
    },
    {
      title: 'VARIABLES',
      giveWay: 0,
      cell: ({ variables }) => toLine(variables.map(({ name }) => name).join(', ')),
    },
    {
      title: 'WHERE',
      giveWay: 1,
      keepEnd: true,
      cell: ({ file, line }) => ({ text: toLine(`${file}:${line}`), paint: style.faint }),
    },
  ];
  const dynamic = prompts.filter(({ status }) => status === 'dynamic').length;
  const found = `${count(prompts.length, 'prompt')}${dynamic > 0 ? `, ${dynamic} of them dynamic,` : ''}`;
  return [
    ...formatColumns(prompts, columns, style, width),
    '',
    `${found} in ${count(stats.files, 'source file')} (${formatSeconds(ms)})`,
  ];
}
