import { sql, type Kysely } from 'kysely';
import type { PromptMode, Tables } from '../../db/tables.ts';
import { ADDED, each, SUMS } from './columns.ts';

/** Takes the totals of a prompt out of those of one mode, and into those of the other. For who has the folding lock. */
export async function moveTotals(
  db: Kysely<Tables>,
  promptId: string,
  from: PromptMode,
  to: PromptMode,
): Promise<void> {
  await sql`
    with own as (
      select ${KEY}, ${SUMS}
      from execution_totals join prompt_versions using (version_id)
      where prompt_id = ${promptId}
      group by ${KEY}
    )
    insert into mode_totals as t (${KEY}, mode, ${each()})
    select ${KEY}, side.mode, ${each((column) => sql`side.sign * ${column}`)}
    from own cross join (values (${from}::prompt_mode, -1), (${to}::prompt_mode, 1)) as side (mode, sign)
    on conflict on constraint mode_totals_pkey do update set ${ADDED}
  `.execute(db);
  await sql`
    delete from mode_totals
    where mode = ${from} and executions = 0 and succeeded = 0 and failed = 0 and canceled = 0
      and project_id = (select project_id from prompts where prompt_id = ${promptId})
  `.execute(db);
}

const KEY = sql.join(
  ['project_id', 'grain', 'starts_at', 'model_id', 'environment'].map((column) => sql.ref(column)),
);
