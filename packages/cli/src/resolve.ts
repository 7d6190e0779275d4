import { parseReference, parseSelector, type Reference, type Selector } from '@prompt-ledger/shared';
import type { HistoryResponse, HistoryVersion } from '@prompt-ledger/shared/contract';
import { CliError } from './errors.ts';
import type { Ledger } from './ledger/ledger.ts';
import { suggest } from './suggest.ts';

/**
 * Reads a reference that the user typed.
 *
 * @throws {CliError} `usage` for one that breaks the grammar
 */
export function readReference(text: string): Reference {
  const reference = parseReference(text);
  if (typeof reference !== 'string') return reference;
  throw new CliError('usage', reference, 'A reference is NAME, NAME@3 or NAME@sha256:<digest>.');
}

/** Reads the version part alone, with or without its `@`; throws as `readReference` does. */
export function readSelector(text: string): Selector {
  const selector = parseSelector(text.replace(/^@/, ''));
  if (typeof selector !== 'string') return selector;
  throw new CliError(
    'usage',
    selector,
    'A version is a number, or sha256: with the first digits of its checksum.',
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
  const near = suggest(name, names);
  const advice =
    names.length === 0 ? 'It is empty: `ledger sync` fills it.' : '`ledger list` shows all names.';
  const hint = near === null ? advice : `Did you mean ${near}?`;
  return new CliError('not_found', `The ledger at ${ledger.url} has no prompt ${name}.`, hint, cause);
}

/**
 * Finds the version that is meant.
 *
 * @throws {CliError} `not_found` for a version that is not there or a digest that fits several, `usage` for a label
 */
export function pickVersion(history: HistoryResponse, selector: Selector): HistoryVersion {
  const { prompt_name: name, versions, current_version: current } = history;
  const newest = versions[0]?.version ?? 0;
  switch (selector.kind) {
    case 'active':
      return found(
        versions.find(({ version }) => version === current),
        `No version of ${name} is active.`,
        `Name one: ${name}@${newest} is the newest.`,
      );
    case 'version':
      return found(
        versions.find(({ version }) => version === selector.version),
        `${name} has no version ${selector.version}.`,
        `Its newest is ${newest}; \`ledger history ${name}\` shows all.`,
      );
    case 'digest':
      return pickByDigest(history, selector.prefix);
    case 'label':
      throw new CliError(
        'usage',
        `Labels such as "${selector.label}" are not known by this server yet.`,
        `Name a version by its number or digest: ${name}@${newest}.`,
      );
  }
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

function found(version: HistoryVersion | undefined, otherwise: string, hint: string): HistoryVersion {
  if (version === undefined) throw new CliError('not_found', otherwise, hint);
  return version;
}
