import type {
  Execution,
  ExecutionResult,
  ExecutionsResponse,
} from '@prompt-ledger/shared/contract/executions';
import { formatColumns, type Column } from './columns.ts';
import { formatMs } from './plan.ts';
import { PLAIN, type Style } from './style.ts';
import { neutralise, pad, toLine } from './text.ts';
import { formatTime } from './time.ts';
import { wrapText } from './wrap.ts';

/** Enough of an id to know it by: its end, as ids begin with the time that they were made at. */
export function shortenId(id: string): string {
  return toLine(id.slice(-8));
}

/** What an answer was made with and what it took: one line. */
export function formatFacts(execution: ExecutionResult, style: Style): string {
  const { prompt_name: name, model, telemetry, status, execution_id: id } = execution;
  const facts = [
    toLine(model.model_name),
    ...formatTokens(telemetry),
    ...(telemetry.latency_ms === null ? [] : [formatMs(telemetry.latency_ms)]),
    ...(status === 'succeeded' ? [formatCost(telemetry.total_cost)] : [toLine(status)]),
    shortenId(id),
  ];
  return `${style.strong(toLine(`${name}@${formatVersion(execution)}`))}  ${style.faint(facts.join(' · '))}`;
}

/** A draft has no number. */
function formatVersion({ version_used: version }: ExecutionResult): string {
  return version === null ? 'draft' : String(version);
}

function formatTokens({
  prompt_tokens: before,
  response_tokens: after,
}: ExecutionResult['telemetry']): string[] {
  if (before === null && after === null) return [];
  return [`${countTokens(before)} → ${countTokens(after)} tokens`];
}

function countTokens(tokens: number | null): string {
  return tokens?.toLocaleString('en') ?? '?';
}

/** Enough digits for what a call costs; what is not known is not nothing. */
export function formatCost(cost: number | null): string {
  if (cost === null) return 'cost unknown';
  if (cost === 0) return '$0';
  return `$${cost.toLocaleString('en', { maximumSignificantDigits: cost < 1 ? 2 : 6 })}`;
}

/** What a failed one ended with. */
export function formatEnd({ status, error_type: type, error_message: message }: ExecutionResult): string {
  const said = message === undefined ? '' : `: ${toLine(message)}`;
  const ended = status === 'canceled' ? 'was canceled' : toLine(status);
  return `${ended}${type === undefined ? '' : ` (${toLine(type)})`}${said}`;
}

/** The prompt as it was sent, and the values that it was made from. */
export function formatInputs(
  { rendered_prompt: rendered, variables, params }: Execution,
  style: Style,
): string[] {
  return [
    style.strong('prompt'),
    ...neutralise(rendered)
      .split('\n')
      .map((line) => `  ${line}`),
    ...(Object.keys(variables).length === 0
      ? []
      : [`${style.strong('variables')}  ${toLine(JSON.stringify(variables))}`]),
    ...(Object.keys(params).length === 0
      ? []
      : [`${style.strong('params')}  ${toLine(JSON.stringify(params))}`]),
    '',
  ];
}

type Listed = ExecutionsResponse['executions'][number];

/** The newest first. */
export function formatRuns(
  { executions, total }: ExecutionsResponse,
  style: Style,
  width: number | null,
): string[] {
  const columns: Column<Listed>[] = [
    {
      title: 'ID',
      cell: ({ execution_id: id }) => ({ text: shortenId(id), paint: style.strong }),
    },
    { title: 'PROMPT', giveWay: 0, cell: ({ prompt_name: name }) => toLine(name) },
    { title: 'STATUS', cell: ({ status }) => ({ text: toLine(status), paint: paintOf(status, style) }) },
    { title: 'CREATED', cell: ({ created_at: at }) => formatTime(at) },
    { title: 'TOOK', align: 'right', cell: (listed) => formatTook(listed) },
  ];
  const isCut = total > executions.length;
  return [
    ...formatColumns(executions, columns, style, width),
    ...(isCut ? ['', `${executions.length} of ${total.toLocaleString('en')}; --limit shows more.`] : []),
  ];
}

function paintOf(status: Listed['status'], style: Style) {
  if (status === 'succeeded') return style.added;
  if (status === 'failed') return style.error;
  return status === 'canceled' ? style.faint : style.changed;
}

function formatTook({ created_at: from, completed_at: to }: Listed): string {
  const ms = to === null ? Number.NaN : Date.parse(to) - Date.parse(from);
  return Number.isNaN(ms) ? '' : formatMs(ms);
}

/** Narrower columns would be hard to read. */
const LEAST_COLUMN = 38;
const MIDDLE = ' │ ';

/** Two answers with their facts: side by side where there is room, else one below the other. */
export function formatComparison(
  [one, other]: readonly [ExecutionResult, ExecutionResult],
  style: Style,
  width: number | null,
): string[] {
  const column = width === null ? 0 : Math.floor((width - MIDDLE.length) / 2);
  if (column < LEAST_COLUMN) {
    return [one, other].flatMap((execution, index) => [
      ...(index === 0 ? [] : ['']),
      formatFacts(execution, style),
      '',
      ...neutralise(textOf(execution)).split('\n'),
    ]);
  }
  const [left, right] = [one, other].map((execution) => [
    ...formatFacts(execution, PLAIN)
      .split('  ')
      .flatMap((line) => wrapText(line, column)),
    '─'.repeat(column),
    ...neutralise(textOf(execution))
      .split('\n')
      .flatMap((line) => wrapText(line, column)),
  ]) as [string[], string[]];
  return layOut(left, right, column, style);
}

function layOut(left: readonly string[], right: readonly string[], column: number, style: Style): string[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, row) => {
    return `${pad(left[row] ?? '', column)}${style.faint(MIDDLE)}${right[row] ?? ''}`.trimEnd();
  });
}

function textOf(execution: ExecutionResult): string {
  return execution.response_text ?? `(${formatEnd(execution)})`;
}
