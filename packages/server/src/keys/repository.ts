import { sql, type Kysely } from 'kysely';
import type { Scope, Tables } from '../db/tables.ts';

type Db = Kysely<Tables>;

/** A key as it is shown: without what it is known by. */
export interface StoredKey {
  readonly keyId: string;
  readonly name: string;
  /** Null: good for every project. */
  readonly projectId: string | null;
  readonly projectName: string | null;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

/** A key with the project that a request is about. */
export interface MatchedKey {
  readonly keyId: string;
  readonly hash: string;
  readonly scopes: readonly Scope[];
  readonly isForEveryProject: boolean;
  /** Null when there is no such project, or not for this key. */
  readonly projectId: string | null;
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
}

export interface NewKey {
  readonly projectId: string | null;
  readonly name: string;
  readonly hash: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date | null;
}

/**
 * A key that was not revoked and has not expired.
 *
 * @param asked the project that the request names; null for the key's own, which for a key of every project is `usual`
 */
export async function findLiveKey(
  db: Db,
  hash: string,
  asked: string | null,
  usual: string,
  now: Date,
): Promise<MatchedKey | null> {
  const { rows } = await sql<{
    key_id: string;
    key_hash: string;
    scopes: Scope[];
    is_for_every_project: boolean;
    project_id: string | null;
    last_used_at: Date | null;
    expires_at: Date | null;
  }>`
    select k.key_id, k.key_hash, k.scopes, k.project_id is null as is_for_every_project, p.project_id, k.last_used_at, k.expires_at
    from api_keys k
    left join projects p on case
      when k.project_id is null then p.name = coalesce(${asked}::text, ${usual})
      else p.project_id = k.project_id and (${asked}::text is null or p.name = ${asked})
    end
    where k.key_hash = ${hash} and k.revoked_at is null and (k.expires_at is null or k.expires_at > ${now})
  `.execute(db);
  const row = rows[0];
  if (row === undefined) return null;
  return {
    keyId: row.key_id,
    hash: row.key_hash,
    scopes: row.scopes,
    isForEveryProject: row.is_for_every_project,
    projectId: row.project_id,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
  };
}

export async function hasLiveKeys(db: Db, now: Date): Promise<boolean> {
  const row = await db
    .selectFrom('api_keys')
    .select('key_id')
    .where('revoked_at', 'is', null)
    .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export async function setLastUsed(db: Db, keyId: string, now: Date): Promise<void> {
  await db.updateTable('api_keys').set({ last_used_at: now }).where('key_id', '=', keyId).execute();
}

/** Stores a key that is good for every project, or makes the same key live again as that. */
export async function setKey(
  db: Db,
  key: { readonly name: string; readonly hash: string; readonly scopes: readonly Scope[] },
): Promise<void> {
  await db
    .insertInto('api_keys')
    .values({
      project_id: null,
      name: key.name,
      key_hash: key.hash,
      scopes: sql<Scope[]>`${key.scopes}::text[]`,
    })
    .onConflict((conflict) =>
      conflict.column('key_hash').doUpdateSet((excluded) => ({
        name: excluded.ref('excluded.name'),
        scopes: excluded.ref('excluded.scopes'),
        project_id: null,
        expires_at: null,
        revoked_at: null,
      })),
    )
    .execute();
}

export async function insertKey(db: Db, key: NewKey): Promise<string> {
  const row = await db
    .insertInto('api_keys')
    .values({
      project_id: key.projectId,
      name: key.name,
      key_hash: key.hash,
      scopes: sql<Scope[]>`${key.scopes}::text[]`,
      expires_at: key.expiresAt,
    })
    .returning('key_id')
    .executeTakeFirstOrThrow();
  return row.key_id;
}

/** The keys of a project, or for null of all and those of every project; newest first. */
export async function listKeys(db: Db, projectId: string | null): Promise<StoredKey[]> {
  let query = selectKeys(db).orderBy('k.created_at', 'desc').orderBy('k.key_id');
  if (projectId !== null) query = query.where('k.project_id', '=', projectId);
  return (await query.execute()).map(toKey);
}

export async function findKey(db: Db, projectId: string | null, keyId: string): Promise<StoredKey | null> {
  let query = selectKeys(db).where('k.key_id', '=', keyId);
  if (projectId !== null) query = query.where('k.project_id', '=', projectId);
  const row = await query.executeTakeFirst();
  return row === undefined ? null : toKey(row);
}

/** @returns whether it was live */
export async function setRevoked(db: Db, keyId: string, now: Date): Promise<boolean> {
  const result = await db
    .updateTable('api_keys')
    .set({ revoked_at: now })
    .where('key_id', '=', keyId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Revokes the live keys of a name, except one. @returns how many there were */
export async function revokeOthers(db: Db, name: string, hash: string, now: Date): Promise<number> {
  const result = await db
    .updateTable('api_keys')
    .set({ revoked_at: now })
    .where('name', '=', name)
    .where('key_hash', '!=', hash)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

function selectKeys(db: Db) {
  return db
    .selectFrom('api_keys as k')
    .leftJoin('projects as p', 'p.project_id', 'k.project_id')
    .select([
      'k.key_id',
      'k.name',
      'k.project_id',
      'p.name as project_name',
      'k.scopes',
      'k.created_at',
      'k.last_used_at',
      'k.expires_at',
      'k.revoked_at',
    ]);
}

type KeyRow = NonNullable<Awaited<ReturnType<ReturnType<typeof selectKeys>['executeTakeFirst']>>>;

function toKey(row: KeyRow): StoredKey {
  return {
    keyId: row.key_id,
    name: row.name,
    projectId: row.project_id,
    projectName: row.project_name,
    scopes: row.scopes,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}
