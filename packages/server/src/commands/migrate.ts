import { readEnv, readLocation, type Flags } from '../config.ts';
import { hasDataDir } from '../db/data-dir.ts';
import { describeLocation, type DatabaseLocation } from '../db/location.ts';
import { migrateDown, migrateUp, readMigrations, type MigrationState } from '../db/migrate.ts';
import { migrations } from '../db/migrations/index.ts';
import { withDatabase } from '../db/with-database.ts';
import { EXIT, type ExitCode } from '../failure.ts';

/** Brings the database to the newest schema. */
export async function up(flags: Flags): Promise<ExitCode> {
  const applied = await withDatabase(readLocation(flags, readEnv()), migrateUp);
  return report(applied, 'applied', 'Nothing to apply: the database has every migration.');
}

/** Takes back the newest migration. */
export async function down(flags: Flags): Promise<ExitCode> {
  const reverted = await withDatabase(readLocation(flags, readEnv()), migrateDown);
  return report(reverted, 'reverted', 'Nothing to take back: the database has no migration.');
}

/** Says which migrations the database has. @returns 1 when one is pending */
export async function status(flags: Flags & { json?: boolean | undefined }): Promise<ExitCode> {
  const location = readLocation(flags, readEnv());
  const states = await readStates(location);
  const pending = states.filter(({ applied_at }) => applied_at === null).length;
  const text = flags.json
    ? JSON.stringify({ database: describeLocation(location), pending, migrations: states }, null, 2)
    : states.map(({ name, applied_at }) => `${applied_at ?? 'pending'.padEnd(24)}  ${name}`).join('\n');
  process.stdout.write(`${text}\n`);
  return pending === 0 ? EXIT.ok : EXIT.findings;
}

async function readStates(location: DatabaseLocation): Promise<MigrationState[]> {
  // To look must not make one.
  if (location.kind === 'embedded' && !hasDataDir(location.dataDir)) {
    return Object.keys(migrations).map((name) => ({ name, applied_at: null }));
  }
  return withDatabase(location, readMigrations);
}

function report(names: readonly string[], verb: string, nothing: string): ExitCode {
  for (const name of names) process.stdout.write(`${verb}  ${name}\n`);
  if (names.length === 0) process.stderr.write(`${nothing}\n`);
  return EXIT.ok;
}
