import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_URL, findProjectNameProblem } from '@prompt-ledger/shared';
import { findConfig } from './config/read.ts';
import { parseServerUrl } from './config/server-url.ts';
import type { ConfigValues } from './config/fields.ts';
import type { Context } from './context.ts';
import { CliError } from './errors.ts';
import { DEFAULT_EXTRACT_OPTIONS, type ExtractOptions } from './extract/types.ts';
import { escapeGlob } from './globs.ts';

/** What a command is set to, from flags over environment over file over defaults. */
export interface Settings {
  /** Absolute; the top of the git work tree, or the current folder where there is no git. */
  readonly root: string;
  readonly underGit: boolean;
  readonly configFile: string | null;
  /** Of the configuration, relative to the root, with `/`: its prompts are those of this folder. '' is the root. */
  readonly folder: string;
  /** Without a trailing slash. */
  readonly server: string;
  /** For sentences like "No server answers at URL (from …)". */
  readonly serverFrom: string;
  /** Whether a file of the repository named it, which others may have written. */
  readonly isServerOfRepository: boolean;
  /** Null: the usual one of the key. */
  readonly project: string | null;
  readonly extract: ExtractOptions;
}

export interface SettingFlags {
  readonly server?: string | undefined;
}

/**
 * Reads the settings for a run in `context.cwd`.
 *
 * @throws {CliError} `config` or `usage`, naming where the wrong value stands
 */
export async function readSettings(context: Context, flags: SettingFlags = {}): Promise<Settings> {
  const cwd = toRealPath(context.cwd);
  const gitRoot = findGitRoot(cwd);
  const root = gitRoot ?? cwd;
  const config = await findConfig(cwd, root);
  const folder = config ? path.relative(root, config.directory).split(path.sep).join('/') : '';
  return {
    root,
    underGit: gitRoot !== null,
    configFile: config?.file ?? null,
    folder,
    ...chooseServer(flags, context, config?.values.server, config?.file),
    project: readProject(context.env['LEDGER_PROJECT']) ?? config?.values.project ?? null,
    extract: toExtractOptions(config?.values ?? {}, folder),
  };
}

function toRealPath(cwd: string): string {
  try {
    return realpathSync(cwd);
  } catch (error) {
    const hint = 'Change to a folder that is there.';
    throw new CliError('usage', `The current folder ${cwd} cannot be read, or is gone.`, hint, error);
  }
}

/** By the file system alone: `.git` is a directory, or a file in worktrees and submodules. */
function findGitRoot(cwd: string): string | null {
  for (let at = cwd; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git'))) return at;
    if (path.dirname(at) === at) return null;
  }
}

function chooseServer(
  flags: SettingFlags,
  context: Context,
  fromFile: string | undefined,
  file: string | undefined,
): Pick<Settings, 'server' | 'serverFrom' | 'isServerOfRepository'> {
  const isServerOfRepository = false;
  if (flags.server !== undefined)
    return { server: readUrl('--server', flags.server), serverFrom: '--server', isServerOfRepository };
  const fromEnv = context.env['LEDGER_URL'];
  if (fromEnv)
    return { server: readUrl('LEDGER_URL', fromEnv), serverFrom: 'LEDGER_URL', isServerOfRepository };
  if (fromFile === undefined) return { server: DEFAULT_URL, serverFrom: 'the default', isServerOfRepository };
  return { server: readUrl('"server"', fromFile), serverFrom: file ?? '', isServerOfRepository: true };
}

function readProject(name: string | undefined): string | null {
  if (!name) return null;
  const problem = findProjectNameProblem(name);
  if (problem === null) return name;
  throw new CliError('usage', `LEDGER_PROJECT ${problem}.`, '`ledger projects list` shows those there are.');
}

function readUrl(name: string, text: string): string {
  const read = parseServerUrl(text);
  if ('url' in read) return read.url;
  throw new CliError(
    'usage',
    `${name} ${read.problem}.`,
    'Give the address of the server, and nothing else in it.',
  );
}

/** A configuration in a sub-folder speaks about that sub-folder; its globs become relative to the root. */
function toExtractOptions(values: ConfigValues, folder: string): ExtractOptions {
  const prefix = folder === '' ? '' : `${escapeGlob(folder)}/`;
  const include = values.include ?? (prefix === '' ? [] : ['**']);
  return {
    include: include.map((glob) => withPrefix(prefix, glob)),
    exclude: (values.exclude ?? []).map((glob) => withPrefix(prefix, glob)),
    match: values.match ?? DEFAULT_EXTRACT_OPTIONS.match,
    naming: values.naming ?? DEFAULT_EXTRACT_OPTIONS.naming,
    placeholders: values.placeholders ?? DEFAULT_EXTRACT_OPTIONS.placeholders,
  };
}

function withPrefix(prefix: string, glob: string): string {
  return `${prefix}${glob.replace(/^\.\//, '')}`;
}
