import type { CreateKeyRequest, Key, Scope } from '@prompt-ledger/shared/contract/keys';
import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import { administer, type Administration } from '../ledger/administration.ts';
import { withLedger } from '../ledger/ledger.ts';
import { formatKeyFacts, formatKeys } from '../report/keys.ts';
import { toLine } from '../report/text.ts';

const SCOPES: readonly Scope[] = ['read', 'sync', 'promote', 'execute', 'admin'];
const USUAL_SCOPES = 'read,sync';

export interface CreateOptions {
  /** As typed: `read,sync`. */
  readonly scopes: string | null;
  readonly project: string | null;
  readonly allProjects: boolean;
  readonly expiresInDays: number | null;
}

/** Makes a key and prints it, alone on stdout: it is shown this once. */
export async function createKey(call: Call, name: string, options: CreateOptions): Promise<ExitCode> {
  const request = toRequest(name, options);
  const settings = await readSettings(call.context, call.flags);
  const made = await withLedger(call.context, settings, (ledger) => administer(ledger).createKey(request));
  const { err } = call.screen;
  if (!call.flags.json) err.lines([...formatKeyFacts(made), 'This is the only time that it is shown:']);
  printResult(call, made, () => [toLine(made.key)]);
  return EXIT.ok;
}

export async function listKeys(call: Call, options: { readonly all: boolean }): Promise<ExitCode> {
  const settings = await readSettings(call.context, call.flags);
  const keys = await withLedger(call.context, settings, (ledger) => administer(ledger).listKeys(options));
  printResult(call, { keys }, () =>
    keys.length === 0
      ? ['There is no key that you may see.']
      : formatKeys(keys, call.screen.out.style, call.screen.out.width),
  );
  return EXIT.ok;
}

/** @param which its id or its name */
export async function revokeKey(call: Call, which: string): Promise<ExitCode> {
  const settings = await readSettings(call.context, call.flags);
  const revoked = await withLedger(call.context, settings, async (ledger) => {
    const keys = administer(ledger);
    const key = await getKey(keys, which);
    return keys.revokeKey(key.key_id);
  });
  printResult(call, revoked, () => [`The key "${toLine(revoked.name)}" is revoked.`]);
  return EXIT.ok;
}

/** @throws {CliError} `usage` for what is no number of days */
export function readDays(text: string): number {
  const days = /^[1-9]\d{0,4}$/.test(text) ? Number(text) : 0;
  if (days >= 1 && days <= 36_500) return days;
  throw new CliError('usage', `--expires must be a number of days from 1 to 36500, not "${text}".`);
}

async function getKey(ledger: Administration, which: string): Promise<Key> {
  const keys = await ledger.listKeys({ all: true });
  const byId = keys.find(({ key_id }) => key_id === which.toLowerCase());
  if (byId !== undefined) return byId;
  const named = keys.filter(({ name, revoked_at }) => name === which && revoked_at === null);
  const [first, second] = named;
  if (first === undefined) {
    const hint = '`ledger keys list` shows those there are.';
    throw new CliError('not_found', `There is no key "${which}".`, hint);
  }
  if (second !== undefined) {
    const ids = named.map(({ key_id }) => key_id).join(', ');
    throw new CliError('usage', `${named.length} keys are called "${which}".`, `Give the id of one: ${ids}`);
  }
  return first;
}

function toRequest(name: string, options: CreateOptions): CreateKeyRequest {
  const { project, allProjects, expiresInDays } = options;
  if (project !== null && allProjects) {
    throw new CliError('usage', '--project and --all-projects exclude each other.', 'Give one of them.');
  }
  return {
    name,
    scopes: readScopes(options.scopes ?? USUAL_SCOPES),
    ...(allProjects ? { project: null } : {}),
    ...(project === null ? {} : { project }),
    ...(expiresInDays === null ? {} : { expires_in_days: expiresInDays }),
  };
}

function readScopes(text: string): Scope[] {
  return text.split(',').map((given) => {
    const scope = SCOPES.find((one) => one === given.trim());
    if (scope !== undefined) return scope;
    throw new CliError('usage', `"${given.trim()}" is no scope.`, `Give some of: ${SCOPES.join(', ')}`);
  });
}
