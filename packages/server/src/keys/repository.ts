import { sql, type Kysely } from 'kysely';
import type { Scope, Tables } from '../db/tables.ts';

export interface StoredKey {
  readonly keyId: string;
  readonly projectId: string;
  readonly hash: string;
  readonly scopes: readonly Scope[];
  readonly lastUsedAt: Date | null;
}

/** A key that was not revoked. */
export async function findLiveKey(db: Kysely<Tables>, hash: string): Promise<StoredKey | null> {
  const row = await db
    .selectFrom('api_keys')
    .select(['key_id', 'project_id', 'key_hash', 'scopes', 'last_used_at'])
    .where('key_hash', '=', hash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return null;
  return {
    keyId: row.key_id,
    projectId: row.project_id,
    hash: row.key_hash,
    scopes: row.scopes,
    lastUsedAt: row.last_used_at,
  };
}

export async function hasLiveKeys(db: Kysely<Tables>): Promise<boolean> {
  const row = await db
    .selectFrom('api_keys')
    .select('key_id')
    .where('revoked_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function setLastUsed(db: Kysely<Tables>, keyId: string, now: Date): Promise<void> {
  await db.updateTable('api_keys').set({ last_used_at: now }).where('key_id', '=', keyId).execute();
}

/** Stores a key of the default project, or makes the same key live again with these scopes. */
export async function setKey(
  db: Kysely<Tables>,
  key: { readonly name: string; readonly hash: string; readonly scopes: readonly Scope[] },
): Promise<void> {
  await db
    .insertInto('api_keys')
    .columns(['project_id', 'name', 'key_hash', 'scopes'])
    .expression((query) =>
      query
        .selectFrom('projects')
        .select([
          'project_id',
          sql.val(key.name).as('name'),
          sql.val(key.hash).as('key_hash'),
          sql<Scope[]>`${key.scopes}::text[]`.as('scopes'),
        ])
        .where('name', '=', 'default'),
    )
    .onConflict((conflict) =>
      conflict.column('key_hash').doUpdateSet((excluded) => ({
        name: excluded.ref('excluded.name'),
        scopes: excluded.ref('excluded.scopes'),
        revoked_at: null,
      })),
    )
    .execute();
}

/** Revokes the live keys of a name, except one. @returns how many there were */
export async function revokeOthers(
  db: Kysely<Tables>,
  name: string,
  hash: string,
  now: Date,
): Promise<number> {
  const result = await db
    .updateTable('api_keys')
    .set({ revoked_at: now })
    .where('name', '=', name)
    .where('key_hash', '!=', hash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}
