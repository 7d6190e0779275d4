import type { Variable } from '@prompt-ledger/shared';
import type { Diagnostic, DynamicPrompt, Extraction, StaticPrompt } from '../../src/extract/types.ts';

const place = (name: string, file: string) => ({
  name,
  file,
  exportName: name,
  member: null,
  line: 1,
  column: 1,
  endLine: 1,
  kind: 'text' as const,
  variables: [],
  rule: 'name',
});

/** A prompt whose text is known; the text is its own checksum, so that equal ones are equal. */
export const text = (
  name: string,
  template: string,
  file = 'a.ts',
  variables: Variable[] = [],
): StaticPrompt => ({
  ...place(name, file),
  status: 'ok',
  template,
  messages: null,
  checksum: template,
  variables,
});

/** A prompt that only the running program knows. */
export const dynamic = (name: string, codeHash: string, file = 'a.ts'): DynamicPrompt => ({
  ...place(name, file),
  status: 'dynamic',
  template: null,
  messages: null,
  checksum: null,
  codeHash,
});

export const diagnostic = (code: string, more: Partial<Diagnostic> = {}): Diagnostic => ({
  code,
  severity: 'error',
  file: 'a.ts',
  line: 1,
  column: 1,
  expression: null,
  message: `${code}.`,
  hint: 'Mend it.',
  ...more,
});

export const extraction = (
  prompts: Extraction['prompts'] = [],
  diagnostics: readonly Diagnostic[] = [],
): Extraction => ({ prompts, diagnostics, stats: { files: 1234, parsed: 1234, cached: 0 } });
