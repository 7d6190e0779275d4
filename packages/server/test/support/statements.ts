import type { LogEvent } from 'kysely';

/** Whether a statement counts: whose the key of a request is, is read once a second, so now and then. */
export function countsAsWork({ query }: LogEvent): boolean {
  return !query.sql.includes('from api_keys');
}
