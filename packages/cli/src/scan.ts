import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Call } from './call.ts';
import type { Settings } from './config.ts';
import { CliError } from './errors.ts';
import { extract } from './extract/index.ts';
import type { Extraction, ExtractOptions } from './extract/types.ts';
import { listFiles } from './git.ts';
import { escapeGlob } from './globs.ts';
import { WIPE } from './progress.ts';
import { count } from './report/plan.ts';
import type { Source } from './sources/source.ts';
import { openWorkTree, walkFiles } from './sources/work-tree.ts';

export interface Scan {
  readonly extraction: Extraction;
  /** For showing the line that a diagnostic is about. */
  readonly source: Source;
  readonly ms: number;
}

/** From so many on, reading them may take a second. */
const MANY_FILES = 1_000;

/**
 * Reads the whole work tree and extracts its prompts.
 *
 * @throws {CliError} `git` where git refuses to list the files
 */
export async function scanWorkTree(
  call: Call,
  settings: Settings,
  options: ExtractOptions = settings.extract,
): Promise<Scan> {
  const started = performance.now();
  const paths = (settings.underGit ? await listFiles(settings.root) : null) ?? walkFiles(settings.root);
  const source = openWorkTree(settings.root, paths);
  const extraction = whileSaying(call, paths.length, () => extract(source, options));
  return { extraction, source, ms: Math.round(performance.now() - started) };
}

/** Extraction lets nothing else run: what takes seconds must be said before. */
function whileSaying<T>({ screen: { err }, flags }: Call, files: number, work: () => T): T {
  if (!err.isTTY || flags.json || files < MANY_FILES) return work();
  err.raw(`Reading ${count(files, 'file')} …`);
  try {
    return work();
  } finally {
    err.raw(WIPE);
  }
}

/**
 * Turns files and folders as a user names them into globs relative to the root.
 *
 * @throws {CliError} `usage` for a path that does not exist or lies outside the root
 */
export function toIncludes(settings: Settings, cwd: string, paths: readonly string[]): string[] {
  return paths.map((named) => {
    const stats = statSync(path.resolve(cwd, named), { throwIfNoEntry: false });
    if (stats === undefined) {
      throw new CliError(
        'usage',
        `There is no file or folder ${named}.`,
        'Name what is there, from this folder.',
      );
    }
    const relative = path.relative(settings.root, realpathSync(path.resolve(cwd, named)));
    if (relative.startsWith('..') || path.isAbsolute(relative)) {
      throw new CliError(
        'usage',
        `${named} lies outside ${settings.root}.`,
        'Run the command in its repository.',
      );
    }
    const glob = escapeGlob(relative.split(path.sep).join('/'));
    if (!stats.isDirectory()) return glob;
    return glob === '' ? '**' : `${glob}/**`;
  });
}
