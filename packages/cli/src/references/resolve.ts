import { parseReference, parseSelector, type Reference, type Selector } from '@prompt-ledger/shared';
import type { HistoryResponse, HistoryVersion } from '@prompt-ledger/shared/contract';
import { CliError } from '../errors.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { suggest } from '../suggest.ts';
import { readWhen, WHEN_HINT } from './when.ts';

/**
 * Reads a reference that the user typed.
 *
 * @throws {CliError} `usage` for one that breaks the grammar
 */
export function readReference(text: string): Reference {
  const reference = parseReference(text);
  if (typeof reference !== 'string') return reference;
  throw new CliError(
    'usage',
    reference,
    'A reference is NAME, or NAME@ and a version: 3, ~1, production, a branch, a commit, {2026-08-01}, sha256:<digest>, work.',
  );
}

/**
 * Reads what follows a first reference: the version part alone, with or without its `@`, or another whole reference.
 *
 * @throws {CliError} `usage` as `readReference` does
 */
export function readOther(name: string, text: string): Reference {
  const at = text.indexOf('@');
  if (at > 0 && typeof parseReference(text) !== 'string') return readReference(text);
  const selector = parseSelector(at === 0 ? text.slice(1) : text);
  if (typeof selector !== 'string') return { name, selector };
  throw new CliError(
    'usage',
    selector,
    'A version is a number, ~1, a label, branch or commit, {a date}, sha256:<digest>, or work.',
  );
}

/**
 * Gets the whole history of a prompt, or its newest `limit` versions.
 *
 * @throws {CliError} `not_found`, with the name that was probably meant
 */
export async function getHistory(ledger: Ledger, name: string, limit?: number): Promise<HistoryResponse> {
  try {
    return await ledger.getHistory(name, limit);
  } catch (error) {
    if (error instanceof CliError && error.code === 'not_found')
      throw await toUnknownPrompt(ledger, name, error);
    throw error;
  }
}

async function toUnknownPrompt(ledger: Ledger, name: string, cause: CliError): Promise<CliError> {
  const names = (await ledger.listPrompts()).map((prompt) => prompt.name);
  const advice =
    names.length === 0 ? 'It is empty: `ledger sync` fills it.' : '`ledger list` shows all names.';
  const hint = adviseName(name, names, advice);
  return new CliError('not_found', `The ledger at ${ledger.url} has no prompt ${name}.`, hint, cause);
}

/** `Did you mean …?`, else what else may help. */
export function adviseName(name: string, names: readonly string[], otherwise: string): string {
  const near = suggest(name, names);
  return near === null ? otherwise : `Did you mean ${near}?`;
}

/**
 * Finds the version that is meant, where a history can tell.
 *
 * @throws {CliError} `not_found` for a version that is not there or a digest that fits several, `usage` for what a
 * history knows nothing of
 */
export function pickVersion(
  history: HistoryResponse,
  selector: Selector,
  now: Date = new Date(),
): HistoryVersion {
  const { prompt_name: name, versions } = history;
  const newest = versions[0]?.version ?? 0;
  switch (selector.kind) {
    case 'active':
      return pickActive(history);
    case 'version':
      return found(
        versions.find(({ version }) => version === selector.version),
        `${name} has no version ${selector.version}.`,
        `Its newest is ${newest}; \`ledger history ${name}\` shows all.`,
      );
    case 'back':
      return pickBack(history, selector.steps);
    case 'digest':
      return pickByDigest(history, selector.prefix);
    case 'date':
      return pickByDate(history, selector.date, now);
    case 'label':
      throw new CliError(
        'usage',
        `"${selector.label}" is a label or a branch, which a history does not tell.`,
        `Name a version by its number or digest: ${name}@${newest}.`,
      );
    case 'commit':
      throw new CliError(
        'usage',
        `"${selector.prefix}" names a commit, which only its repository can tell.`,
        `Run the command there, or name a version by its number or digest: ${name}@${newest}.`,
      );
    case 'work':
      throw new CliError(
        'usage',
        `${name}@work is the text in the work tree, which is no version.`,
        `\`ledger show ${name}@work\` shows it.`,
      );
  }
}

function pickActive({
  prompt_name: name,
  versions,
  current_version: current,
}: HistoryResponse): HistoryVersion {
  return found(
    versions.find(({ version }) => version === current),
    `No version of ${name} is active.`,
    `Name one: ${name}@${versions[0]?.version ?? 0} is the newest.`,
  );
}

function pickBack(history: HistoryResponse, steps: number): HistoryVersion {
  const { prompt_name: name, versions } = history;
  const { version } = pickActive(history);
  return found(
    versions.find((one) => one.version === version - steps),
    `${name} has no ${steps === 1 ? 'version' : `${steps} versions`} before version ${version}, which is active.`,
    `\`ledger history ${name}\` shows all.`,
  );
}

function pickByDigest({ prompt_name: name, versions }: HistoryResponse, prefix: string): HistoryVersion {
  const fitting = versions.filter(({ template_hash: hash }) => hash.startsWith(prefix));
  if (fitting.length > 1) {
    const numbers = fitting.map(({ version }) => version).join(', ');
    throw new CliError(
      'not_found',
      `sha256:${prefix} fits the versions ${numbers} of ${name}.`,
      'Give more digits.',
    );
  }
  return found(
    fitting[0],
    `${name} has no version with the digest sha256:${prefix}.`,
    `\`ledger history ${name}\` shows the digests of all.`,
  );
}

/** The newest version that there was at that moment. */
function pickByDate(
  { prompt_name: name, versions }: HistoryResponse,
  date: string,
  now: Date,
): HistoryVersion {
  const moment = readWhen(date, now);
  if (moment === null)
    throw new CliError('usage', `"${date}" is no date that is understood here.`, WHEN_HINT);
  const first = versions.at(-1);
  return found(
    versions.find(({ created_at: at }) => new Date(at) <= moment),
    `${name} had no version yet at ${date}.`,
    first === undefined ? '' : `Its first one is of ${first.created_at}.`,
  );
}

function found(version: HistoryVersion | undefined, otherwise: string, hint: string): HistoryVersion {
  if (version === undefined) throw new CliError('not_found', otherwise, hint);
  return version;
}
