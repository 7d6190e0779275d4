import { sql, type Kysely } from 'kysely';
import type { Tables } from '../../db/tables.ts';

type Db = Kysely<Tables>;

/**
 * Drafts nobody committed for so long, by the clock that dated them: a server's own may be years ahead. What was executed,
 * or has or had a label, is somebody's and stays. The prompt is named as well as the version where only that has an index.
 */
const isUnclaimed = (days: number) => sql<boolean>`
  v.version_number is null and v.drafted_at < now() - ${days} * interval '1 day'
  and not exists (select from executions e where e.prompt_id = v.prompt_id and e.version_id = v.version_id)
  and not exists (
    select from execution_totals t join prompts own on own.prompt_id = v.prompt_id
    where t.project_id = own.project_id and t.grain = 'all' and t.version_id = v.version_id
  )
  and not exists (select from execution_deltas where version_id = v.version_id)
  and not exists (select from labels where version_id = v.version_id)
  and not exists (
    select from label_moves m where m.prompt_id = v.prompt_id and v.version_id in (m.from_version_id, m.to_version_id)
  )
`;

/** The ids of the prompts that have such drafts. */
export async function findPromptsOfDrafts(db: Db, days: number): Promise<string[]> {
  const { rows } = await sql<{ prompt_id: string }>`
    select distinct v.prompt_id from prompt_versions v where ${isUnclaimed(days)}
  `.execute(db);
  return rows.map(({ prompt_id }) => prompt_id);
}

/**
 * Makes others wait who change a prompt, until this transaction ends.
 *
 * @returns false where somebody changes it just now, or it is gone
 */
export async function tryLockPrompt(db: Db, promptId: string): Promise<boolean> {
  const { rows } = await sql`
    select from prompts where prompt_id = ${promptId} for no key update skip locked
  `.execute(db);
  return rows.length > 0;
}

export async function deleteDrafts(db: Db, promptId: string, days: number): Promise<void> {
  await sql`
    delete from prompt_versions v where v.prompt_id = ${promptId} and ${isUnclaimed(days)}
  `.execute(db);
}

/** A prompt that was drafts alone. It is locked, so nobody gives it a version at this moment. */
export async function deleteEmptyPrompt(db: Db, promptId: string): Promise<void> {
  await sql`
    delete from prompts p where p.prompt_id = ${promptId}
      and not exists (select from prompt_versions v where v.prompt_id = p.prompt_id)
  `.execute(db);
}
