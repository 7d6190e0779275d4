import type { Comment, Node } from '@babel/types';
import { suggest } from '../suggest.ts';
import { diagnostic, DIAGNOSTICS, type DiagnosticCode, type Place } from './diagnostics.ts';
import type { Module } from './modules.ts';
import { whyNotSilenced } from './silence.ts';
import type { Diagnostic, Ignore } from './types.ts';
import { walk } from './walk.ts';

/** What a file must have in it for such a comment to be there. */
const IGNORE_WORD = 'ledger-ignore';

export interface Ignores {
  readonly ignores: readonly Ignore[];
  /** What is wrong with the comments themselves. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads `// ledger-ignore CODE, CODE -- reason` from the comments of a file. */
export function findIgnores(module: Module): Ignores {
  const ignores: Ignore[] = [];
  const diagnostics: Diagnostic[] = [];
  if (!module.text.includes(IGNORE_WORD)) return { ignores, diagnostics };
  for (const comment of module.comments) {
    const written = readComment(comment, module.path);
    if (written.length === 0) continue;
    const reach = reachOf(comment, module);
    for (const { codes, reason, place } of written) {
      if (codes.length === 0) {
        diagnostics.push(diagnostic('invalid-ignore', place, 'The comment names no code to silence.'));
      } else if (!reason) {
        diagnostics.push(diagnostic('unexplained-ignore', place));
      }
      for (const code of new Set(codes)) {
        const problem = problemOf(code);
        if (problem) diagnostics.push(diagnostic('invalid-ignore', place, problem));
        else ignores.push({ code, ...reach, ...withoutFile(place) });
      }
    }
  }
  return { ignores, diagnostics };
}

interface Written {
  readonly codes: readonly string[];
  readonly reason: boolean;
  readonly place: Place;
}

/** One for each line of a comment that begins with the word. */
function readComment({ value, loc }: Comment, file: string): Written[] {
  return value.split(/\r\n|[\n\r\u2028\u2029]/).flatMap((text, index) => {
    const match = /^[\s*/!]*(ledger-ignore(?![\w-])[ \t:]*(.*?))[\s*]*$/u.exec(text);
    if (!match) return [];
    const [, said = '', rest = ''] = match;
    const [listed = '', ...reasons] = rest.split(/(?:^|\s)--(?=\s|$)/);
    // The comment's mark is two characters, which its value leaves out.
    const before = index === 0 ? (loc?.start.column ?? 0) + 2 : 0;
    const place: Place = {
      file,
      line: (loc?.start.line ?? 1) + index,
      column: before + text.indexOf(said) + 1,
      expression: said,
    };
    return [{ codes: readCodes(listed), reason: reasons.join(' ').trim() !== '', place }];
  });
}

/** What follows a code without a comma is a reason that lacks its dashes. */
function readCodes(listed: string): string[] {
  return listed.split(',').flatMap((piece) => {
    const [first = '', ...more] = piece.trim().split(/\s+/);
    return first === '' ? [] : [first, ...more.filter(isCode)];
  });
}

function isCode(text: string): text is DiagnosticCode {
  return Object.hasOwn(DIAGNOSTICS, text);
}

function problemOf(code: string): string | null {
  if (isCode(code)) return whyNotSilenced(code);
  const silenced = (Object.keys(DIAGNOSTICS) as DiagnosticCode[]).filter(
    (each) => whyNotSilenced(each) === null,
  );
  const near = suggest(code, silenced);
  return `There is no code ${code}.${near === null ? '' : ` Did you mean ${near}?`}`;
}

function withoutFile({ line, column, expression }: Place) {
  return { line, column, expression: expression ?? '' };
}

/** Behind code a comment speaks of its line; above code, of all that begins on the next line of code. */
function reachOf(comment: Comment, { text, program, comments }: Module): Pick<Ignore, 'from' | 'to'> {
  const line = comment.loc?.start.line ?? 1;
  if (hasCodeBefore(comment, text, comments)) return { from: line, to: line };
  const start = nextCode(comment.end ?? 0, text, comments);
  let first: Node | null = null;
  walk(program, (node) => {
    // The program begins where its file does, whatever is there.
    if (node !== program && first === null && node.start === start) first = node;
    return first === null && (node.end ?? 0) > start;
  });
  const { loc } = (first ?? {}) as Partial<Node>;
  if (loc) return { from: loc.start.line, to: loc.end.line };
  const next = line + text.slice(comment.start ?? 0, start).split('\n').length - 1;
  return { from: next, to: next };
}

function hasCodeBefore(comment: Comment, text: string, comments: readonly Comment[]): boolean {
  const end = comment.start ?? 0;
  const lineStart = text.lastIndexOf('\n', end - 1) + 1;
  let before = text.slice(lineStart, end);
  for (const other of comments) {
    const [from, to] = [other.start ?? 0, other.end ?? 0];
    if (to <= lineStart || from >= end) continue;
    const [a, b] = [Math.max(0, from - lineStart), to - lineStart];
    before = before.slice(0, a) + ' '.repeat(b - a) + before.slice(b);
  }
  return before.trim() !== '';
}

/** The place of the first code after a comment, other comments left out. */
function nextCode(from: number, text: string, comments: readonly Comment[]): number {
  let at = from;
  for (;;) {
    at += /^\s*/.exec(text.slice(at))?.[0].length ?? 0;
    const here = at;
    const comment = comments.find(({ start }) => start === here);
    if (!comment) return at;
    at = comment.end ?? text.length;
  }
}
