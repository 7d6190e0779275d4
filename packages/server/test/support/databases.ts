import { hasPostgres } from './postgres.ts';

/** What the shared suites run on: the embedded database, and a real Postgres where one can be had. */
export const databases: readonly ('embedded' | 'postgres')[] = (await hasPostgres())
  ? ['embedded', 'postgres']
  : ['embedded'];
