import { createRequire } from 'node:module';
import type { ParserOptions, ParserPlugin } from '@babel/parser';
import type { File } from '@babel/types';
import { isTypeScript } from './language.ts';

export type Parsed =
  | { readonly ast: File }
  | {
      readonly problem: 'syntax' | 'nesting' | 'size';
      readonly message: string;
      readonly line: number;
      readonly column: number;
    };

/** Parses one file. What cannot be parsed is a value, never an exception: one bad file must not stop a run. */
export function parseSource(path: string, text: string): Parsed {
  const reason = whyTooMuch(text);
  if (reason !== null) return { problem: 'size', message: reason, line: 1, column: 1 };
  try {
    return { ast: loadParser().parse(text, parserOptions(path, text)) };
  } catch (error) {
    return toProblem(error, text);
  }
}

/** Parsing takes a second and 150 MB for each megabyte of the densest code. */
const MAX_LENGTH = 2_000_000;
/** For each comment the parser looks for the end of its line: so many characters take it a second. */
const MAX_SEARCHED = 1_000_000_000;

/** Why a text is not worth parsing, though it could be; null for any that people write. */
function whyTooMuch(text: string): string | null {
  if (text.length > MAX_LENGTH)
    return 'The file has more than two million characters, too many to be parsed.';
  if (text.length < Math.sqrt(MAX_SEARCHED)) return null;
  for (const line of text.split('\n')) {
    // A comment takes four characters.
    if ((line.length * line.length) / 4 < MAX_SEARCHED) continue;
    const comments = line.split('/*').length - 1;
    if (comments * line.length > MAX_SEARCHED)
      return 'A line of the file has too many comments to be parsed.';
  }
  return null;
}

/** Loaded on first use: most runs (nothing changed, no candidate staged) never need the parser. */
function loadParser(): typeof import('@babel/parser') {
  // In the bundle `require` exists and esbuild resolves it; run from source this file is an ES module without one.
  return typeof require === 'function'
    ? require('@babel/parser')
    : createRequire(import.meta.url)('@babel/parser');
}

function parserOptions(path: string, text: string): ParserOptions {
  return {
    sourceType: path.endsWith('.cjs') || path.endsWith('.cts') ? 'script' : 'unambiguous',
    allowReturnOutsideFunction: true,
    allowAwaitOutsideFunction: true,
    allowImportExportEverywhere: true,
    allowUndeclaredExports: true,
    allowSuperOutsideMethod: true,
    allowNewTargetOutsideFunction: true,
    createImportExpressions: false,
    errorRecovery: false,
    // Only markers are looked for above nodes, and many comments in one place take the square of their number.
    attachComment: text.includes('@prompt'),
    plugins: pluginsFor(path),
  };
}

/** JSX and TypeScript's `<T>x` exclude each other: only `.tsx` and JavaScript get JSX. */
function pluginsFor(path: string): ParserPlugin[] {
  const plugins: ParserPlugin[] = [
    'decorators-legacy',
    'decoratorAutoAccessors',
    'explicitResourceManagement',
  ];
  if (isTypeScript(path)) plugins.push('typescript');
  if (/\.(?:tsx|jsx|js|mjs|cjs)$/.test(path)) plugins.push('jsx');
  return plugins;
}

function toProblem(error: unknown, text: string): Parsed {
  if (error instanceof RangeError) {
    return { problem: 'nesting', message: 'The code is nested too deeply to be parsed.', line: 1, column: 1 };
  }
  const { message, loc } = error as { message: string; loc?: { line: number; column: number } };
  const { line, column } = loc ?? { line: 1, column: 0 };
  // The parser repeats the place at the end of its message; we show it in front, as editors do.
  const sentence = isConflictMarker(text.split('\n', line).at(-1) ?? '')
    ? 'A conflict of a merge is not resolved here.'
    : String(message).replace(/\s*\(\d+:\d+\)$/, '');
  return { problem: 'syntax', message: sentence, line, column: column + 1 };
}

/** Such as git leaves in a file where both sides changed the same lines. */
function isConflictMarker(line: string): boolean {
  return /^(?:<{7}|={7}|>{7})(?![<=>])/.test(line);
}
