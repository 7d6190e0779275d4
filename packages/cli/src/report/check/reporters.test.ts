import { describe, expect, it } from 'vitest';
import { dynamic, text } from '../../../test/support/extracted.ts';
import { MARKED } from '../../../test/support/marked.ts';
import { parseXml } from '../../../test/support/xml.ts';
import { comparePrompts } from '../../plan/compare.ts';
import { RULES, type Finding } from '../../plan/judge.ts';
import type { Format } from './formats.ts';
import type { CheckReport } from './report.ts';
import { REPORTERS } from './reporters.ts';

const given = (name: string, required = true) => ({ name, required });
const COMMIT = '1234567890abcdef1234567890abcdef12345678';

const CHANGES = comparePrompts(
  [
    text('CHANGED', 'one\ntwo {{ old }}\n', 'a.ts', [given('old')]),
    text('GONE|', 'gone'),
    text('MOVED', 'moved'),
    text('OLD', 'renamed'),
    text('SAME', 'same'),
    text('LOST', 'lost'),
  ],
  [
    text('CHANGED', 'one\ntwo and more\u0007\n', 'a.ts', [given('new', false)]),
    text('MOVED', 'moved', 'b.ts'),
    text('RENAMED', 'renamed'),
    text('SAME', 'same'),
    dynamic('LOST', 'code'),
    dynamic('NEW', 'code'),
  ],
);
const FINDINGS: Finding[] = [
  {
    rule: 'prompt-untracked',
    level: 'error',
    prompt: 'LOST',
    file: 'a.ts',
    line: 2,
    column: 5,
    message: 'LOST is <lost>: 100 % [gone] {now}.',
  },
  {
    rule: 'syntax-error',
    level: 'error',
    prompt: null,
    file: 'dir name/b,c.ts',
    line: 3,
    column: 1,
    message: 'It does not parse.\nAt all.',
  },
  {
    rule: 'variable-removed',
    level: 'warning',
    prompt: 'CHANGED',
    file: null,
    line: null,
    column: null,
    message: 'old went.',
  },
  {
    rule: 'prompt-new',
    level: 'note',
    prompt: 'NEW',
    file: 'a.ts',
    line: 1,
    column: 1,
    message: 'NEW is new.',
  },
];
const report = (more: Partial<CheckReport> = {}): CheckReport => ({
  base: { ref: 'main', commit: COMMIT, relation: 'merge-base' },
  head: { kind: 'work-tree', ref: 'HEAD', commit: 'f'.repeat(40) },
  changes: CHANGES,
  findings: FINDINGS,
  failed: true,
  strict: false,
  files: 7,
  ...more,
});
const quiet = report({
  changes: CHANGES.filter(({ kind }) => kind === 'unchanged'),
  findings: [],
  failed: false,
});
const show = (format: Format, what = report()) =>
  REPORTERS[format](what, { style: MARKED, version: '1.2.3' });
const SUMMARY =
  '7 prompts: 1 new, 1 changed, 1 renamed, 1 moved, 1 untracked, 1 gone, 1 unchanged; ≈ -2 tokens';
const SIDES = 'The work tree, compared with where it left main (1234567890ab).';

describe('the report for people', () => {
  it('shows each change with its texts and variables, what to look at, and the sum', () => {
    expect(show('text').split('\n')).toEqual([
      SIDES,
      '',
      '<changed: ~ CHANGED>  changed  <faint: a.ts:1>',
      '    <faint: @@ -1,2 +1,2 @@>',
      '     one',
      '    <removed: -><removed: two {{ old }}>',
      '    <added: +><added: two and more\\u0007>',
      '    variables  <removed: -old>  <added: +new (optional)>',
      '',
      '<removed: - GONE|>  gone, ≈ -1 token  <faint: was in a.ts>',
      '<error: ! LOST>  can no longer be extracted, ≈ -1 token  <faint: a.ts:1>',
      '<changed: » MOVED>  moved from a.ts  <faint: b.ts:1>',
      '<added: + NEW>  new, its text only known at run time  <faint: a.ts:1>',
      '<changed: → RENAMED>  renamed from OLD  <faint: a.ts:1>',
      '<strong: a.ts:2:5> <error: error> <faint: prompt-untracked>  LOST is <lost>: 100 % [gone] {now}.',
      '<strong: dir name/b,c.ts:3:1> <error: error> <faint: syntax-error>  It does not parse. At all.',
      '<warning: warning> <faint: variable-removed>  old went.',
      '',
      SUMMARY,
      '2 errors, 1 warning (--strict makes them errors)',
      '',
    ]);
    expect(
      show('text', report({ strict: true }))
        .trimEnd()
        .split('\n')
        .at(-1),
    ).toBe('2 errors, 1 warning');
  });

  it('says only what was compared, and how much, where nothing changed', () => {
    expect(show('text', quiet)).toBe(`${SIDES}\n\n1 prompt: 1 unchanged\n`);
  });
});

describe('the comment on a pull request', () => {
  it('has the sum, what to look at, a table, and the texts to be opened', () => {
    expect(show('markdown').split('\n')).toEqual([
      '<!-- prompt-ledger:check -->',
      `### ❌ ${SUMMARY}`,
      '',
      '- **error** `a.ts:2`: LOST is &lt;lost\\>: 100 % \\[gone\\] \\{now\\}.',
      '- **error** `dir name/b,c.ts:3`: It does not parse. At all.',
      '- **warning** old went.',
      '',
      '| Prompt | What | Tokens | Where |',
      '|---|---|---|---|',
      '| `CHANGED` | changed |  | `a.ts:1` |',
      '| `GONE\\|` | gone | ≈ -1 | `a.ts` |',
      '| `LOST` | can no longer be extracted | ≈ -1 | `a.ts:1` |',
      '| `MOVED` | moved from a.ts |  | `b.ts:1` |',
      '| `NEW` | new, its text only known at run time |  | `a.ts:1` |',
      '| `RENAMED` | renamed from OLD |  | `a.ts:1` |',
      '',
      '',
      '<details><summary><code>CHANGED</code></summary>',
      '',
      '```diff',
      '@@ -1,2 +1,2 @@',
      ' one',
      '-two {{ old }}',
      '+two and more\\u0007',
      '```',
      '',
      '</details>',
      '',
      '<sub>The work tree, compared with where it left main \\(1234567890ab\\).</sub>',
      '',
    ]);
  });

  it('says so where nothing changed', () => {
    expect(show('markdown', quiet)).toBe(
      '<!-- prompt-ledger:check -->\n### ✅ No prompt changed\n\n\n<sub>The work tree, compared with where it left ' +
        'main \\(1234567890ab\\).</sub>\n',
    );
  });

  it('is no longer than a comment may be', () => {
    const many = Array.from({ length: 120 }, (_, index) => `P${String(index).padStart(3, '0')}`);
    const changes = comparePrompts(
      many.map((name) => text(name, `a ${name}\n`)),
      many.map((name) => text(name, `${'b '.repeat(1_000)}${name}\n`)),
    );
    const findings = many.map((name) => ({ ...(FINDINGS[2] as Finding), message: `${name}.` }));
    const shown = show('markdown', report({ changes, findings }));
    expect(shown.length).toBeLessThan(65_536);
    expect(shown).toContain('\n… and 20 more findings.\n');
    expect(shown).toContain('\n… and 20 more prompts.\n');
    const details = shown.split('<details>').length - 1;
    expect(details).toBeGreaterThan(10);
    expect(shown).toContain(
      `\n\n${120 - details} more diffs are too long for a comment: see \`ledger check\`.`,
    );
    const endless = findings.map((finding) => ({ ...finding, message: 'x '.repeat(1_000) }));
    const cut = show('markdown', report({ changes, findings: endless }));
    expect(cut.length).toBeLessThan(65_536);
    expect(cut).toContain('x\n\n… cut.');
    expect(cut).not.toContain('<details>');
  });

  it('has names in it that are no markup', () => {
    const changes = comparePrompts([text('A', 'x')], [text('A', 'y')]).map((change) => ({
      ...change,
      name: 'a`b<c>&d',
    }));
    expect(show('markdown', report({ changes }))).toContain(
      '<summary><code>a&#96;b&lt;c&gt;&amp;d</code></summary>',
    );
  });
});

it('GitHub is told where, as its runner reads it, and of notes too', () => {
  expect(show('github').split('\n')).toEqual([
    '::error file=a.ts,line=2,col=5,title=Prompt Ledger%3A prompt-untracked::LOST is <lost>: 100 %25 [gone] {now}.',
    '::error file=dir name/b%2Cc.ts,line=3,col=1,title=Prompt Ledger%3A syntax-error::It does not parse.%0AAt all.',
    '::warning title=Prompt Ledger%3A variable-removed::old went.',
    '::notice file=a.ts,line=1,col=1,title=Prompt Ledger%3A prompt-new::NEW is new.',
    SUMMARY,
    '',
  ]);
  const odd = { ...(FINDINGS[0] as Finding), message: 'a\r\nb\u0007' };
  expect(show('github', report({ findings: [odd] }))).toContain('::a%0D%0Ab\\u0007\n');
});

it('JUnit has a case for each prompt, and for each error that is of none', () => {
  const suites = parseXml(show('junit'));
  expect(suites.attributes).toEqual({ name: 'ledger check', tests: '8', failures: '2', errors: '0' });
  const [suite] = suites.children;
  expect(suite?.attributes).toEqual({
    name: 'prompts',
    tests: '8',
    failures: '2',
    errors: '0',
    skipped: '0',
  });
  const [properties, ...cases] = suite?.children ?? [];
  expect(properties?.children.map(({ attributes }) => attributes)).toEqual([
    { name: 'compared', value: SIDES },
    { name: 'summary', value: SUMMARY },
  ]);
  expect(
    cases.map(({ attributes, children }) => [
      attributes['name'],
      attributes['classname'],
      attributes['file'],
      ...children.map(({ name, attributes: of, text: said }) => [name, of, said]),
    ]),
  ).toEqual([
    ['CHANGED', 'a.ts', 'a.ts', ['system-out', {}, 'changed']],
    ['GONE|', 'a.ts', 'a.ts', ['system-out', {}, 'gone']],
    [
      'LOST',
      'a.ts',
      'a.ts',
      [
        'failure',
        { type: 'prompt-untracked', message: 'LOST is <lost>: 100 % [gone] {now}.' },
        'a.ts:2:5: LOST is <lost>: 100 % [gone] {now}.',
      ],
      ['system-out', {}, 'can no longer be extracted'],
    ],
    ['MOVED', 'b.ts', 'b.ts', ['system-out', {}, 'moved from a.ts']],
    ['NEW', 'a.ts', 'a.ts', ['system-out', {}, 'new, its text only known at run time']],
    ['RENAMED', 'a.ts', 'a.ts', ['system-out', {}, 'renamed from OLD']],
    ['SAME', 'a.ts', 'a.ts'],
    [
      'syntax-error',
      'dir name/b,c.ts',
      'dir name/b,c.ts',
      [
        'failure',
        { type: 'syntax-error', message: 'It does not parse.\nAt all.' },
        'dir name/b,c.ts:3:1: It does not parse.\nAt all.',
      ],
    ],
  ]);
});

it('JUnit has several failures of one prompt in one, those of its own file, and what XML cannot write as its code', () => {
  const lost = FINDINGS[0] as Finding;
  const nowhere = { file: null, line: null, column: null };
  const findings = [
    lost,
    { ...lost, ...nowhere, message: 'a "b"\t\uffff\u0007\ud800' },
    { ...lost, file: 'other.ts' },
    { ...lost, ...nowhere, prompt: null, rule: 'nothing-checked', message: 'Nothing.' },
  ];
  const [, ...cases] = parseXml(show('junit', report({ findings }))).children[0]?.children ?? [];
  const failed = cases.flatMap(({ attributes, children }) =>
    children
      .filter(({ name }) => name === 'failure')
      .map((failure) => [attributes, failure.attributes['message'], failure.text]),
  );
  expect(failed).toEqual([
    [
      { name: 'LOST', classname: 'a.ts', file: 'a.ts' },
      lost.message,
      `a.ts:2:5: ${lost.message}\na "b"\t\ufffd\\u0007\ufffd`,
    ],
    [{ name: 'nothing-checked', classname: 'ledger' }, 'Nothing.', 'Nothing.'],
  ]);
});

it('SARIF has every rule, and each finding with its place and a fingerprint that lasts', () => {
  const { runs, ...log } = JSON.parse(show('sarif'));
  expect(log).toEqual({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0' });
  const [{ tool, columnKind, results }] = runs;
  expect(columnKind).toBe('utf16CodeUnits');
  const { rules, ...driver } = tool.driver;
  expect(driver).toEqual({ name: 'Prompt Ledger', semanticVersion: '1.2.3' });
  expect(rules).toEqual([
    ...Object.entries(RULES).map(([id, about]) => ({ id, shortDescription: { text: about } })),
    { id: 'syntax-error', shortDescription: { text: 'What extraction cannot read.' } },
  ]);
  const order = rules.map(({ id }: { id: string }) => id);
  const place = (uri: string, startLine: number, startColumn: number) => [
    {
      physicalLocation: {
        artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
        region: { startLine, startColumn },
      },
    },
  ];
  expect(results).toEqual([
    {
      ruleId: 'prompt-untracked',
      ruleIndex: order.indexOf('prompt-untracked'),
      level: 'error',
      message: { text: 'LOST is <lost>: 100 % \\[gone\\] {{now}}.' },
      locations: place('a.ts', 2, 5),
      partialFingerprints: { 'promptLedger/v1': 'prompt-untracked:LOST' },
    },
    {
      ruleId: 'syntax-error',
      ruleIndex: order.indexOf('syntax-error'),
      level: 'error',
      message: { text: 'It does not parse.\nAt all.' },
      locations: place('dir%20name/b%2Cc.ts', 3, 1),
      partialFingerprints: { 'promptLedger/v1': 'syntax-error:dir name/b,c.ts' },
    },
    {
      ruleId: 'variable-removed',
      ruleIndex: order.indexOf('variable-removed'),
      level: 'warning',
      message: { text: 'old went.' },
      partialFingerprints: { 'promptLedger/v1': 'variable-removed:CHANGED' },
    },
    {
      ruleId: 'prompt-new',
      ruleIndex: order.indexOf('prompt-new'),
      level: 'note',
      message: { text: 'NEW is new.' },
      locations: place('a.ts', 1, 1),
      partialFingerprints: { 'promptLedger/v1': 'prompt-new:NEW' },
    },
  ]);
});

it('JSON has all of it', () => {
  const data = JSON.parse(show('json'));
  const { changes, ...rest } = data;
  expect(rest).toEqual({
    base: report().base,
    head: report().head,
    failed: true,
    strict: false,
    counts: expect.objectContaining({ new: 1, changed: 1, unchanged: 1, reverted: 0 }),
    tokens: { delta: -2, estimated: true },
    findings: FINDINGS,
    stats: { files: 7 },
  });
  const none = { added: [], removed: [], renamed: [], breaking: [] };
  expect(changes).toEqual([
    {
      kind: 'changed',
      name: 'CHANGED',
      previousName: null,
      previousFile: null,
      file: 'a.ts',
      line: 1,
      before: { status: 'ok', checksum: 'one\ntwo {{ old }}\n', tokens: 5 },
      after: { status: 'ok', checksum: 'one\ntwo and more\u0007\n', tokens: 5 },
      earlier: null,
      hunks: [
        expect.objectContaining({ oldStart: 1, lines: [' one', '-two {{ old }}', '+two and more\u0007'] }),
      ],
      variables: { added: [given('new', false)], removed: ['old'], renamed: [], breaking: ['old'] },
    },
    expect.objectContaining({ kind: 'gone', file: 'a.ts', line: null, after: null, hunks: [] }),
    expect.objectContaining({
      kind: 'untracked',
      before: { status: 'ok', checksum: 'lost', tokens: 1 },
      after: { status: 'dynamic', checksum: null, tokens: null },
    }),
    expect.objectContaining({ kind: 'moved', previousFile: 'a.ts', file: 'b.ts', previousName: null }),
    expect.objectContaining({ kind: 'new', before: null, line: 1, variables: none }),
    expect.objectContaining({ kind: 'renamed', name: 'RENAMED', previousName: 'OLD', previousFile: null }),
  ]);
});
