import type { Comment, Node } from '@babel/types';
import { suggest } from '../../suggest.ts';
import { diagnostic, DIAGNOSTICS, type DiagnosticCode, type Place } from './diagnostics.ts';
import type { Module } from '../modules/modules.ts';
import { whyNotSilenced } from './silence.ts';
import type { Diagnostic, Ignore } from '../types.ts';
import { walk } from '../parse/walk.ts';

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
  const asked = module.comments.filter(({ value }) => value.includes(IGNORE_WORD));
  const reaches = reachesOf(asked, module);
  for (const comment of asked) {
    for (const { codes, reason, place } of readComment(comment, module.path)) {
      if (codes.length === 0) {
        diagnostics.push(diagnostic('invalid-ignore', place, 'The comment names no code to silence.'));
      } else if (!reason) {
        diagnostics.push(diagnostic('unexplained-ignore', place));
      }
      for (const code of new Set(codes)) {
        const problem = problemOf(code);
        if (problem) diagnostics.push(diagnostic('invalid-ignore', place, problem));
        else ignores.push({ code, ...(reaches.get(comment) ?? { from: 0, to: 0 }), ...withoutFile(place) });
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
    const match = /^[\s*/!]*(ledger-ignore(?![\w-]).*)$/u.exec(text);
    if (!match) return [];
    const said = trimStars(match[1] ?? '');
    const rest = said.slice(IGNORE_WORD.length).replace(/^[ \t:]+/, '');
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

/** By hand, as a pattern for the end of a line takes the square of its length. */
function trimStars(text: string): string {
  let end = text.length;
  while (end > 0 && /[\s*]/.test(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
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

type Reach = Pick<Ignore, 'from' | 'to'>;

/**
 * Behind code a comment speaks of its line; above code, of all that begins on the next line of code. Found for all
 * comments at once: a file may have thousands.
 */
function reachesOf(
  asked: readonly Comment[],
  { text, program, comments }: Module,
): ReadonlyMap<Comment, Reach> {
  const trailing = findTrailing(text, comments);
  const next = findNextCode(text, comments);
  const starts = new Set(asked.map((comment) => next.get(comment)));
  const first = new Map<number, Node>();
  walk(program, (node) => {
    const start = node.start ?? 0;
    if (starts.has(start) && !first.has(start)) first.set(start, node);
  });
  return new Map(
    asked.map((comment) => {
      const line = comment.loc?.start.line ?? 1;
      const loc = trailing.has(comment) ? null : first.get(next.get(comment) ?? -1)?.loc;
      return [comment, { from: loc?.start.line ?? line, to: loc?.end.line ?? line }];
    }),
  );
}

/** The comments with code before them on their line. */
function findTrailing(text: string, comments: readonly Comment[]): ReadonlySet<Comment> {
  const trailing = new Set<Comment>();
  let before: Comment | null = null;
  for (const comment of comments) {
    const start = comment.start ?? 0;
    const lineStart = start - (comment.loc?.start.column ?? 0);
    const from = Math.max(lineStart, before?.end ?? 0);
    const follows = before !== null && (before.start ?? 0) >= lineStart && trailing.has(before);
    if (follows || text.slice(from, start).trim() !== '') trailing.add(comment);
    before = comment;
  }
  return trailing;
}

/** Where the first code after each comment begins, other comments left out. */
function findNextCode(text: string, comments: readonly Comment[]): ReadonlyMap<Comment, number> {
  const next = new Map<Comment, number>();
  let after: Comment | null = null;
  for (const comment of comments.toReversed()) {
    const end = comment.end ?? 0;
    const gap = text.slice(end, after?.start ?? text.length);
    const code = gap.length - gap.trimStart().length;
    next.set(comment, after && code === gap.length ? (next.get(after) ?? end) : end + code);
    after = comment;
  }
  return next;
}
