import { sql, type Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';
import type { Actor, Deed } from './deed.ts';

type Db = Kysely<Tables>;

export interface StoredEvent {
  readonly eventId: number;
  readonly at: Date;
  readonly action: string;
  readonly object: string;
  readonly key: { readonly keyId: string; readonly name: string } | null;
  readonly requestId: string | null;
  readonly details: Record<string, unknown>;
}

export async function insertEvents(
  db: Db,
  { projectId, keyId, requestId }: Actor,
  deeds: readonly Deed[],
): Promise<void> {
  await sql`
    insert into audit_events (project_id, key_id, request_id, action, object, details)
    select ${projectId}::uuid, ${keyId}::uuid, ${requestId}::text, action, object, details
    from unnest(
      ${deeds.map(({ action }) => action)}::text[],
      ${deeds.map(({ object }) => object)}::text[],
      ${deeds.map(({ details = {} }) => JSON.stringify(details))}::jsonb[]
    ) as done (action, object, details)
  `.execute(db);
}

/** One page of a project's events, newest first, of those before `before`. */
export async function listEvents(
  db: Db,
  projectId: string,
  filter: { action: string | null; object: string | null; before: number | null; limit: number },
): Promise<StoredEvent[]> {
  let query = db
    .selectFrom('audit_events as a')
    .leftJoin('api_keys as k', 'k.key_id', 'a.key_id')
    .select(['a.event_id', 'a.at', 'a.action', 'a.object', 'a.request_id', 'a.details', 'k.key_id', 'k.name'])
    .where('a.project_id', '=', projectId)
    .orderBy('a.event_id', 'desc')
    .limit(filter.limit);
  if (filter.action !== null) query = query.where('a.action', '=', filter.action);
  if (filter.object !== null) query = query.where('a.object', '=', filter.object);
  if (filter.before !== null) query = query.where('a.event_id', '<', filter.before);
  return (await query.execute()).map((row) => ({
    eventId: row.event_id,
    at: row.at,
    action: row.action,
    object: row.object,
    key: row.key_id === null || row.name === null ? null : { keyId: row.key_id, name: row.name },
    requestId: row.request_id,
    details: row.details,
  }));
}
