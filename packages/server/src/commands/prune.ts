import { readEnv, readLocation, type Flags } from '../config.ts';
import { withDatabase } from '../db/with-database.ts';
import { readMigrations } from '../db/migrate.ts';
import { planPruning, prune as act, type Pruning } from '../executions/prune.ts';
import { EXIT, Failure, type ExitCode } from '../failure.ts';

export interface PruneFlags extends Flags {
  readonly executionsBefore: string;
  readonly dryRun?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Drops the executions of the months before a date; their totals stay. */
export async function prune(flags: PruneFlags): Promise<ExitCode> {
  const before = readDate(flags.executionsBefore, new Date());
  const isDry = flags.dryRun ?? false;
  const pruning = await withDatabase(readLocation(flags, readEnv()), async (db) => {
    if ((await readMigrations(db)).some(({ applied_at }) => applied_at === null)) {
      throw new Failure(EXIT.usage, 'The database is not at the newest schema. Run `migrate up` first.');
    }
    const planned = await planPruning(db, before);
    if (planned.open !== null) throw refuseOpen(planned.open, planned.before);
    if (!isDry) await act(db, planned);
    return planned;
  });
  process.stdout.write(
    flags.json ? `${JSON.stringify(toJson(pruning, isDry), null, 2)}\n` : formatText(pruning, isDry),
  );
  process.stderr.write(summarise(pruning, isDry, before));
  return EXIT.ok;
}

/** @throws Failure for no date, or one that is yet to come */
function readDate(text: string, now: Date): Date {
  const date = /^\d{4}-\d{2}(-\d{2})?$/.test(text) ? new Date(text) : new Date(Number.NaN);
  // A day that a month does not have would be one of the next month.
  if (Number.isNaN(date.getTime()) || !day(date).startsWith(text)) {
    throw new Failure(EXIT.usage, `--executions-before must be a date such as 2026-07-01, not "${text}".`);
  }
  if (date <= now) return date;
  throw new Failure(EXIT.usage, `--executions-before must not be in the future: ${text} is.`);
}

function refuseOpen({ executionId, count }: NonNullable<Pruning['open']>, before: Date): Failure {
  return new Failure(
    EXIT.findings,
    `${count} ${count === 1 ? 'execution' : 'executions'} made before ${day(before)} have not ended (the oldest is ` +
      `${executionId}), so nothing was dropped. Let a worker run them, or cancel them.`,
  );
}

function toJson({ before, months, others }: Pruning, isDry: boolean) {
  return {
    executions_before: day(before),
    dry_run: isDry,
    months: months.map(({ month, executions }) => ({ month: month.name, executions })),
    other_executions: others,
  };
}

function formatText({ months, others }: Pruning, isDry: boolean): string {
  const verb = isDry ? 'would drop' : 'dropped';
  return [
    ...months.map(({ month, executions }) => `${verb}  ${month.name}  ${executions}`),
    ...(others === 0 ? [] : [`${verb}  older    ${others}`]),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function summarise({ before, months, others }: Pruning, isDry: boolean, asked: Date): string {
  const count = others + months.reduce((sum, { executions }) => sum + executions, 0);
  const kept = asked > before ? ` Whole months only: those made from ${day(before)} on are kept.` : '';
  if (count === 0 && months.length === 0) return `No execution was made before ${day(before)}.${kept}\n`;
  const verb = isDry ? 'would be dropped' : 'were dropped';
  return `${count} executions made before ${day(before)} ${verb}; their totals stay.${kept}\n`;
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
