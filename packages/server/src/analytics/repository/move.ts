import { sql, type Kysely } from 'kysely';
import type { PromptMode, Tables } from '../../db/tables.ts';
import { ADDED, each } from './columns.ts';

/** Takes the totals of a prompt out of those of one mode, and into those of the other. For who has the folding lock. */
export async function moveTotals(
  db: Kysely<Tables>,
  promptId: string,
  from: PromptMode,
  to: PromptMode,
): Promise<void> {
  await sql`
    with own as (
      select t.* from execution_totals t join prompt_versions using (version_id) where prompt_id = ${promptId}
    ), sums as (
      select ${KEY}, ${each((column) => sql`sum(${sql.ref(column)}) as ${sql.ref(column)}`)} from own group by ${KEY}
    ), buckets as (
      select ${KEY}, (place - 1)::smallint as bucket, sum(h.latencies)::bigint as latencies
      from own, unnest(histogram) with ordinality as h (latencies, place)
      where h.latencies is not null
      group by ${KEY}, place
    ), histograms as (
      select ${KEY}, array_agg(bucket) as buckets, array_agg(latencies) as counts from buckets group by ${KEY}
    )
    insert into mode_totals as t (${KEY}, mode, ${each()}, histogram)
    select ${KEY}, side.mode, ${each((column) => sql`side.sign * ${sql.ref(column)}`)},
      to_histogram(buckets, array(select side.sign * each from unnest(counts) each))
    from sums
    left join histograms using (${KEY})
    cross join (values (${from}::prompt_mode, -1), (${to}::prompt_mode, 1)) as side (mode, sign)
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
