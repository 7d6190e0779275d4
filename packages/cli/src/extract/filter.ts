import { matchesAny } from './globs.ts';
import type { ExtractOptions } from './types.ts';

/** What prompts are usually called. */
export const PROMPT_NAME = /prompt|instructions?(?![a-z])|system_?message/i;

export const SOURCE_FILE = /\.[cm]?[jt]sx?$/;
const DECLARATIONS = /\.d\.[cm]?ts$/;

/** Folders whose files are tests, samples for tests, or made by a build. */
const SKIPPED_FOLDER =
  /(?:^|\/)(?:node_modules|dist|build|out|coverage|vendor|\.next|\.nuxt|\.svelte-kit|\.output|\.turbo|\.yarn|__tests__|__mocks__|__fixtures__|__snapshots__|tests?|e2e|fixtures?|mocks?|cypress|playwright)\//;

/** `a.test.ts`, `a.spec.tsx`, `a.stories.tsx`, `a.min.js` */
const SKIPPED_FILE =
  /\.(?:test|spec|e2e|stories|story|bench|mock|fixture|min|bundle)(?:\.[\w-]+)?\.[cm]?[jt]sx?$/;

/** Why a path is none of a source file that prompts are looked for in; null for one that is. */
export function whyNotPath(path: string, { include, exclude }: ExtractOptions): string | null {
  if (!SOURCE_FILE.test(path)) return 'it is no JavaScript or TypeScript';
  if (DECLARATIONS.test(path)) return 'it is a declaration file';
  const folder = SKIPPED_FOLDER.exec(path)?.[0];
  if (folder !== undefined)
    return `it lies in ${folder.replace(/^\//, '')}, which holds tests, samples for them, or what a build made`;
  const suffix = SKIPPED_FILE.exec(path)?.[0];
  if (suffix !== undefined) return `its name ends with ${suffix}, as tests, stories and bundles do`;
  if (include.length > 0 && !matchesAny(include)(path))
    return `"include" leaves it out: ${include.join(', ')}`;
  const excluded = exclude.find((glob) => matchesAny([glob])(path));
  return excluded === undefined ? null : `"exclude" leaves it out: ${excluded}`;
}

/** A file is looked into when its path or its bytes say that it may hold prompts. */
export interface Filter {
  acceptsPath(path: string): boolean;
  acceptsText(path: string, text: string): boolean;
}

/**
 * What can be told before parsing.
 *
 * @throws {SyntaxError} where `match` or a glob is not a pattern
 */
export function createFilter(options: ExtractOptions): Filter {
  const included = options.include.length === 0 ? () => true : matchesAny(options.include);
  const excluded = matchesAny(options.exclude);
  // A name of one's own may be anchored, which text cannot be searched for: then every file with an export counts.
  const match = options.match === null ? null : new RegExp(options.match, 'u');
  return {
    acceptsPath: (path) =>
      SOURCE_FILE.test(path) &&
      !DECLARATIONS.test(path) &&
      !SKIPPED_FOLDER.test(path) &&
      !SKIPPED_FILE.test(path) &&
      included(path) &&
      !excluded(path),
    acceptsText: (path, text) =>
      text.includes('@prompt') /* the marker, and our own package */ ||
      text.includes('ledger-ignore') /* a comment that may be needed no more */ ||
      mayExport(path, text, match !== null),
  };
}

/** `export const systemPrompt`, `export default async function getPrompt` */
const NAMED_EXPORT =
  /\bexport\s+(?:(?:default|declare|abstract|async|const|let|var|class|enum|function)\b[\s*]*)*[\w$]*(?:prompt|instruction|system_?message)/i;

/** `export { a as systemPrompt }`, `export const { systemPrompt } = …` */
const LISTED_EXPORT = /\bexport\s*(?:const|let|var)?\s*[{[][^}\]]*(?:prompt|instruction|system_?message)/i;

/** `export const a = 1, systemPrompt = …` */
const FURTHER_EXPORT = /,\s*[\w$]*(?:prompt|instruction|system_?message)[\w$]*\s*(?::[^=;]*)?=(?!=)/i;

/** `exports.systemPrompt = …`, `module.exports = systemPrompt`, and whatever may stand in `module.exports = { … }` */
const COMMON_EXPORT =
  /\bexports\s*(?:(?:\.|\[|=)\s*['"]?[\w$]*|=\s*\{[^]*?)(?:prompt|instruction|system_?message)/i;

/** `class A { static readonly systemPrompt = …` */
const STATIC_MEMBER = /\bstatic\s+(?:(?:readonly|override)\s+)*[\w$]*(?:prompt|instruction|system_?message)/i;

/**
 * Whether a file may export something with a prompt's name; looked for in the text, as parsing costs a hundred times
 * as much. Comments between the words are not thought of.
 */
function mayExport(path: string, text: string, anyName: boolean): boolean {
  if (!text.includes('export')) return false;
  if (anyName || isPromptPath(path)) return true;
  if (!PROMPT_NAME.test(text)) return false;
  return (
    NAMED_EXPORT.test(text) ||
    LISTED_EXPORT.test(text) ||
    FURTHER_EXPORT.test(text) ||
    STATIC_MEMBER.test(text) ||
    COMMON_EXPORT.test(text)
  );
}

/** Whether a file is one of prompts: its name says so, or the folder it lies in. */
export function isPromptPath(path: string): boolean {
  const segments = path.split('/');
  const file = segments.pop() ?? '';
  return /prompt/i.test(file) || segments.some((folder) => /^prompts?$/i.test(folder));
}
