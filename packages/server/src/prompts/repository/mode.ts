import { sql, type Kysely } from 'kysely';
import type { PromptMode, Tables } from '../../db/tables.ts';

type Db = Kysely<Tables>;

/** What a change of mode has to look at. */
export interface ModeFacts {
  readonly promptId: string;
  readonly mode: PromptMode;
  readonly activeNumber: number | null;
  /** Numbers of versions that were never active, newest first. */
  readonly openDrafts: readonly number[];
  /** How many texts were seen uncommitted only, and so have no number. */
  readonly unnumbered: number;
}

export async function findModeFacts(db: Db, projectId: string, name: string): Promise<ModeFacts | null> {
  const { rows } = await sql<{
    prompt_id: string;
    mode: PromptMode;
    active_number: number | null;
    open_drafts: number[];
    unnumbered: number;
  }>`
    select p.prompt_id, p.mode, active.version_number as active_number, drafts.open_drafts, drafts.unnumbered
    from prompts p
    left join prompt_versions active on active.version_id = p.active_version_id
    cross join lateral (
      select
        coalesce(
          array_agg(v.version_number order by v.version_number desc)
            filter (where v.status = 'draft' and v.version_number is not null),
          '{}'
        ) as open_drafts,
        count(*) filter (where v.version_number is null) as unnumbered
      from prompt_versions v where v.prompt_id = p.prompt_id
    ) drafts
    where p.project_id = ${projectId} and p.name = ${name}
  `.execute(db);
  const row = rows[0];
  if (row === undefined) return null;
  return {
    promptId: row.prompt_id,
    mode: row.mode,
    activeNumber: row.active_number,
    openDrafts: row.open_drafts,
    unnumbered: row.unnumbered,
  };
}

/** In full mode no commit can say that a prompt is gone, so none is archived. */
export async function setMode(db: Db, promptId: string, mode: PromptMode): Promise<void> {
  await db
    .updateTable('prompts')
    .set({
      mode,
      ...(mode === 'full' ? { archived_at: null } : {}),
      updated_at: sql<Date>`clock_timestamp()`,
    })
    .where('prompt_id', '=', promptId)
    .execute();
}
