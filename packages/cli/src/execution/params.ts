import { CliError } from '../errors.ts';
import { suggest } from '../suggest.ts';

/** What may be said to a model, and whether it counts. */
const PARAMS = {
  temperature: 'number',
  top_p: 'number',
  top_k: 'count',
  repetition_penalty: 'number',
  max_new_tokens: 'count',
  max_tokens: 'count',
} as const;

type Params = { [Name in keyof typeof PARAMS]?: number };

/**
 * Reads `temperature=0.2`; a dash stands for an underscore too.
 *
 * @throws {CliError} `usage` for a name or value that is none
 */
export function readParams(given: readonly string[]): Params {
  return Object.fromEntries(given.map(readParam));
}

function readParam(text: string): [string, number] {
  const [, dashed = '', value = ''] = /^([^=]*)=(.*)$/.exec(text) ?? [];
  const name = dashed.replaceAll('-', '_');
  const known = Object.keys(PARAMS);
  if (!known.includes(name)) {
    const near = suggest(name, known);
    const hint = near === null ? `There are ${known.join(', ')}.` : `Did you mean ${near}=…?`;
    throw new CliError('usage', `"${text}" is no parameter: write name=value.`, hint);
  }
  const kind = PARAMS[name as keyof typeof PARAMS];
  const number = Number(value);
  const isGood =
    value.trim() !== '' && (kind === 'count' ? /^[1-9]\d*$/.test(value) : Number.isFinite(number));
  if (isGood) return [name, number];
  const wanted = kind === 'count' ? 'a whole number from 1 up' : 'a number';
  throw new CliError('usage', `${name} must be ${wanted}, not "${value}".`);
}
