import { expect, it } from 'vitest';
import { MARKED } from '../../test/support/marked.ts';
import type { ExtractedPrompt } from '../extract/types.ts';
import { formatExtraction } from './extraction.ts';
import { PLAIN } from './style.ts';

const base = { file: 'src/a.ts', line: 3, kind: 'text', exportName: 'P', member: null } as const;
const known = {
  ...base,
  name: 'P',
  status: 'ok',
  template: 'Hi',
  checksum: 'ab'.repeat(32),
  variables: [
    { name: 'a', required: true },
    { name: 'b', required: false },
  ],
} as unknown as ExtractedPrompt;
const dynamic = {
  ...base,
  name: 'Q',
  status: 'dynamic',
  template: null,
  checksum: null,
  variables: [],
} as unknown as ExtractedPrompt;
const extraction = (...prompts: ExtractedPrompt[]) => ({
  prompts,
  diagnostics: [],
  stats: { files: 2, parsed: 2, cached: 0 },
});

it('prompts are listed with what they expect and where they stand', () => {
  expect(formatExtraction(extraction(known, dynamic), 1_500, MARKED, null)).toEqual([
    '<faint: PROMPT>  <faint: KIND>     <faint: CHECKSUM>      <faint: VARIABLES>  <faint: WHERE>',
    '<strong: P>       text     <faint: abababababab>  a, b       <faint: src/a.ts:3>',
    '<warning: Q>       dynamic  <faint: ->                        <faint: src/a.ts:3>',
    '',
    '2 prompts, 1 of them dynamic, in 2 source files (1.50 s)',
  ]);
  expect(formatExtraction(extraction(known), 1_500, PLAIN, null).at(-1)).toBe(
    '1 prompt in 2 source files (1.50 s)',
  );
});

it('gives way at the variables, then at the front of the place, then at the name', () => {
  const wide = {
    ...known,
    name: 'N'.repeat(20),
    file: `src/${'p'.repeat(20)}.ts`,
    variables: [{ name: 'v'.repeat(20), required: true }],
  };
  const cut = (width: number) => {
    const line = formatExtraction(extraction(wide), 0, PLAIN, width)[1] ?? '';
    return [/v…/, /…p*\.ts:3/, /N…/].map((mark) => mark.test(line));
  };
  expect([cut(85), cut(75), cut(55)]).toEqual([
    [true, false, false],
    [true, true, false],
    [true, true, true],
  ]);
});
