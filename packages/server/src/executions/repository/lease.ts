import { sql, type RawBuilder } from 'kysely';

/** What a new queued execution is announced on, without a word; and one that was canceled, by its id. */
export const CHANNEL = 'ledger_executions';

/** Whose an execution is while it runs, and for how long. */
export interface Lease {
  readonly owner: string;
  readonly ms: number;
}

export function inMilliseconds(ms: number): RawBuilder<Date> {
  return sql<Date>`clock_timestamp() + ${ms} * interval '1 millisecond'`;
}
