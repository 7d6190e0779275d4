import type { Expression } from '@babel/types';
import { parseSource } from '../../src/extract/parse/parse.ts';

/** The code of one expression, as the extractor sees it. */
export function parseExpression(code: string): Expression {
  const parsed = parseSource('a.ts', `(${code})`);
  const statement = 'ast' in parsed ? parsed.ast.program.body[0] : null;
  if (statement?.type !== 'ExpressionStatement') throw new Error(`it cannot be parsed: ${code}`);
  return statement.expression;
}
