import {
  findNodeAtLocation,
  parse,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import type { ConfigProblem } from './validate.ts';

export interface Position {
  /** From 1, as editors count. */
  readonly line: number;
  readonly column: number;
}

/** Says where and why a text is no JSON, in the words of a parser that keeps positions (JSON.parse does not). */
export function locateSyntaxError(text: string): Position & { readonly reason: string } {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  const first = errors[0];
  if (first === undefined) return { line: 1, column: 1, reason: 'this is not valid JSON' };
  return {
    ...toPosition(text, first.offset),
    reason: REASONS[printParseErrorCode(first.error)] ?? 'unexpected text',
  };
}

const REASONS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'unexpected word; texts and keys stand in double quotes',
  InvalidNumberFormat: 'this is not a number',
  PropertyNameExpected: 'a key in double quotes must stand here (JSON allows no comma before "}")',
  ValueExpected: 'a value must stand here (JSON allows no comma before "]")',
  ColonExpected: 'a ":" is missing',
  CommaExpected: 'a "," is missing',
  CloseBraceExpected: 'a "}" is missing',
  CloseBracketExpected: 'a "]" is missing',
  EndOfFileExpected: 'nothing may follow the closing "}"',
  InvalidCommentToken: 'JSON allows no comments',
  UnexpectedEndOfComment: 'JSON allows no comments',
  UnexpectedEndOfString: 'a closing quote is missing',
  InvalidCharacter: 'a text must not have control characters; write \\n for a new line',
  InvalidEscapeCharacter: 'unknown escape; a backslash is written \\\\',
  InvalidUnicode: 'a \\u escape needs four hex digits',
};

/** Where the key or value that a problem is about stands in the text. */
export function locateProblem(text: string, problem: ConfigProblem): Position {
  const tree = parseTree(text);
  const node = tree && findNodeAtLocation(tree, [...problem.path]);
  return toPosition(text, (node && (problem.at === 'key' ? keyOf(node) : node).offset) ?? 0);
}

function keyOf(value: Node): Node {
  return value.parent?.children?.[0] ?? value;
}

function toPosition(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}
