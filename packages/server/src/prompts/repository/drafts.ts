import { sql, type Kysely } from 'kysely';
import type { Tables } from '../../db/tables.ts';

type Db = Kysely<Tables>;

/** Drafts nobody committed for so long, by the clock that dated them: a server's own may be years ahead. What was executed, or has or had a label, is somebody's and stays. */
const isUnclaimed = (days: number) => sql<boolean>`
  v.version_number is null and v.drafted_at < now() - ${days} * interval '1 day'
  and not exists (select from executions where version_id = v.version_id)
  and not exists (select from execution_totals where version_id = v.version_id)
  and not exists (select from execution_deltas where version_id = v.version_id)
  and not exists (select from labels where version_id = v.version_id)
  and not exists (select from label_moves where v.version_id in (from_version_id, to_version_id))
`;

/** Makes others wait who change the prompts of such drafts, until this transaction ends. @returns their ids */
export async function lockPromptsOfDrafts(db: Db, days: number): Promise<string[]> {
  const { rows } = await sql<{ prompt_id: string }>`
    select p.prompt_id from prompts p
    where exists (select from prompt_versions v where v.prompt_id = p.prompt_id and ${isUnclaimed(days)})
    order by p.project_id, p.name
    for no key update
  `.execute(db);
  return rows.map(({ prompt_id }) => prompt_id);
}

/** @returns how many there were */
export async function deleteDrafts(db: Db, promptIds: readonly string[], days: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from prompt_versions v where v.prompt_id = any(${promptIds}::uuid[]) and ${isUnclaimed(days)}
  `.execute(db);
  return Number(numAffectedRows ?? 0);
}

/** Prompts that were drafts alone. They are locked, so nobody gives them a version at this moment. */
export async function deleteEmptyPrompts(db: Db, promptIds: readonly string[]): Promise<void> {
  await sql`
    delete from prompts p where p.prompt_id = any(${promptIds}::uuid[])
      and not exists (select from prompt_versions v where v.prompt_id = p.prompt_id)
  `.execute(db);
}
