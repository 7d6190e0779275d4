import type { LogEvent } from 'kysely';

/**
 * Whether a statement counts: whose the key of a request is, is read once a second, and that it was used is written once a
 * minute, so either is there now and then.
 */
export function countsAsWork({ query }: LogEvent): boolean {
  return !/\bapi_keys\b/.test(query.sql);
}
