import type { Change } from '../../plan/compare.ts';
import type { Finding } from '../../plan/judge.ts';
import { formatPosition } from '../hunks.ts';
import { escapeText, toCode, toFence } from '../markdown.ts';
import { neutralise, toLine } from '../text.ts';
import {
  describeSides,
  findDiffering,
  formatDelta,
  hunksOf,
  summarise,
  tokenDelta,
  whatHappened,
  type Reporter,
} from './report.ts';

/** By this a later run finds the comment that it replaces. */
const MARKER = '<!-- prompt-ledger:check -->';

/** GitHub takes 65,536 characters for a comment, GitLab more. */
const MOST_CHARACTERS = 60_000;
const MOST_ROWS = 100;

/** For the one comment on a pull request that is kept up to date. */
export const reportMarkdown: Reporter = (report) => {
  const differing = findDiffering(report);
  const loud = report.findings.filter(({ level }) => level !== 'note');
  const head = [
    MARKER,
    `### ${report.failed ? '❌' : '✅'} ${differing.length === 0 ? 'No prompt changed' : summarise(report)}`,
    '',
    ...loud.slice(0, MOST_ROWS).map(toItem),
    ...(loud.length > 0 ? [...more(loud.length, 'finding'), ''] : []),
    ...toTable(differing),
  ].join('\n');
  const foot = `\n\n<sub>${escapeText(describeSides(report))}</sub>\n`;
  return `${cut(head, MOST_CHARACTERS)}${toDetails(differing, MOST_CHARACTERS - head.length)}${foot}`;
};

function toItem({ level, file, line, message }: Finding): string {
  const place = file === null ? '' : `${toCode(`${file}:${line}`)}: `;
  return `- **${level}** ${place}${escapeText(toLine(message))}`;
}

function toTable(differing: readonly Change[]): string[] {
  if (differing.length === 0) return [];
  return [
    '| Prompt | What | Tokens | Where |',
    '|---|---|---|---|',
    ...differing.slice(0, MOST_ROWS).map((change) => {
      const { name, before, after } = change;
      const { file, line } = after ?? before ?? { file: '', line: 0 };
      const cells = [
        toCode(name),
        escapeText(whatHappened(change)),
        formatDelta(tokenDelta([change])).replace(/ tokens?$/, ''),
        toCode(after === null ? file : `${file}:${line}`),
      ];
      return `| ${cells.join(' | ')} |`;
    }),
    ...more(differing.length, 'prompt'),
    '',
  ];
}

function more(number: number, noun: string): string[] {
  return number > MOST_ROWS ? ['', `… and ${number - MOST_ROWS} more ${noun}s.`] : [];
}

/** A diff for each, as long as there is room. */
function toDetails(differing: readonly Change[], room: number): string {
  let text = '';
  let left = 0;
  for (const change of differing) {
    const hunks = hunksOf(change);
    if (hunks.length === 0) continue;
    const lines = hunks.flatMap((hunk) => [formatPosition(hunk), ...hunk.lines.map(neutralise)]);
    const block = `\n\n<details><summary>${toHtml(change.name)}</summary>\n\n${toFence(lines, 'diff')}\n\n</details>`;
    if (text.length + block.length <= room) text += block;
    else left += 1;
  }
  return left === 0
    ? text
    : `${text}\n\n${left} more diffs are too long for a comment: see \`ledger check\`.`;
}

function toHtml(text: string): string {
  const escaped = toLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<code>${escaped.replaceAll('`', '&#96;')}</code>`;
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most).replace(/\n[^\n]*$/, '')}\n\n… cut.`;
}
