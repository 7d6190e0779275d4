import type { PromptKind } from '@prompt-ledger/shared';
import type { Params } from '@prompt-ledger/shared/contract/executions';
import { sql, type Kysely } from 'kysely';
import { readExact, selectExact } from '../../db/exact-text.ts';
import type { Tables } from '../../db/tables.ts';
import { CHANNEL, inMilliseconds, type Lease } from './lease.ts';

type Db = Kysely<Tables>;

/** An execution that somebody has a lease on. */
export interface Job {
  readonly executionId: string;
  readonly attempts: number;
  readonly provider: string;
  readonly model: string;
  readonly params: Params;
  readonly kind: PromptKind;
  readonly renderedPrompt: string;
}

/** Whose executions a worker takes. */
export interface Ability {
  /** Null for those of every provider. */
  readonly providers: readonly string[] | null;
  /** How long it leaves those of others to workers that can run them; then nobody can, and it ends them. */
  readonly patienceMs: number;
}

/**
 * Takes executions that are due: queued ones, and those whose lease ended because their worker did. Several may do
 * this at once; none is taken twice.
 */
export async function claimDue(
  db: Db,
  lease: Lease,
  limit: number,
  { providers, patienceMs }: Ability,
): Promise<Job[]> {
  const isOurs =
    providers === null
      ? sql`true`
      : sql`(
        due_at <= ${inMilliseconds(-patienceMs)}
        or model_id in (select model_id from models where provider = any(${providers}::text[]))
      )`;
  const { rows } = await sql<{
    execution_id: string;
    attempts: number;
    provider: string;
    model_name: string;
    params: Params;
    kind: PromptKind;
    rendered_prompt: string;
  }>`
    with due as (
      select execution_id from executions
      where status in ('queued', 'running') and mode = 'async' and due_at <= clock_timestamp() and ${isOurs}
      order by due_at
      limit ${limit}
      for update skip locked
    ), taken as (
      update executions e set
        status = 'running', attempts = e.attempts + 1, lease_owner = ${lease.owner},
        due_at = ${inMilliseconds(lease.ms)}, started_at = coalesce(e.started_at, clock_timestamp())
      from due where e.execution_id = due.execution_id
      returning e.execution_id, e.attempts, e.model_id, e.version_id, e.params
    )
    select taken.execution_id, taken.attempts, m.provider, m.model_name, taken.params, v.kind,
      ${selectExact<string>('i.rendered_prompt')} as rendered_prompt
    from taken
    join models m on m.model_id = taken.model_id
    join prompt_versions v on v.version_id = taken.version_id
    join execution_inputs i on i.execution_id = taken.execution_id
  `.execute(db);
  return rows.map((row) => ({
    executionId: row.execution_id,
    attempts: row.attempts,
    provider: row.provider,
    model: row.model_name,
    params: row.params,
    kind: row.kind,
    renderedPrompt: readExact(row.rendered_prompt),
  }));
}

/** Keeps the leases of an owner on what they run. @returns the executions that are still theirs */
export async function extendLeases(db: Db, lease: Lease, executionIds: readonly string[]): Promise<string[]> {
  const rows = await db
    .updateTable('executions')
    .set({ due_at: inMilliseconds(lease.ms) })
    .where(sql<boolean>`execution_id = any(${executionIds}::uuid[])`)
    .where('lease_owner', '=', lease.owner)
    .where('status', '=', 'running')
    .returning('execution_id')
    .execute();
  return rows.map((row) => row.execution_id);
}

/** Gives an execution back, to be tried again in a while. @param made how many attempts there were, however often it was taken */
export async function requeueExecution(
  db: Db,
  { executionId, attempts }: Pick<Job, 'executionId' | 'attempts'>,
  owner: string,
  { attempts: made, delayMs }: { readonly attempts: number; readonly delayMs: number },
): Promise<void> {
  await db
    .updateTable('executions')
    .set({ status: 'queued', attempts: made, lease_owner: null, due_at: inMilliseconds(delayMs) })
    .where('execution_id', '=', executionId)
    .where('status', '=', 'running')
    .where('lease_owner', '=', owner)
    .where('attempts', '=', attempts)
    .execute();
}

/** Ends every lease, for who knows that nobody lives who has one. */
export async function endLeases(db: Db): Promise<void> {
  await sql`update executions set due_at = clock_timestamp() where status = 'running'`.execute(db);
}

/** Gives back all that an owner did not finish; the attempts that were broken off do not count. */
export async function releaseLeases(db: Db, owner: string): Promise<void> {
  await sql`
    with released as (
      update executions set status = 'queued', lease_owner = null, attempts = attempts - 1, due_at = clock_timestamp()
      where lease_owner = ${owner} and status = 'running' and mode = 'async'
      returning execution_id
    )
    select pg_notify(${CHANNEL}, '') from released limit 1
  `.execute(db);
}
