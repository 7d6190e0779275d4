import { describe, expect, it } from 'vitest';
import type { HistoryVersion } from '@prompt-ledger/shared/contract';
import type { Diagnostic } from '../extract/types.ts';
import { formatBriefly, formatDiagnostics } from './diagnostics.ts';
import { fromVersion } from '../plan/prompt-text.ts';
import { buildDiff, formatDiff } from './diff.ts';
import { MARKED } from '../../test/support/marked.ts';
import { formatHistory } from './history.ts';
import { countLineChanges } from './line-changes.ts';
import { count, formatCounts, formatEntries, formatSeconds } from './plan.ts';
import { loadColors, PLAIN, wantsColor, type Style } from './style.ts';
import { formatTable } from './table.ts';
import { formatTemplate } from './template.ts';
import { neutralise, toLine, truncate, widthOf } from './text.ts';
import { formatTime } from './time.ts';

const version = (number: number, text: string, kind: 'text' | 'chat' = 'text') =>
  fromVersion('P', {
    version: number,
    template_hash: `${number}`.repeat(64),
    template_source: text,
    created_at: '',
    execution_count: 0,
    succeeded_count: 0,
    failed_count: 0,
    canceled_count: 0,
    error_rate: null,
    avg_latency_ms: 0,
    p50_latency_ms: null,
    p95_latency_ms: null,
    p99_latency_ms: null,
    total_prompt_tokens: 0,
    total_response_tokens: 0,
    total_cost: 0,
    unpriced_count: 0,
    status: 'active',
    kind,
    variables: [],
    created_by: null,
    labels: [],
    first_seen: null,
    last_seen: null,
    sighting_count: 0,
  });

const readLine = () => '    while (true) {}';
const paint = (text: string) => `<${text}>`;

const lines = (before: string, after: string, style = PLAIN) =>
  formatDiff(buildDiff(version(1, before), version(2, after)), style).slice(3);

describe('colour', () => {
  const terminal = { flag: true, isTTY: true };
  it.each([
    ['on a terminal', { ...terminal, env: {} }, true],
    ['not into a pipe', { flag: true, isTTY: false, env: {} }, false],
    [
      'not with --no-color, whatever is forced',
      { ...terminal, flag: false, env: { FORCE_COLOR: '1' } },
      false,
    ],
    ['not with NO_COLOR', { ...terminal, env: { NO_COLOR: '1', FORCE_COLOR: '1' } }, false],
    ['but with an empty NO_COLOR', { ...terminal, env: { NO_COLOR: '' } }, true],
    ['into a pipe where it is forced', { flag: true, isTTY: false, env: { FORCE_COLOR: '' } }, true],
    ['not where it is forced off', { ...terminal, env: { FORCE_COLOR: '0' } }, false],
    ['not in CI', { ...terminal, env: { CI: 'true' } }, false],
    ['not on a dumb terminal', { ...terminal, env: { TERM: 'dumb' } }, false],
  ])('%s', (_when, wishes, wanted) => expect(wantsColor(wishes)).toBe(wanted));

  it('changes nothing but colour', async () => {
    const colors = await loadColors();
    for (const name of Object.keys(PLAIN) as (keyof Style)[]) {
      expect(colors[name]('text')).toContain('\u001b[');
      expect(PLAIN[name]('text')).toBe('text');
    }
  });
});

describe('text', () => {
  it('cannot control the terminal', () => {
    expect(neutralise('a\u001b[31m\r\u0007\u009b\u202e\u2066\u007f b\tc\nd')).toBe(
      'a\\u001b[31m\\u000d\\u0007\\u009b\\u202e\\u2066\\u007f b\tc\nd',
    );
    expect(toLine('  a\n\n b\u0000 ')).toBe('a b\\u0000');
  });

  it('is as wide as the terminal shows it', () => {
    expect(['abc', '日本', '👍🏽', 'e\u0301'].map(widthOf)).toEqual([3, 4, 2, 1]);
  });

  it('is cut at whole characters', () => {
    expect(truncate('hello', 5)).toBe('hello');
    expect(truncate('hello!', 5)).toBe('hell…');
    expect(truncate('日本語', 4)).toBe('日…');
    expect(truncate('𠮷𠮷𠮷', 4)).toMatch(/^𠮷?…$/u);
  });

  it('says numbers as people do', () => {
    expect([count(1, 'file'), count(2, 'file'), count(12_345, 'file')]).toEqual([
      '1 file',
      '2 files',
      '12,345 files',
    ]);
    expect([formatSeconds(4), formatSeconds(1_234), formatSeconds(61_000)]).toEqual([
      '0.00 s',
      '1.23 s',
      '61.0 s',
    ]);
    expect(formatTime('2026-11-23T19:30:00.000Z')).toMatch(/^2026-11-2[234] \d\d:\d\d$/);
    expect(formatTime('soon')).toBe('soon');
  });
});

describe('a table', () => {
  it('aligns by width, and ends no line with spaces', () => {
    expect(
      formatTable(
        [
          ['日本', '1'],
          ['a', '22', ''],
          ['abc', '3', 'x'],
        ],
        { width: null, flexible: [], right: [1] },
      ),
    ).toEqual(['日本   1', 'a     22', 'abc    3  x']);
  });

  it('cuts the columns that give way, in their order, to a rest', () => {
    const row = ['a'.repeat(20), 'b'.repeat(20), 'c'.repeat(10)];
    expect(formatTable([row], { width: 40, flexible: [0, 1] })).toEqual([
      `aaaaaaa…  ${'b'.repeat(17)}…  cccccccccc`,
    ]);
    expect(formatTable([row], { width: 29, flexible: [0, 1] })).toEqual(['aaaaaa…  bbbbbbb…  cccccccccc']);
    expect(formatTable([row], { width: 10, flexible: [0, 1] })).toEqual(['aaa…  bbb…  cccccccccc']);
  });

  it('cuts paths at their front', () => {
    const row = ['A', 'src/日本/prompts.ts:3'];
    expect(formatTable([row], { width: 18, flexible: [1], keepEnd: [1] })).toEqual(['A  …/prompts.ts:3']);
    expect(formatTable([row], { width: 80, flexible: [1], keepEnd: [1] })).toEqual([
      'A  src/日本/prompts.ts:3',
    ]);
  });

  it('paints text, not the space around it', () => {
    expect(
      formatTable(
        [
          [{ text: 'a', paint }, 'b'],
          ['ccc', 'd'],
        ],
        { width: null, flexible: [] },
      ),
    ).toEqual(['<a>    b', 'ccc  d']);
  });
});

describe('entries of a plan', () => {
  const at = { previousVersion: null, renamedFrom: null, file: 'a.ts', line: 3, version: 2 };
  it('say what happened without colour', () => {
    const lines = formatEntries(
      [
        { ...at, kind: 'new', name: 'A' },
        { ...at, kind: 'changed', name: 'B', previousVersion: 1 },
        { ...at, kind: 'changed', name: 'C' },
        { ...at, kind: 'reverted', name: 'D', previousVersion: 3 },
        { ...at, kind: 'reverted', name: 'E' },
        { ...at, kind: 'renamed', name: 'F', renamedFrom: 'OLD' },
        { ...at, kind: 'unchanged', name: 'G' },
        { ...at, kind: 'gone', name: 'H', file: null, line: null },
      ],
      PLAIN,
      null,
    );
    expect(lines.map((line) => line.replace(/ {2,}/g, ' | '))).toEqual([
      '+ A | new, version 2 | a.ts:3',
      '~ B | 1 → 2 | a.ts:3',
      '~ C | version 2 | a.ts:3',
      '← D | 3 → 2, an earlier text | a.ts:3',
      '← E | back to 2 | a.ts:3',
      '→ F | renamed from OLD, version 2 | a.ts:3',
      '= G | version 2 | a.ts:3',
      '- H | version 2',
    ]);
    expect(
      formatCounts({ new: 1, changed: 0, reverted: 2, behind: 0, renamed: 0, unchanged: 3, gone: 4 }),
    ).toBe('1 new, 2 reverted, 3 unchanged');
  });
});

describe('a diff', () => {
  it('shows three lines around each change', () => {
    const text = Array.from({ length: 20 }, (_, index) => `line ${index}`).join('\n');
    expect(lines(text, text.replace('line 10', 'LINE 10'))).toEqual([
      ' line 7',
      ' line 8',
      ' line 9',
      '-line 10',
      '+LINE 10',
      ' line 11',
      ' line 12',
      ' line 13',
    ]);
  });

  it('shows removals and additions of different length, one after another', () => {
    expect(lines('a\nb\nc\n', 'a\nc\n')).toEqual([' a', '-b', ' c']);
    expect(lines('a\nc\n', 'a\nb 1\nb 2\nc\n')).toEqual([' a', '+b 1', '+b 2', ' c']);
    expect(lines('a\nx\nc\ny\n', 'a\nX\nc\nY\n')).toEqual([' a', '-x', '+X', ' c', '-y', '+Y']);
  });

  it('mentions the end of the text only where that is what changed', () => {
    expect(lines('a', 'b')).toEqual(['-a', '+b']);
    expect(lines('a', 'a\n')).toEqual(['-a', '\\ No newline at end of file', '+a']);
  });

  it('marks words in lines that are alike, and none in lines that are not', () => {
    const mark: Style = { ...PLAIN, addedWord: (text) => `{${text}}`, removedWord: (text) => `[${text}]` };
    expect(lines('be brief and kind', 'be brief and very kind', mark)).toEqual([
      '-be brief and kind',
      '+be brief and {very }kind',
    ]);
    expect(lines('be brief', 'say nothing at all', mark)).toEqual(['-be brief', '+say nothing at all']);
    expect(lines('a b c\nx\n', 'a B c\n', mark)).toContain('-x');
  });

  it('shows what a terminal would hide', () => {
    expect(lines('a', 'a\r')).toEqual(['-a', '+a\\u000d']);
  });

  it('knows equal texts', () => {
    const same = { ...version(2, 'a'), checksum: version(1, 'a').checksum };
    expect(formatDiff(buildDiff(version(1, 'a'), same), PLAIN)).toEqual([
      'P: the versions 1 and 2 are identical.',
    ]);
  });

  it('counts lines as a diff does', () => {
    expect(countLineChanges('a\nb', 'a\nb\nc')).toEqual({ added: 1, removed: 0 });
    expect(countLineChanges('', 'a')).toEqual({ added: 1, removed: 0 });
    expect(countLineChanges('a', 'b')).toEqual({ added: 1, removed: 1 });
  });

  it('shows what claims to be a chat and is none as it is', () => {
    expect(formatTemplate('no JSON', 'chat')).toBe('no JSON');
    expect(formatTemplate('[{"role":"user","content":"hi"}]', undefined)).toBe(
      '[{"role":"user","content":"hi"}]',
    );
  });
});

describe('a diagnostic', () => {
  const diagnostic: Diagnostic = {
    code: 'DYN_LOOP',
    severity: 'warning',
    file: 'a.ts',
    line: 2,
    column: 5,
    expression: 'x',
    message: 'It loops.',
    hint: 'Unroll it.',
  };

  it('comes with its line, a caret and what to do', () => {
    expect(formatDiagnostics([diagnostic], readLine, PLAIN, 80)).toEqual([
      'a.ts:2:5 warning DYN_LOOP  It loops.',
      '  2 | while (true) {}',
      '      ^',
      '  → Unroll it.',
    ]);
  });

  it('of a secret does not show the line that it stands in', () => {
    expect(formatDiagnostics([{ ...diagnostic, code: 'secret-in-text' }], readLine, PLAIN, 80)).toEqual([
      'a.ts:2:5 warning secret-in-text  It loops.',
      '  → Unroll it.',
    ]);
  });

  it('is painted by how grave it is, with what to paste instead below', () => {
    const heads = (['error', 'warning', 'info'] as const).map(
      (severity) => formatDiagnostics([{ ...diagnostic, severity }], () => ' ', MARKED, 80)[0],
    );
    expect(heads).toEqual([
      '<strong: a.ts:2:5> <error: error> <faint: DYN_LOOP>  It loops.',
      '<strong: a.ts:2:5> <warning: warning> <faint: DYN_LOOP>  It loops.',
      '<strong: a.ts:2:5> <faint: info> <faint: DYN_LOOP>  It loops.',
    ]);
    const suggestion = { code: 'export const A = `a\n\u0007`;' };
    expect(
      formatDiagnostics([{ ...diagnostic, suggestion } as Diagnostic], () => null, PLAIN, 80).slice(2),
    ).toEqual(['', 'export const A = `a', '\\u0007`;']);
  });

  it('comes without a line that is not at hand, and without a caret outside of it', () => {
    expect(formatDiagnostics([{ ...diagnostic, severity: 'info' }], () => null, PLAIN, null)).toHaveLength(2);
    expect(formatDiagnostics([{ ...diagnostic, column: 1 }], readLine, PLAIN, null)).toHaveLength(3);
    expect(
      formatDiagnostics([{ ...diagnostic, severity: 'error' }], () => 'x'.repeat(200), PLAIN, 40)[1],
    ).toHaveLength(40);
  });

  it('is cut to one line where there are many', () => {
    const long = { ...diagnostic, message: 'word '.repeat(40) };
    const [line] = formatBriefly([long], 3, PLAIN, 60);
    expect(line).toMatch(/^! a\.ts:2:5 {2}word .*…$/);
    expect(widthOf(line ?? '')).toBeLessThanOrEqual(60);
    expect(formatBriefly([long, long], 1, PLAIN, null)[1]).toBe('! … and 1 more');
  });
});

describe('a history', () => {
  const version = (commit: string): HistoryVersion => ({
    version: 1,
    template_hash: 'a'.repeat(64),
    template_source: 'x',
    created_at: '2026-08-01T00:00:00Z',
    status: 'active',
    kind: 'text',
    variables: [],
    created_by: null,
    labels: [],
    first_seen: {
      source: 'ci',
      commit,
      branch: 'main',
      base: null,
      author: null,
      committed_at: null,
      pull_request: null,
      repository: null,
      path: null,
      line: null,
      seen_at: '2026-08-01T00:00:00Z',
    },
    last_seen: null,
    sighting_count: 1,
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
  });
  const rowOf = (commit: string) => {
    const versions = [version(commit)];
    const history = { prompt_name: 'P', mode: 'tracking', current_version: 1, archived_at: null } as const;
    const whole = { ...history, renamed_from: null, versions, drafts: [], next_cursor: null };
    return formatHistory(whole, versions, PLAIN, null).at(-1);
  };

  it('names a commit as it can be typed: of digits alone it would be the number of a version', () => {
    expect(rowOf('12345678abcdef')).toContain('  12345678a  ');
    expect(rowOf('1234567abcdef0')).toContain('  1234567a  ');
  });
});
