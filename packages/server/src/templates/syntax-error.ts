/** What the engine says of a template that it cannot parse. Line and column count from 1, columns in characters. */
export interface SyntaxProblem {
  readonly message: string;
  readonly line: number;
  /** Null where the engine marks no place. */
  readonly column: number | null;
}

/** `   3 > text` and below it `     i   ^^ syntax error`: the carets stand under the place. */
const CARET_LINE = /^ +i( +)\^+ syntax error$/m;
/** The blank between the `i` and the first character of the template's line. */
const GUTTER = 1;

/**
 * Reads minijinja's report:
 *
 *     syntax error: unexpected end of block (in t:2)
 *     ------ t ------
 *        1 | Hello
 *        2 > {% if %}
 *          i       ^^ syntax error
 */
export function parseReport(report: string): SyntaxProblem {
  const [head = ''] = report.split('\n', 1);
  const [, message = head, line = '1'] = /^syntax error: (.*) \(in t:(\d+)\)$/.exec(head) ?? [];
  const caret = CARET_LINE.exec(report)?.[1];
  return { message, line: Number(line), column: caret === undefined ? null : caret.length - GUTTER + 1 };
}

/** The end of a sentence about a template: "cannot be parsed at line 2, column 7: unexpected end of block". */
export function formatProblem({ message, line, column }: SyntaxProblem): string {
  return `cannot be parsed at line ${line}${column === null ? '' : `, column ${column}`}: ${message}`;
}
