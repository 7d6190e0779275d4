import type { HistoryResponse, HistoryVersion } from '@prompt-ledger/shared/contract';
import { describe, expect, it } from 'vitest';
import { formatHistory } from './history.ts';
import { PLAIN } from './style.ts';
import { formatTime } from './time.ts';

const AT = '2026-11-23T19:30:00.000Z';

const first: HistoryVersion = {
  version: 1,
  status: 'deprecated',
  template_hash: 'ab'.repeat(32),
  template_source: 'Hi.\nBye.',
  kind: 'text',
  variables: [],
  created_by: null,
  created_at: AT,
  labels: [],
  first_seen: null,
  last_seen: null,
  sighting_count: 0,
  execution_count: 0,
  succeeded_count: 0,
  failed_count: 0,
  canceled_count: 0,
  unpriced_count: 0,
  error_rate: null,
  avg_latency_ms: 0,
  p50_latency_ms: null,
  p95_latency_ms: null,
  p99_latency_ms: null,
  total_prompt_tokens: 0,
  total_response_tokens: 0,
  total_cost: null,
};
const second: HistoryVersion = {
  ...first,
  version: 2,
  status: 'active',
  template_source: 'Hi.\nSee you.\nBye.',
};

const history: HistoryResponse = {
  prompt_name: 'greet\u0007',
  mode: 'tracking',
  current_version: 2,
  archived_at: null,
  renamed_from: null,
  versions: [second, first],
  drafts: [],
  next_cursor: null,
};

function table(versions: readonly HistoryVersion[], width: number | null = null): string[][] {
  return formatHistory({ ...history, versions: [...versions] }, versions, PLAIN, width)
    .slice(2)
    .map((line) => line.trim().split(/ {2,}/));
}

describe('a history', () => {
  it('says what is active, then has a line for each version', () => {
    expect(formatHistory(history, [second, first], PLAIN, null)).toEqual([
      'greet\\u0007  tracking mode, version 2 is active',
      '',
      'VERSION  STATUS      CHECKSUM      CREATED           RUNS  LINES  TEXT',
      `      2  active      abababababab  ${formatTime(AT)}     0  +1 -0  Hi. See you. Bye.`,
      `      1  deprecated  abababababab  ${formatTime(AT)}     0         Hi. Bye.`,
    ]);
    expect(formatHistory({ ...history, current_version: null }, [], PLAIN, null)[0]).toBe(
      'greet\\u0007  tracking mode, no active version',
    );
  });

  it('says what the oldest version shown has changed, and that there are older ones', () => {
    const lines = formatHistory(history, [second], PLAIN, null);
    expect(lines[3]).toContain('+1 -0');
    expect(lines.slice(4)).toEqual(['', 'Older versions are not shown; --limit shows more.']);
    const more = { ...history, versions: [second], next_cursor: 'x' };
    expect(formatHistory(more, [second], PLAIN, null).at(-1)).toBe(
      'Older versions are not shown; --limit shows more.',
    );
  });

  it('has a column for what some version has, and more of them where there is room', () => {
    const seen = {
      commit: '1234567890abcdef',
      author: 'Ann\u0007 <ann@example.com>',
      committed_at: null,
      path: 'a.ts',
      line: 3,
    };
    const full = {
      ...second,
      first_seen: seen,
      labels: ['production', 'branch/x'],
      execution_count: 5,
      p50_latency_ms: 120,
      p95_latency_ms: 2400,
      total_cost: 0.5,
    } as unknown as HistoryVersion;
    expect(table([full, first])[0]).toEqual([
      'VERSION',
      'STATUS',
      'CHECKSUM',
      'COMMIT',
      'CREATED',
      'BY',
      'LABELS',
      'RUNS',
      'P50',
      'P95',
      'COST',
      'LINES',
      'TEXT',
    ]);
    expect(table([full, first])[1]?.slice(3, 7)).toEqual([
      '1234567890a',
      formatTime(AT),
      'Ann\\u0007',
      'production, branch/x',
    ]);
    expect(table([full, first], 100)[0]).toEqual([
      'VERSION',
      'STATUS',
      'COMMIT',
      'CREATED',
      'BY',
      'RUNS',
      'LINES',
      'TEXT',
    ]);
    expect(
      table([{ ...full, first_seen: { ...seen, commit: 'abc4567890' } } as HistoryVersion, first])[1]?.[3],
    ).toBe('abc45678');
    // What it cost is nothing where it did not run.
    expect(table([{ ...full, execution_count: 0 } as HistoryVersion, first])[0]).not.toContain('COST');
    expect(table([{ ...full, total_cost: null } as HistoryVersion, first])[0]).not.toContain('COST');
  });

  it('fits a terminal of eighty columns, also where a commit is of digits alone and much changed', () => {
    const seen = { commit: '12345678901a3456', author: 'Annabelle Lee', committed_at: null, path: null };
    const lines = Array.from({ length: 120 }, (_, index) => `Line ${index}`).join('\n');
    const wide = { ...second, first_seen: seen, template_source: lines };
    const versions = [wide as unknown as HistoryVersion, first];
    const table = formatHistory({ ...history, versions }, versions, PLAIN, 80);
    expect(Math.max(...table.map((line) => line.length))).toBe(80);
    expect(table[3]).toMatch(/ 12345678901a .*\+120 -2/);
  });

  it('shows a chat by its turns, and of a long text the beginning', () => {
    const chat = {
      ...second,
      kind: 'chat',
      template_source: '[{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes"}]',
    } as HistoryVersion;
    expect(table([chat])[1]?.at(-1)).toBe('[user] Hi [assistant] Yes');
    const long = { ...second, template_source: 'x'.repeat(200) } as HistoryVersion;
    expect(table([long])[1]?.at(-1)).toBe('x'.repeat(120));
  });
});
