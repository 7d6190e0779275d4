import type { Kysely } from 'kysely';
import type { ExecutionStatus, Tables } from '../../db/tables.ts';

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
  const rows = await selectFiltered(db, projectId, filter)
    .select(['e.execution_id', 'p.name', 'e.status', 'e.mode', 'e.created_at', 'e.completed_at'])
    .orderBy('e.created_at', 'desc')
    .orderBy('e.execution_id')
    .limit(page.limit)
    .offset(page.offset)
    .execute();
  return rows.map((row) => ({
    executionId: row.execution_id,
    promptName: row.name,
    status: row.status,
    mode: row.mode,
    createdAt: row.created_at,
    completedAt: row.completed_at,
  }));
}

export async function countExecutions(db: Db, projectId: string, filter: ListFilter): Promise<number> {
  const row = await selectFiltered(db, projectId, filter)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return row.count;
}

function selectFiltered(db: Db, projectId: string, { promptName, status }: ListFilter) {
  let query = db
    .selectFrom('executions as e')
    .innerJoin('prompts as p', 'p.prompt_id', 'e.prompt_id')
    .where('e.project_id', '=', projectId);
  if (promptName !== null) query = query.where('p.name', '=', promptName);
  if (status !== null) query = query.where('e.status', '=', status);
  return query;
}
