import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { CliError } from '../errors.ts';
import type { ConfigValues } from './fields.ts';
import { validateConfig, type ConfigProblem } from './validate.ts';

export const CONFIG_FILE = 'ledger.config.json';
const PACKAGE_FILE = 'package.json';

export interface ReadConfig {
  /** Absolute; what the values came from. */
  readonly file: string;
  /** Where its globs are relative to. */
  readonly directory: string;
  readonly values: ConfigValues;
}

/**
 * Finds and reads the nearest configuration, from `cwd` up to and with `top`.
 *
 * @returns null where there is none
 * @throws {CliError} `config` with file, line and column for whatever is wrong in it
 */
export async function findConfig(cwd: string, top: string): Promise<ReadConfig | null> {
  for (const directory of directoriesUpTo(cwd, top)) {
    const config = await readConfigIn(directory);
    if (config !== null) return config;
  }
  return null;
}

function directoriesUpTo(cwd: string, top: string): string[] {
  const directories = [cwd];
  for (let at = cwd; at !== top && path.dirname(at) !== at;) {
    at = path.dirname(at);
    directories.push(at);
  }
  return directories;
}

async function readConfigIn(directory: string): Promise<ReadConfig | null> {
  const file = path.join(directory, CONFIG_FILE);
  const packageFile = path.join(directory, PACKAGE_FILE);
  const inPackage = existsSync(packageFile) ? findPackageConfig(packageFile) : null;
  if (!existsSync(file))
    return inPackage && (await toConfig(packageFile, inPackage.text, inPackage.value, ['ledger']));
  if (inPackage !== null) {
    throw new CliError(
      'config',
      `There are two configurations: ${file}, and "ledger" in ${packageFile}.`,
      'Keep one of them and delete the other.',
    );
  }
  const text = readText(file);
  return toConfig(file, text, await parseJson(file, text), []);
}

/** A package.json that is broken is not ours to judge: npm will say so, and we have no configuration in it. */
function findPackageConfig(file: string): { text: string; value: unknown } | null {
  try {
    const text = readText(file);
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'ledger' in value
      ? { text, value: value.ledger }
      : null;
  } catch {
    return null;
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(
      'config',
      `${file} cannot be read: ${reason}.`,
      'Make it a file that you may read.',
      error,
    );
  }
}

async function parseJson(file: string, text: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    const { locateSyntaxError } = await import('./locate.ts');
    const { line, column, reason } = locateSyntaxError(text);
    throw new CliError(
      'config',
      `${file}:${line}:${column}: not valid JSON: ${reason}.`,
      'Mend it there, or delete the file to go on with the defaults.',
    );
  }
}

async function toConfig(
  file: string,
  text: string,
  value: unknown,
  within: readonly string[],
): Promise<ReadConfig> {
  const { values, problems } = validateConfig(value);
  if (problems.length > 0) throw await toError(file, text, problems, within);
  return { file, directory: path.dirname(file), values };
}

async function toError(
  file: string,
  text: string,
  problems: readonly ConfigProblem[],
  within: readonly string[],
): Promise<CliError> {
  const { locateProblem } = await import('./locate.ts');
  const lines = problems.map((problem) => {
    const { line, column } = locateProblem(text, { ...problem, path: [...within, ...problem.path] });
    return `${file}:${line}:${column}: ${problem.message}`;
  });
  return new CliError(
    'config',
    lines.join('\n'),
    'Mend it there; `ledger init --help` lists what may stand in it.',
  );
}
