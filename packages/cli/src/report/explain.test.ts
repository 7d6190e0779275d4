import { expect, it } from 'vitest';
import { MARKED } from '../../test/support/marked.ts';
import type { ExplainedPrompt, Explanation } from '../extract/explain.ts';
import { formatExplanations } from './explain.ts';

const prompt: ExplainedPrompt = {
  name: 'greet',
  member: null,
  line: 3,
  kind: 'text',
  status: 'ok',
  checksum: 'ab'.repeat(32),
  variables: [
    { name: 'a', required: true, from: 'parameter' },
    { name: 'b', required: false, from: 'placeholder' },
    { name: 'c', required: true, from: 'code', expression: 'f(x)', file: 'b.ts', line: 2, column: 5 },
    { name: 'd', required: false, from: 'code' },
  ],
};
const explanation = (more: Partial<Explanation> = {}): Explanation => ({
  file: 'a.ts',
  line: 3,
  column: 1,
  exportName: 'greet',
  rule: 'name',
  steps: [
    { holds: true, text: 'the file is looked at' },
    { holds: false, text: 'it is text' },
  ],
  prompts: [],
  diagnostics: [],
  ...more,
});
const show = (...explanations: Explanation[]) => formatExplanations(explanations, () => null, MARKED, null);

it('what was taken says as what, and where its variables come from', () => {
  const dynamic = { ...prompt, status: 'dynamic' as const, checksum: null, variables: [] };
  expect(show(explanation({ prompts: [prompt, dynamic] }))).toEqual([
    '<strong: greet>  <faint: a.ts:3:1>',
    '  <added: ✓> the file is looked at',
    '  <removed: ✗> it is text',
    '  = tracked as <strong: greet>: text, checksum abababababab',
    '      a: a parameter',
    '      b: a placeholder in the text, not required',
    '      c: computed by `f(x)` at b.ts:2:5',
    '      d: computed by ``, not required',
    '  = <warning: dynamic>: <strong: greet> is seen to change, but not as text',
  ]);
});

it('several are told apart, and each comes with its diagnostics', () => {
  const diagnostic = {
    code: 'DYN_LOOP',
    severity: 'warning',
    file: 'a.ts',
    line: 2,
    column: 5,
    expression: null,
    message: 'It loops.',
    hint: 'Unroll it.',
  } as const;
  const taken = explanation({ steps: [], prompts: [{ ...prompt, variables: [] }] });
  expect(show({ ...taken, diagnostics: [diagnostic] }, taken)).toEqual([
    '<strong: greet>  <faint: a.ts:3:1>',
    '  = tracked as <strong: greet>: text, checksum abababababab',
    '  <strong: a.ts:2:5> <warning: warning> <faint: DYN_LOOP>  It loops.',
    '    <faint: → Unroll it.>',
    '',
    '<strong: greet>  <faint: a.ts:3:1>',
    '  = tracked as <strong: greet>: text, checksum abababababab',
  ]);
});

it('what is no prompt says how it can be one, where a marker helps', () => {
  const last = (more: Partial<Explanation>) => show(explanation(more)).at(-1);
  const nothing = '  = <warning: no prompt>';
  expect(last({})).toBe(`${nothing}; if it is one, say so above its declaration: /** @prompt */`);
  expect(last({ rule: 'marker' })).toBe(nothing);
  expect(last({ steps: [] })).toBe(nothing);
  expect(last({ steps: [{ holds: false, text: 'the file is looked at' }] })).toBe(nothing);
  for (const text of ['it is exported again from b.ts', 'it is inside of other code']) {
    const steps = [{ holds: true, text: 'the file is looked at' }];
    expect(last({ steps: [...steps, { holds: false, text }] })).toBe(nothing);
    expect(last({ steps: [...steps, { holds: true, text }] })).toContain('@prompt');
  }
});
