import { matchesAny } from './globs.ts';
import type { ExtractOptions } from './types.ts';

/** What prompts are usually called. */
export const PROMPT_NAME = /prompt|instructions?(?![a-z])|system_?message/i;

const SOURCE_FILE = /\.[cm]?[jt]sx?$/;
const DECLARATIONS = /\.d\.[cm]?ts$/;

/** Folders whose files are tests, samples for tests, or made by a build. */
const SKIPPED_FOLDER =
  /(?:^|\/)(?:node_modules|dist|build|out|coverage|vendor|\.next|\.nuxt|\.svelte-kit|\.output|\.turbo|\.yarn|__tests__|__mocks__|__fixtures__|__snapshots__|tests?|e2e|fixtures?|mocks?|cypress|playwright)\//;

/** `a.test.ts`, `a.spec.tsx`, `a.stories.tsx`, `a.min.js` */
const SKIPPED_FILE =
  /\.(?:test|spec|e2e|stories|story|bench|mock|fixture|min|bundle)(?:\.[\w-]+)?\.[cm]?[jt]sx?$/;

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
  const name = options.match === null ? PROMPT_NAME : new RegExp(options.match, 'u');
  // A name of one's own may be anchored, which bytes cannot be searched for: then every file with an export counts.
  const inText = options.match === null ? PROMPT_NAME : /\bexport\b|\bexports\b/;
  return {
    acceptsPath: (path) =>
      SOURCE_FILE.test(path) &&
      !DECLARATIONS.test(path) &&
      !SKIPPED_FOLDER.test(path) &&
      !SKIPPED_FILE.test(path) &&
      included(path) &&
      !excluded(path),
    acceptsText: (path, text) =>
      (isPromptPath(path) || inText.test(text) || name.test(path) || text.includes('@prompt')) &&
      /\bexport|@prompt\b/.test(text),
  };
}

/** Whether a file is one of prompts: its name says so, or the folder it lies in. */
export function isPromptPath(path: string): boolean {
  const segments = path.split('/');
  const file = segments.pop() ?? '';
  return /prompt/i.test(file) || segments.some((folder) => /^prompts?$/i.test(folder));
}
