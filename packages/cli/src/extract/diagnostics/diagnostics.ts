import type { Node } from '@babel/types';
import type { Module } from '../modules/modules.ts';
import type { Diagnostic, Severity } from '../types.ts';

export type DynamicCode =
  | 'DYN_ASYNC_IO'
  | 'DYN_CLASS_MEMBER'
  | 'DYN_LOOP'
  | 'DYN_CALL_RESULT'
  | 'DYN_UNRESOLVED_IMPORT'
  | 'DYN_CYCLE'
  | 'DYN_MUTATION'
  | 'DYN_COMPUTED'
  | 'DYN_LIMIT'
  | 'DYN_DEDENT_UNKNOWN'
  | 'DYN_MESSAGES';

export type DiagnosticCode =
  | DynamicCode
  | 'syntax-error'
  | 'unreadable-file'
  | 'name-collision'
  | 'invalid-name'
  | 'unstorable-text'
  | 'secret-in-text'
  | 'invalid-match'
  | 'unused-marker'
  | 'foreign-placeholder'
  | 'duplicate-content'
  | 'untracked-inline'
  | 'unused-ignore'
  | 'unexplained-ignore'
  | 'invalid-ignore';

interface Kind {
  readonly severity: Severity;
  /** Used where the place that reports has nothing more exact to say. */
  readonly message: string;
  readonly hint: string;
}

/** Every sentence of the extractor to its user, by code. */
export const DIAGNOSTICS = {
  DYN_ASYNC_IO: {
    severity: 'warning',
    message: 'The text comes from an awaited call, which only the running program can answer.',
    hint: 'Import the text (`?raw`, .md, .json) instead of reading it, or pass it in as a parameter.',
  },
  DYN_CLASS_MEMBER: {
    severity: 'warning',
    message: 'The text depends on `this`, which differs from object to object.',
    hint: 'Move the text to an exported constant or function that takes what it needs as parameters.',
  },
  DYN_LOOP: {
    severity: 'warning',
    message: 'A loop builds the text in a way that a template cannot express.',
    hint: 'Write it as `list.map((item) => text).join(separator)` over a parameter.',
  },
  DYN_CALL_RESULT: {
    severity: 'warning',
    message: 'The text is the result of a call that cannot be followed without running it.',
    hint: 'Return the text from a function of your own, or pass the result in as a parameter.',
  },
  DYN_UNRESOLVED_IMPORT: {
    severity: 'warning',
    message: 'The text is imported from a file or package that is not part of this repository.',
    hint: 'Copy the text into the repository, or pass it in as a parameter.',
  },
  DYN_CYCLE: {
    severity: 'warning',
    message: 'The value depends on itself through imports or constants.',
    hint: 'Break the cycle: move what both sides need into a file of its own.',
  },
  DYN_MUTATION: {
    severity: 'warning',
    message: 'The value is changed after it is made, so what it holds depends on when it is read.',
    hint: 'Declare it with `const` and build it in one expression.',
  },
  DYN_COMPUTED: {
    severity: 'warning',
    message: 'The text is computed by an expression that cannot be told without running it.',
    hint: 'Pass the computed part in as a parameter.',
  },
  DYN_LIMIT: {
    severity: 'warning',
    message: 'Following the code went deeper or further than extraction does.',
    hint: 'Build the prompt in fewer steps, without recursion.',
  },
  DYN_DEDENT_UNKNOWN: {
    severity: 'warning',
    message: 'The text passes through a template tag whose effect is not known.',
    hint: 'Use `dedent` from the package of that name, with text and no value at the beginning of a line, or no tag.',
  },
  DYN_MESSAGES: {
    severity: 'warning',
    message: 'Which messages there are, or of which roles, depends on a condition or a loop.',
    hint: 'Always send the same messages, and put the condition or loop inside the content of one.',
  },
  'syntax-error': {
    severity: 'error',
    message: 'The file cannot be parsed.',
    hint: 'Fix the file, or leave it out with `exclude` in ledger.config.json.',
  },
  'unreadable-file': {
    severity: 'warning',
    message: 'The file is not valid UTF-8 or too large, so no prompts were looked for in it.',
    hint: 'Save it as UTF-8 and in smaller files, or leave it out with `exclude` in ledger.config.json.',
  },
  'name-collision': {
    severity: 'error',
    message: 'Two prompts have the same name.',
    hint: 'Give one another name with a `@prompt name` comment, or set `naming: "path"` in ledger.config.json.',
  },
  'invalid-name': {
    severity: 'error',
    message: 'The name of the prompt is not allowed.',
    hint: 'Write an allowed name after `@prompt` in the comment above it.',
  },
  'unstorable-text': {
    severity: 'error',
    message: 'The text of the prompt cannot be stored.',
    hint: 'Remove the character from the text.',
  },
  'secret-in-text': {
    severity: 'error',
    message: 'The text of the prompt holds what looks like a key or token.',
    hint: 'Take it out and revoke it; a made-up one gets a `ledger-ignore secret-in-text -- why` comment.',
  },
  'invalid-match': {
    severity: 'error',
    message: 'The `match` option is not a regular expression.',
    hint: 'Correct `match` in ledger.config.json.',
  },
  'unused-marker': {
    severity: 'warning',
    message: 'What `@prompt` marks is neither text nor messages.',
    hint: 'Put the comment above a string constant, an object of them, or a function that returns text.',
  },
  'foreign-placeholder': {
    severity: 'info',
    message: 'The text has placeholders of another template language, which stay literal text.',
    hint: 'Write `{{ name }}` for a variable of the prompt.',
  },
  'duplicate-content': {
    severity: 'info',
    message: 'Two prompts have the same text.',
    hint: 'Keep one and import it where the other is used.',
  },
  'untracked-inline': {
    severity: 'info',
    message: 'A prompt is written where it is used, so it is not tracked.',
    hint: 'Export it, and use the export in its place.',
  },
  'unused-ignore': {
    severity: 'warning',
    message: 'The comment silences nothing any more.',
    hint: 'Remove it.',
  },
  'unexplained-ignore': {
    severity: 'warning',
    message: 'The comment silences a diagnostic without saying why.',
    hint: 'Write the reason behind two dashes: `ledger-ignore CODE -- reason`.',
  },
  'invalid-ignore': {
    severity: 'warning',
    message: 'The comment names what cannot be silenced.',
    hint: 'Write `ledger-ignore CODE -- reason` with the code as `ledger extract` prints it, or remove the comment.',
  },
} satisfies Record<DiagnosticCode, Kind>;

/** Where a diagnostic points: from 1, as editors count. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly expression: string | null;
}

export function placeOf(node: Node, module: Module): Place {
  return {
    file: module.path,
    line: node.loc?.start.line ?? 1,
    column: (node.loc?.start.column ?? 0) + 1,
    expression: sourceOf(node, module),
  };
}

export function diagnostic(code: DiagnosticCode, place: Place, message?: string): Diagnostic {
  const kind = DIAGNOSTICS[code];
  return { code, severity: kind.severity, ...place, message: message ?? kind.message, hint: kind.hint };
}

const MAX_EXPRESSION = 80;

/** The source of a node as one line, cut where it is long. */
export function sourceOf(node: Node, module: Module): string {
  const start = node.start ?? 0;
  const text = module.text.slice(start, Math.min(node.end ?? start, start + 400)).replace(/\s+/g, ' ');
  const points = [...text];
  return points.length > MAX_EXPRESSION ? `${points.slice(0, MAX_EXPRESSION - 1).join('')}…` : text;
}
