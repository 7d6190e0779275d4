import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Context } from '../context.ts';
import type { Scope, Tables } from '../db/tables.ts';
import { findLiveKey, hasLiveKeys, revokeOthers, setKey, setLastUsed } from './repository.ts';

/** Whom a request is from: a key of a project, and what it may do. */
export interface Principal {
  readonly keyId: string;
  readonly projectId: string;
  readonly scopes: readonly Scope[];
}

const PRESET_NAME = 'LEDGER_API_KEY';
const FIRST_KEY_NAME = 'first key';
/** `last_used_at` is exact to this; writing it with every request would cost a statement each. */
const LAST_USED_STEP_MS = 60_000;

/** @returns the owner of a live key, or null for any other text */
export async function authenticate(context: Context, key: string): Promise<Principal | null> {
  const hash = hashKey(key);
  const stored = await findLiveKey(context.db, hash);
  if (stored === null || !timingSafeEqual(Buffer.from(stored.hash), Buffer.from(hash))) return null;
  const now = context.now();
  if (stored.lastUsedAt === null || now.getTime() - stored.lastUsedAt.getTime() > LAST_USED_STEP_MS) {
    await setLastUsed(context.db, stored.keyId, now);
  }
  return { keyId: stored.keyId, projectId: stored.projectId, scopes: stored.scopes };
}

/** `admin` includes every other scope. */
export function isAllowed(principal: Principal, scope: Scope): boolean {
  return principal.scopes.includes(scope) || principal.scopes.includes('admin');
}

/** Makes a key with every right in the default project. @returns the key, which is kept nowhere here */
export async function mintAdminKey(db: Kysely<Tables>): Promise<string> {
  const key = `plk_${randomBytes(32).toString('base64url')}`;
  await setKey(db, { name: FIRST_KEY_NAME, hash: hashKey(key), scopes: ['admin'] });
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
    await setKey(db, { name: PRESET_NAME, hash, scopes: ['admin'] });
    return revokeOthers(db, PRESET_NAME, hash, context.now());
  });
}

export async function isLiveKey(db: Kysely<Tables>, key: string): Promise<boolean> {
  return (await findLiveKey(db, hashKey(key))) !== null;
}

export const anyLiveKeys = hasLiveKeys;

function hashKey(key: string): string {
  return createHash('sha256').update(key, 'utf8').digest('hex');
}
