import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { ExecutionMode, ExecutionStatus, Tables } from '../../db/tables.ts';

type Db = Kysely<Tables>;

interface ListFilter {
  readonly promptName: string | null;
  readonly status: ExecutionStatus | null;
}

/** One page of the project's executions, newest first. */
export async function listExecutions(
  db: Db,
  projectId: string,
  filter: ListFilter,
  page: { readonly limit: number; readonly offset: number },
) {
  const { rows } = await sql<{
    execution_id: string;
    name: string;
    status: ExecutionStatus;
    mode: ExecutionMode;
    created_at: Date;
    completed_at: Date | null;
  }>`
    select e.execution_id, p.name, e.status, e.mode, e.created_at, e.completed_at
    from (
      select * from executions e where ${matches(projectId, filter)}
      order by created_at desc, execution_id limit ${page.limit} offset ${page.offset}
    ) e
    join prompts p using (prompt_id)
    order by e.created_at desc, e.execution_id
  `.execute(db);
  return rows.map((row) => ({
    executionId: row.execution_id,
    promptName: row.name,
    status: row.status,
    mode: row.mode,
    createdAt: row.created_at,
    completedAt: row.completed_at,
  }));
}

/** How many match, from the totals of the months that are kept: counting the rows would take as long as there are. */
export async function countExecutions(db: Db, projectId: string, filter: ListFilter): Promise<number> {
  const { promptName, status } = filter;
  const ofPrompt =
    promptName === null
      ? sql``
      : sql`and version_id in (
          select version_id from prompt_versions join prompts p using (prompt_id)
          where p.project_id = ${projectId} and p.name = ${promptName}
        )`;
  const counted = sql`(
    select coalesce(sum(${totalOf(status)}), 0)::bigint from execution_counts
    where project_id = ${projectId} and grain = 'month' and not is_pruned ${ofPrompt}
  )`;
  // What has not ended is little and has an index; of the rest, the totals do not know what runs at once.
  const open = sql`(select count(*) from executions e where ${matches(projectId, filter)} and ${isOpen(status)})`;
  const { rows } = await sql<{ count: number }>`select ${counted} + ${open} as count`.execute(db);
  return rows[0]?.count ?? 0;
}

function totalOf(status: ExecutionStatus | null): RawBuilder<unknown> {
  switch (status) {
    case null:
      return sql`executions`;
    case 'queued':
    case 'running':
      return sql`0`;
    default:
      return sql.ref(status);
  }
}

function isOpen(status: ExecutionStatus | null): RawBuilder<unknown> {
  switch (status) {
    case null:
      return sql`status = 'running' and mode = 'sync'`;
    case 'queued':
    case 'running':
      return sql`true`;
    default:
      return sql`false`;
  }
}

function matches(projectId: string, { promptName, status }: ListFilter): RawBuilder<unknown> {
  const ofPrompt =
    promptName === null
      ? sql``
      : sql`and e.prompt_id = (select prompt_id from prompts where project_id = ${projectId} and name = ${promptName})`;
  // As a word of the statement, not a value: only so do the partial indexes apply.
  const ofStatus = status === null ? sql`` : sql`and e.status = ${sql.lit(status)}`;
  return sql`e.project_id = ${projectId} ${ofPrompt} ${ofStatus}`;
}
