import { sql, type Kysely } from 'kysely';
import type { Tables } from '../../db/tables.ts';

type Db = Kysely<Tables>;

export interface NewPointer {
  readonly promptId: string;
  readonly versionId: string;
  readonly scanId: string | null;
  readonly path: string | null;
  readonly line: number | null;
  readonly movedAt: Date | null;
}

/** When a label was moved, it keeps saying while it stays. */
export async function setLabels(
  db: Db,
  label: string,
  keyId: string | null,
  pointers: readonly NewPointer[],
): Promise<void> {
  const column = <T>(read: (pointer: NewPointer) => T) => pointers.map(read);
  await sql`
    insert into labels as known (prompt_id, label, version_id, scan_id, path, line, moved_at, moved_by)
    select prompt_id, ${label}, version_id, scan_id, path, line, coalesce(moved_at, clock_timestamp()),
      ${keyId}::uuid
    from unnest(
      ${column(({ promptId }) => promptId)}::uuid[],
      ${column(({ versionId }) => versionId)}::uuid[],
      ${column(({ scanId }) => scanId)}::uuid[],
      ${column(({ path }) => path)}::text[],
      ${column(({ line }) => line)}::int[],
      ${column(({ movedAt }) => movedAt)}::timestamptz[]
    ) as pointed (prompt_id, version_id, scan_id, path, line, moved_at)
    on conflict (prompt_id, label) do update set
      version_id = excluded.version_id, scan_id = excluded.scan_id, path = excluded.path, line = excluded.line,
      moved_at = case when known.version_id = excluded.version_id then known.moved_at else excluded.moved_at end,
      moved_by = case when known.version_id = excluded.version_id then known.moved_by else excluded.moved_by end
  `.execute(db);
}

export async function deleteLabels(db: Db, label: string, promptIds: readonly string[]): Promise<void> {
  await db
    .deleteFrom('labels')
    .where('label', '=', label)
    .where('prompt_id', '=', sql<string>`any(${promptIds}::uuid[])`)
    .execute();
}

export interface NewMove {
  readonly promptId: string;
  readonly label: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly reason: 'seen' | 'promoted' | 'deleted';
  readonly commit: string | null;
  readonly at: Date | null;
}

export async function insertMoves(db: Db, keyId: string | null, moves: readonly NewMove[]): Promise<void> {
  const column = <T>(read: (move: NewMove) => T) => moves.map(read);
  await sql`
    insert into label_moves (
      prompt_id, label, from_version_id, to_version_id, reason, commit_sha, moved_at, moved_by
    )
    select prompt_id, label, from_id, to_id, reason, commit_sha, coalesce(moved_at, clock_timestamp()),
      ${keyId}::uuid
    from unnest(
      ${column(({ promptId }) => promptId)}::uuid[],
      ${column(({ label }) => label)}::text[],
      ${column(({ from }) => from)}::uuid[],
      ${column(({ to }) => to)}::uuid[],
      ${column(({ reason }) => reason)}::text[],
      ${column(({ commit }) => commit)}::text[],
      ${column(({ at }) => at)}::timestamptz[]
    ) with ordinality as moved (prompt_id, label, from_id, to_id, reason, commit_sha, moved_at, place)
    order by place
  `.execute(db);
}
