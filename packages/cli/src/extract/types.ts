import type { Message, PromptKind, Variable } from '@prompt-ledger/shared';

/** Whether `{{ name }}` in a plain text constant is a variable (`mustache`) or literal text (`none`). */
export type Placeholders = 'mustache' | 'none';

/** `export`: the export's name, plus `.member`. `path`: `path/without-ext#export`. */
export type Naming = 'export' | 'path';

export interface ExtractOptions {
  /** Globs of files to look at, relative to the root; empty means every source file. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** A regular expression over export names, in place of the built-in one. */
  readonly match: string | null;
  readonly naming: Naming;
  readonly placeholders: Placeholders;
  /** False where the code of what is no text is of no interest. */
  readonly hashes?: boolean;
}

export const DEFAULT_EXTRACT_OPTIONS: ExtractOptions = {
  include: [],
  exclude: [],
  match: null,
  naming: 'export',
  placeholders: 'mustache',
};

interface ExtractedBase {
  readonly name: string;
  /** Relative to the repository root, with `/`. */
  readonly file: string;
  readonly exportName: string;
  readonly member: string | null;
  /** From 1, as editors count. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly kind: PromptKind;
  readonly variables: readonly Variable[];
  /** What discovered it: `marker`, `name`, `path`, … */
  readonly rule: string;
}

/** A prompt whose run-time text is known up to the values of its variables. */
export interface StaticPrompt extends ExtractedBase {
  readonly status: 'ok';
  readonly template: string;
  readonly messages: readonly Message[] | null;
  readonly checksum: string;
}

/** A prompt that cannot be told without running the code; a diagnostic says why. */
export interface DynamicPrompt extends ExtractedBase {
  readonly status: 'dynamic';
  readonly template: null;
  readonly messages: null;
  readonly checksum: null;
  /** Changes with the code, not with its formatting, so that a change is still seen. */
  readonly codeHash: string;
}

export type ExtractedPrompt = StaticPrompt | DynamicPrompt;

/** `error`: the user must fix it (exit 1). `warning`: a prompt is not tracked. `info`: good to know. */
export type Severity = 'error' | 'warning' | 'info';

export interface Diagnostic {
  /** `DYN_LOOP`, `name-collision`, `syntax-error`, … */
  readonly code: string;
  readonly severity: Severity;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The source of the expression it is about, cut to one line; null where it is about the whole file. */
  readonly expression: string | null;
  /** A full sentence: what and why. */
  readonly message: string;
  /** One line on what to do. */
  readonly hint: string;
  /** Where the prompt it is about is declared, if elsewhere. */
  readonly prompt?: { readonly file: string; readonly line: number };
  readonly suggestion?: Suggestion;
}

/** An export that takes the place of a text that is not tracked. */
export interface Suggestion {
  readonly name: string;
  /** To be pasted as it is. */
  readonly code: string;
  /** What to write where the text was. */
  readonly use: string;
}

/** A comment that silences the diagnostics of one code on some lines of its file. */
export interface Ignore {
  readonly code: string;
  readonly from: number;
  readonly to: number;
  /** Where the comment is, and what it says. */
  readonly line: number;
  readonly column: number;
  readonly expression: string;
}

/** What one file gave, and all that this depended on beside its own path and content. */
export interface FileResult {
  readonly path: string;
  /** Names the content; null where the source cannot tell, so that nothing can be kept. */
  readonly id: string | null;
  readonly imports: readonly Import[];
  readonly prompts: readonly ExtractedPrompt[];
  readonly diagnostics: readonly Diagnostic[];
  /** Absent where there are none. */
  readonly ignores?: readonly Ignore[];
}

/** An import that was followed, of the file itself or of one that it led to. */
export interface Import {
  readonly from: string;
  readonly specifier: string;
  /** null where it leads to no file of the source. */
  readonly target: string | null;
  /** Names the content of the target; null where it has none. */
  readonly id: string | null;
}

export interface Extraction {
  /** Sorted by file, then position. */
  readonly prompts: readonly ExtractedPrompt[];
  readonly diagnostics: readonly Diagnostic[];
  readonly stats: { readonly files: number; readonly parsed: number; readonly cached: number };
}
