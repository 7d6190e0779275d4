import { sql, type Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';

type Db = Kysely<Tables>;

export interface QueueState {
  readonly queued: number;
  readonly running: number;
  readonly oldestDueSeconds: number;
}

export async function readQueue(db: Db): Promise<QueueState> {
  const { rows } = await sql<{ queued: number; running: number; oldest: number | null }>`
    select
      count(*) filter (where status = 'queued') as queued,
      count(*) filter (where status = 'running') as running,
      extract(epoch from clock_timestamp() - min(due_at) filter (where status = 'queued'))::float8 as oldest
    from executions where status in ('queued', 'running')
  `.execute(db);
  const { queued = 0, running = 0, oldest = 0 } = rows[0] ?? {};
  return { queued, running, oldestDueSeconds: Math.max(0, oldest ?? 0) };
}

/** Touches what an execution has to be stored and found in. */
export async function touchQueue(db: Db): Promise<void> {
  await db.selectFrom('executions').select('execution_id').limit(1).execute();
}

export async function readPostgresVersion(db: Db): Promise<string> {
  const { rows } = await sql<{ version: string }>`
    select current_setting('server_version') as version
  `.execute(db);
  return rows[0]?.version ?? '';
}

export async function findNewestMigration(db: Db): Promise<string | null> {
  const { rows } = await sql<{ name: string }>`
    select name from kysely_migration order by name desc limit 1
  `.execute(db);
  return rows[0]?.name ?? null;
}
