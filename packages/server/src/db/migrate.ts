import { Migrator, sql, type Kysely } from 'kysely';
import { EXIT, Failure } from '../failure.ts';
import { migrations } from './migrations/index.ts';
import type { Tables } from './tables.ts';

export interface MigrationState {
  readonly name: string;
  /** Null while it is pending. */
  readonly applied_at: string | null;
}

/**
 * Brings a database to the newest schema. Safe from several servers at once: Kysely takes an advisory lock.
 *
 * @returns the names of what was applied
 * @throws Failure when the database was migrated by a newer version; nothing is touched then
 */
export async function migrateUp(db: Kysely<Tables>): Promise<string[]> {
  // Kysely looks at the whole catalog before it finds that there is nothing to do.
  const states = await readMigrations(db);
  if (states.every(({ applied_at }) => applied_at !== null)) return [];
  return report(await createMigrator(db).migrateToLatest());
}

/** Takes back the newest migration, and what only it can hold; none when there is none. */
export async function migrateDown(db: Kysely<Tables>): Promise<string[]> {
  await getApplied(db);
  return report(await createMigrator(db).migrateDown());
}

/** Every migration that this version knows. Reads only: no table is made. */
export async function readMigrations(db: Kysely<Tables>): Promise<MigrationState[]> {
  const applied = new Map((await getApplied(db)).map(({ name, timestamp }) => [name, timestamp]));
  return Object.keys(migrations).map((name) => ({ name, applied_at: applied.get(name) ?? null }));
}

function createMigrator(db: Kysely<Tables>): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => ({ ...migrations }) } });
}

function report(outcome: Awaited<ReturnType<Migrator['migrateUp']>>): string[] {
  if (outcome.error) throw outcome.error;
  return (outcome.results ?? []).map(({ migrationName }) => migrationName);
}

/** @throws Failure when one of them is of a newer version */
async function getApplied(db: Kysely<Tables>): Promise<{ name: string; timestamp: string }[]> {
  const applied = await findApplied(db);
  const unknown = applied.map(({ name }) => name).filter((name) => !(name in migrations));
  if (unknown.length === 0) return applied;
  throw new Failure(
    EXIT.usage,
    `The database has the migration "${unknown[0]}", which this version of Prompt Ledger does not know, so a ` +
      'newer version made it. Use that version, or another database; nothing was changed.',
  );
}

async function findApplied(db: Kysely<Tables>): Promise<{ name: string; timestamp: string }[]> {
  const present = await sql<{ present: boolean }>`
    select to_regclass('kysely_migration') is not null as present
  `.execute(db);
  if (!present.rows[0]?.present) return [];
  const { rows } = await sql<{ name: string; timestamp: string }>`
    select name, timestamp from kysely_migration order by name
  `.execute(db);
  return rows;
}
