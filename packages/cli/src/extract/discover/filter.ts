import { exportsMember, exportsName, exportsValue } from './exported.ts';
import { matchesAny } from './globs.ts';
import type { ExtractOptions } from '../types.ts';
import { SOURCE_FILE } from '../modules/paths.ts';

/** What prompts are usually called. */
export const PROMPT_NAME = /prompt|instructions?(?![a-z])|system_?message/i;

/**
 * What members of classes and objects are called that are prompts whatever they are members of. A `prompt` alone is as
 * often what a user may ask.
 */
export const MEMBER_NAME =
  /system_?(?:prompt|message)|^system$|instructions?(?![a-z])|^(?:get|build|create|make|generate|format|render)\w*prompt/i;

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

/** Whether a file may export something with a prompt's name; looked for in the text before it is parsed. */
function mayExport(path: string, text: string, anyName: boolean): boolean {
  if (!text.includes('export')) return false;
  if (anyName || isPromptPath(path)) return exportsValue(text);
  return PROMPT_NAME.test(text) && (exportsName(text, PROMPT_NAME) || exportsMember(text, MEMBER_NAME));
}

/** Whether a file is one of prompts: its name says so, or the folder it lies in. */
export function isPromptPath(path: string): boolean {
  const segments = path.split('/');
  const file = segments.pop() ?? '';
  return /prompt/i.test(file) || segments.some((folder) => /^prompts?$/i.test(folder));
}
