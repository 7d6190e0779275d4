import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { DEFAULT_PROJECT } from '@prompt-ledger/shared';
import { FIRST_KEY_NAME, PRESET_KEY_NAME } from '@prompt-ledger/shared/contract/keys';
import type { Actor } from '../audit/record.ts';
import type { Context } from '../context.ts';
import type { Scope } from '../db/tables.ts';
import { findLiveKey, hasLiveKeys, revokeOthers, setKey, setLastUsed } from './repository.ts';

/** Whom a request is from: a key, what it may do, and the project that the request is about. */
export interface Principal extends Actor {
  readonly keyId: string;
  readonly isForEveryProject: boolean;
  readonly scopes: readonly Scope[];
}

/** A key that is live, for a project that there is, or not. */
export type Authentication = Omit<Principal, 'projectId' | 'requestId'> & {
  readonly projectId: string | null;
};

/** `last_used_at` is exact to this; writing it with every request would cost a statement each. */
const LAST_USED_STEP_MS = 60_000;

/**
 * @param project the project that the request names; null for the usual one of the key
 * @returns the owner of a live key, or null for any other text
 */
export async function authenticate(
  context: Context,
  key: string,
  project: string | null,
): Promise<Authentication | null> {
  const hash = hashKey(key);
  const now = context.now();
  const read = async () => {
    const key = await findLiveKey(context.db, hash, project, DEFAULT_PROJECT, now);
    // Noted here: what is remembered of a key still has the time before, and would be noted with every request.
    if (key !== null && isUseToBeNoted(key.lastUsedAt, now)) await setLastUsed(context.db, key.keyId, now);
    return key;
  };
  // What a name stands for may change, and then another project would be written to: it is looked up each time.
  const stored = project === null ? await context.recentKeys.find(hash, now, read) : await read();
  if (stored === null || !timingSafeEqual(Buffer.from(stored.hash), Buffer.from(hash))) return null;
  const { keyId, projectId, scopes, isForEveryProject } = stored;
  return { keyId, projectId, scopes, isForEveryProject };
}

/** `admin` includes every other scope. */
export function isAllowed({ scopes }: { readonly scopes: readonly Scope[] }, scope: Scope): boolean {
  return scopes.includes(scope) || scopes.includes('admin');
}

/** Makes up a key. @returns it, and the hash that is all that is stored of it */
export function mintKey(): { readonly key: string; readonly hash: string } {
  const key = `plk_${randomBytes(32).toString('base64url')}`;
  return { key, hash: hashKey(key) };
}

/** Makes a key with every right in every project. @returns the key, which is kept nowhere here */
export async function mintAdminKey({ db }: Context): Promise<string> {
  const { key, hash } = mintKey();
  await setKey(db, { name: FIRST_KEY_NAME, hash, scopes: ['admin'] });
  return key;
}

/**
 * Makes the operator's own key the admin key. A former one ends: whoever changes the variable means it.
 *
 * @returns how many former ones ended
 */
export async function presetAdminKey(context: Context, key: string): Promise<number> {
  const hash = hashKey(key);
  return context.db.transaction().execute(async (db) => {
    await setKey(db, { name: PRESET_KEY_NAME, hash, scopes: ['admin'] });
    return revokeOthers(db, PRESET_KEY_NAME, hash, context.now());
  });
}

export async function isLiveKey({ db, now }: Context, key: string): Promise<boolean> {
  return (await findLiveKey(db, hashKey(key), null, DEFAULT_PROJECT, now())) !== null;
}

export async function anyLiveKeys({ db, now }: Context): Promise<boolean> {
  return hasLiveKeys(db, now());
}

function isUseToBeNoted(lastUsedAt: Date | null, now: Date): boolean {
  return lastUsedAt === null || now.getTime() - lastUsedAt.getTime() > LAST_USED_STEP_MS;
}

function hashKey(key: string): string {
  return createHash('sha256').update(key, 'utf8').digest('hex');
}
