import { checksum } from '@prompt-ledger/shared';
import type { Source } from '../sources/source.ts';
import { parseSource } from './parse.ts';
import type { Diagnostic, Extraction, ExtractOptions, StaticPrompt } from './types.ts';

export * from './types.ts';

const CANDIDATE = /prompt|instructions?(?![a-z])|system_?message/i;

/** Finds the prompts of every file that `source` lists. Pure: reads only through `source.read`. */
export function extract(source: Source, options: ExtractOptions): Extraction {
  const prompts: StaticPrompt[] = [];
  const diagnostics: Diagnostic[] = [];
  let files = 0;
  let parsed = 0;
  for (const path of source.paths) {
    if (!/\.[cm]?[jt]sx?$/.test(path)) continue;
    files += 1;
    const text = source.read(path);
    if (text === null || !(CANDIDATE.test(path) || CANDIDATE.test(text))) continue;
    const result = parseSource(path, text);
    parsed += 1;
    if (!('ast' in result)) {
      diagnostics.push({
        code: 'syntax-error',
        severity: 'error',
        file: path,
        line: result.line,
        column: result.column,
        expression: null,
        message: result.message,
        hint: 'Fix the file or exclude it in ledger.config.json.',
      });
      continue;
    }
    for (const statement of result.ast.program.body) {
      if (
        statement.type !== 'ExportNamedDeclaration' ||
        statement.declaration?.type !== 'VariableDeclaration'
      ) {
        continue;
      }
      for (const { id, init, loc } of statement.declaration.declarations) {
        if (id.type !== 'Identifier' || init?.type !== 'StringLiteral' || !loc) continue;
        if (!CANDIDATE.test(id.name) && !CANDIDATE.test(path)) continue;
        prompts.push({
          name: options.naming === 'path' ? `${path.replace(/\.[^./]+$/, '')}#${id.name}` : id.name,
          file: path,
          exportName: id.name,
          member: null,
          line: loc.start.line,
          column: loc.start.column + 1,
          endLine: loc.end.line,
          kind: 'text',
          status: 'ok',
          template: init.value,
          messages: null,
          checksum: checksum(init.value),
          variables: [],
          rule: CANDIDATE.test(id.name) ? 'name' : 'path',
        });
      }
    }
  }
  return { prompts, diagnostics, stats: { files, parsed, cached: 0 } };
}
