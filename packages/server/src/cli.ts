import { DEFAULT_HOST, DEFAULT_PORT } from '@prompt-ledger/shared';
import { Command, CommanderError } from 'commander';
import type { PruneFlags } from './commands/prune.ts';
import type { Flags } from './config.ts';
import { EXIT, Failure, type ExitCode } from './failure.ts';

export interface RunOptions {
  /** What the user typed to get here, for help and messages. */
  readonly program?: string;
}

/**
 * Runs `serve`, `worker`, `prune` or `migrate`.
 *
 * @param argv the arguments, without node and the program
 * @returns the exit code: 0 fine, 1 findings, 2 usage or configuration, 3 server or database, 130 interrupted. The
 * caller exits with it; after 130 something may still be open.
 */
export async function run(
  argv: readonly string[],
  { program = 'ledger' }: RunOptions = {},
): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const command = buildProgram(program, (code) => {
    exitCode = code;
  });
  try {
    await command.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has said what is wrong, or printed the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (error instanceof Failure) {
      process.stderr.write(`${program}: ${error.message}\n`);
      return error.exitCode;
    }
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(
      `${program}: a bug of Prompt Ledger, please report it with what follows.\n${stack}\n`,
    );
    return EXIT.unreachable;
  }
}

function buildProgram(name: string, done: (code: ExitCode) => void): Command {
  const program = new Command(name)
    .description('The Prompt Ledger server and its database')
    .exitOverride()
    .helpCommand(false)
    .showHelpAfterError(`Try "${name} --help".`);

  withDatabaseFlags(program.command('serve'))
    .description('Serve the ledger over HTTP, on an embedded database or on Postgres')
    .option('--host <address>', `where to listen (default: ${DEFAULT_HOST})`)
    .option('--port <number>', `on which port; 0 takes a free one (default: ${DEFAULT_PORT})`)
    .option('--no-worker', 'leave queued executions to other servers')
    .addHelpText(
      'after',
      examples(name, [
        ['serve', 'on the embedded database, for this machine only'],
        ['serve --port 9000 --data-dir ./ledger-data', 'with a place of its own'],
        ['serve --host 0.0.0.0 --database-url postgres://user@db/ledger', 'for others; set LEDGER_API_KEY'],
      ]),
    )
    .action(async (flags: Flags) => done(await (await import('./commands/serve.ts')).serve(flags)));

  program
    .command('worker')
    .description('Run queued executions of a Postgres server, beside any number of servers and workers')
    .option('--database-url <url>', 'a Postgres server (default: DATABASE_URL)')
    .option('--concurrency <number>', 'how many at once (default: 8)')
    .addHelpText(
      'after',
      examples(name, [['worker --concurrency 32', 'on the database that DATABASE_URL names']]),
    )
    .action(async (flags: Flags) => done(await (await import('./commands/worker.ts')).worker(flags)));

  withDatabaseFlags(program.command('prune'))
    .description('Drop the executions of old months; what they came to stays in history and analytics')
    .requiredOption('--executions-before <date>', 'drop the months before the one of this date, in UTC')
    .option('--dry-run', 'only say what would be dropped')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      examples(name, [
        ['prune --executions-before 2026-07-01 --dry-run', 'what is older than July'],
        ['prune --executions-before 2026-07-01 --database-url postgres://user@db/ledger', 'drops it'],
      ]),
    )
    .action(async (flags: PruneFlags) => done(await (await import('./commands/prune.ts')).prune(flags)));

  const migrate = program
    .command('migrate')
    .description('Bring the database to the newest schema, take a step back, or look')
    .helpCommand(false)
    .addHelpText(
      'after',
      examples(name, [
        ['migrate status', 'exit code 1 when something is pending'],
        ['migrate up --database-url postgres://user@db/ledger', 'apply what is pending'],
        ['migrate down', 'take back the newest one'],
      ]),
    );
  withDatabaseFlags(migrate.command('up'))
    .description('Apply every pending migration')
    .action(async (flags: Flags) => done(await (await import('./commands/migrate.ts')).up(flags)));
  withDatabaseFlags(migrate.command('down'))
    .description('Take back the newest migration, and what only it can hold')
    .action(async (flags: Flags) => done(await (await import('./commands/migrate.ts')).down(flags)));
  withDatabaseFlags(migrate.command('status'))
    .description('List the migrations; exit code 1 when one is pending')
    .option('--json', 'as JSON')
    .action(async (flags: Flags) => done(await (await import('./commands/migrate.ts')).status(flags)));
  return program;
}

function withDatabaseFlags(command: Command): Command {
  return command
    .option('--database-url <url>', 'a Postgres server (default: DATABASE_URL)')
    .option('--data-dir <directory>', 'the embedded database (default: in your data directory)');
}

function examples(name: string, lines: readonly (readonly [string, string])[]): string {
  const width = Math.max(...lines.map(([command]) => command.length));
  return `\nExamples:\n${lines.map(([command, what]) => `  ${name} ${command.padEnd(width)}  # ${what}`).join('\n')}`;
}
