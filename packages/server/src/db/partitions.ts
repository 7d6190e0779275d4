import { sql, type Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Tables partitioned by month; the second one's rows belong to those of the first. */
export const PARTITIONED = ['executions', 'execution_inputs'] as const;

/** How many months are made ahead of the present one. */
const AHEAD = 1;
/** Servers that start at the same moment make them in turn. */
const LOCK_ID = 4_815_162_342;

/** A month of UTC: its first day as `2026-11`. */
export interface Month {
  readonly name: string;
  readonly start: Date;
  readonly end: Date;
}

/**
 * Makes this month's partitions and those of the next one, where they are not there yet. Until then new rows go to the
 * default partition, from where they are moved here: nothing ever fails for the want of one.
 *
 * @returns the months that were made
 */
export async function makePartitions(db: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  const present = new Set((await readMonths(db)).map(({ name }) => name));
  const wanted = monthsFrom(rows[0]?.now ?? new Date(0), AHEAD + 1);
  const missing = wanted.filter(({ name }) => !present.has(name));
  for (const month of missing) await makeMonth(db, month);
  return missing.map(({ name }) => name);
}

/** The months that have partitions of their own, oldest first. */
export async function readMonths(db: Kysely<Tables>): Promise<Month[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = to_regclass('executions') order by c.relname
  `.execute(db);
  return rows.flatMap(({ name }) => {
    const [, year, month] = /^executions_(\d{4})_(\d{2})$/.exec(name) ?? [];
    return year === undefined || month === undefined ? [] : [toMonth(Number(year), Number(month) - 1)];
  });
}

export function partitionOf(table: (typeof PARTITIONED)[number], { name }: Month): string {
  return `${table}_${name.replace('-', '_')}`;
}

export function monthsFrom(now: Date, count: number): Month[] {
  return Array.from({ length: count }, (_, index) =>
    toMonth(now.getUTCFullYear(), now.getUTCMonth() + index),
  );
}

/** The least id that an execution of this moment can have. */
export function firstIdOf(moment: Date): string {
  const hex = moment.getTime().toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

function toMonth(year: number, index: number): Month {
  const start = new Date(Date.UTC(year, index));
  return { name: start.toISOString().slice(0, 7), start, end: new Date(Date.UTC(year, index + 1)) };
}

/** In one transaction, so that no row is ever in neither place. */
async function makeMonth(db: Kysely<Tables>, month: Month): Promise<void> {
  const [first, end] = [firstIdOf(month.start), firstIdOf(month.end)];
  await db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${LOCK_ID})`.execute(transaction);
    // Whoever waits for a table holds up all who come later, so this rather fails and is tried again.
    await sql`set local lock_timeout = '5s'`.execute(transaction);
    if ((await readMonths(transaction)).some(({ name }) => name === month.name)) return;
    for (const table of PARTITIONED) {
      const partition = sql.table(partitionOf(table, month));
      const [parent, other] = [sql.table(table), sql.table(`${table}_other`)];
      // Made beside the table and then attached: made in it, it would wait for every reader.
      await sql`create table ${partition} (like ${parent} including defaults including constraints)`.execute(
        transaction,
      );
      await sql`
        with moved as (
          delete from ${other} where execution_id >= ${first} and execution_id < ${end} returning *
        )
        insert into ${partition} select * from moved
      `.execute(transaction);
      await sql`
        alter table ${parent} attach partition ${partition}
          for values from (${sql.lit(first)}) to (${sql.lit(end)})
      `.execute(transaction);
    }
  });
}
