import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findMissing, formatPath, parsePath } from '@prompt-ledger/shared';
import { findAsker, type Asker } from '../terminal/ask.ts';
import type { Call } from '../call.ts';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { isValues, parseGiven, setValue, type GivenValue, type Values } from '../plan/given-values.ts';
import type { TextVariable } from '../plan/prompt-text.ts';

export interface GivenValues {
  /** As `-v` gives them, in their order. */
  readonly single: readonly string[];
  /** A file of JSON, `-` for stdin; null for none. */
  readonly file: string | null;
}

/**
 * Reads the values that were given; what was given singly wins over the file.
 *
 * @throws {CliError} `usage` for what cannot be read
 */
export async function readValues(context: Context, { single, file }: GivenValues): Promise<Values> {
  let values = file === null ? {} : await readFile(context, file);
  for (const text of single) {
    const given = parseGiven(text);
    if (typeof given === 'string') throw new CliError('usage', given);
    const changed = setValue(values, given.path, toValue(context, given));
    if (typeof changed === 'string') throw new CliError('usage', changed);
    values = changed;
  }
  return values;
}

async function readFile(context: Context, file: string): Promise<Values> {
  const where = file === '-' ? 'what was piped in' : file;
  if (file === '-' && context.stdin.isTTY) {
    throw new CliError('usage', 'Nothing is piped in.', 'Run: … | ledger execute NAME --vars -');
  }
  const text = file === '-' ? await context.stdin.read() : readText(context, file);
  const values = parseJson(text, where);
  if (isValues(values)) return values;
  throw new CliError('usage', `The values in ${where} must be a JSON object: {"name": "Ada"}.`);
}

function toValue(context: Context, { path, kind, value }: GivenValue): unknown {
  if (kind === 'text') return value;
  return kind === 'file' ? readText(context, value) : parseJson(value, `the value of ${formatPath(path)}`);
}

function readText({ cwd }: Context, file: string): string {
  try {
    return readFileSync(path.resolve(cwd, file), 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError('usage', `${file} cannot be read: ${reason}.`, null, error);
  }
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError('usage', `There is no valid JSON in ${where}: ${reason}.`);
  }
}

/**
 * Asks for the values that are missing where somebody can answer.
 *
 * @throws {CliError} `usage` that lists all of them where nobody can
 */
export async function completeValues(
  { context, flags }: Call,
  title: string,
  variables: readonly TextVariable[],
  values: Values,
): Promise<Values> {
  const missing = findMissing(variables, values);
  if (missing.length === 0) return values;
  const asker = flags.json ? null : findAsker(context);
  if (asker !== null) return askFor(asker, variables, missing, values);
  const [first = ''] = missing;
  throw new CliError(
    'usage',
    `Missing values for ${title}: ${missing.join(', ')}.`,
    `Give each with -v ${first}=…, or all in a JSON file with --vars.`,
  );
}

async function askFor(
  asker: Asker,
  variables: readonly TextVariable[],
  missing: readonly string[],
  values: Values,
): Promise<Values> {
  let complete = values;
  for (const name of missing) {
    const type = variables.find((variable) => variable.name === name)?.type;
    const answer = await asker.text({ message: type === undefined ? name : `${name} (${type})` });
    const changed = setValue(complete, parsePath(name) ?? [name], toTyped(answer, type));
    if (typeof changed === 'string') throw new CliError('usage', changed);
    complete = changed;
  }
  return complete;
}

/** What the source says is a number is one. */
function toTyped(answer: string, type: string | undefined): unknown {
  if (type === 'number' && answer.trim() !== '' && Number.isFinite(Number(answer))) return Number(answer);
  return type === 'boolean' && /^(true|false)$/.test(answer) ? answer === 'true' : answer;
}
