import type { Command } from 'commander';
import { createCall, type GlobalFlags } from './call.ts';
import type { Args, CommandEntry, CommandFamily, CommandGroup, Option, Options } from './command.ts';
import type { Context } from './context.ts';
import { CliError, EXIT, type ExitCode } from './errors.ts';
import { guessFlags, reportFailure } from './failure.ts';
import { GLOBAL_OPTIONS, SERVER_COMMANDS } from './program.ts';
import { readHookArguments } from './start/hook-arguments.ts';
import type { Pager } from './terminal/pager.ts';
import { runHook } from './start/run-hook.ts';
import { VERSION } from './version.ts';

/**
 * Runs one command line. Never throws and never ends the process.
 *
 * @param given without node and script
 * @returns the exit code
 */
export async function run(given: readonly string[], context: Context): Promise<number> {
  // `ledger help sync`, as others have it, is `ledger sync --help`.
  const argv = given[0] === 'help' ? [...given.slice(1), '--help'] : given;
  const flags = guessFlags(argv);
  try {
    if (argv[0] === '__complete') {
      const { printCompletions } = await import('./commands/complete.ts');
      return await printCompletions(context, argv.slice(1));
    }
    const hook = readHookArguments(argv);
    if (hook !== null) return await runHook(hook, context, flags);
    const handedOver = argv.findIndex((word) => !word.startsWith('-'));
    if (SERVER_COMMANDS.some(({ name }) => name === argv[handedOver])) {
      const { handOver } = await import('./commands/hand-over.ts');
      return await handOver(context, argv.slice(handedOver));
    }
    return await runCommand(argv, context);
  } catch (error) {
    return await reportFailure(error, flags, context);
  }
}

async function runCommand(argv: readonly string[], context: Context): Promise<number> {
  const [{ Command, CommanderError, InvalidArgumentError, Option }, { GROUPS }] = await Promise.all([
    import('commander'),
    import('./table.ts'),
  ]);
  let exitCode: ExitCode = EXIT.ok;
  const program = new Command('ledger');
  describeProgram(program, context);
  const asked = findAsked(GROUPS, argv[0]);
  if (asked !== null) addTo(program, asked);
  else addAll(GROUPS);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return EXIT.ok;
    if (error.code === 'commander.help') return EXIT.usage;
    throw new CliError('usage', toSentence(error.message), 'See `ledger --help`, or --help after a command.');
  }

  function addAll(groups: readonly CommandGroup[]): void {
    for (const { title, commands } of groups) {
      for (const entry of commands) addTo(program, entry).helpGroup(title);
    }
    for (const { name, summary } of SERVER_COMMANDS) {
      program.command(name).summary(summary).helpGroup('The server:');
    }
  }

  function addTo(parent: Command, entry: CommandEntry | CommandFamily): Command {
    const command = parent.command(entry.usage).summary(entry.summary).description(entry.description);
    if (entry.alias !== undefined) command.alias(entry.alias);
    if ('commands' in entry) {
      command.helpCommand(false);
      for (const one of entry.commands) addTo(command, one);
      if (entry.notes !== undefined) command.addHelpText('after', `\n${entry.notes()}`);
      return command;
    }
    command.addHelpText('after', formatExamples(entry));
    for (const option of entry.options ?? []) command.addOption(toOption(option));
    return command.action(async (...given: unknown[]) => {
      const args = given.slice(0, -2) as (string | string[] | undefined)[];
      exitCode = await act(entry, args, command.opts());
    });
  }

  async function act(entry: CommandEntry, args: Args, options: Options): Promise<ExitCode> {
    const flags = toFlags(program.opts());
    const pager = entry.pages ? await findPager(program.opts()) : null;
    const call = await createCall(pager ? { ...context, stdout: pager.output } : context, flags);
    try {
      return await entry.act(call, args, options);
    } finally {
      await pager?.show();
    }
  }

  async function findPager({ pager }: Options): Promise<Pager | null> {
    if (!context.stdout.isTTY) return null;
    const { openPager } = await import('./terminal/pager.ts');
    return openPager(context, pager !== false);
  }

  function toOption({ flags, description, choices, number, repeats }: Option) {
    const option = new Option(flags, description);
    if (choices !== undefined) option.choices(choices);
    if (repeats) option.argParser((value: string, before: string[] = []) => [...before, value]);
    if (number !== undefined) option.default(number).argParser(parseCount);
    return option;
  }

  function parseCount(text: string): number {
    if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
    throw new InvalidArgumentError('It must be a whole number from 1 up.');
  }
}

/** The command that comes first on the command line: then nothing is said of the others, which take time to describe. */
function findAsked(groups: readonly CommandGroup[], word: string | undefined) {
  const entries = groups.flatMap(({ commands }) => commands);
  return entries.find(({ usage, alias }) => word === usage.split(' ')[0] || word === alias) ?? null;
}

function describeProgram(program: Command, context: Context): void {
  const width = context.stdout.columns ?? 80;
  program
    .description('Versions the LLM prompts that live in your code, and shows how they change.')
    .version(VERSION)
    .configureHelp({
      subcommandTerm: (command) => [command.name(), ...command.aliases()].join(', '),
      showGlobalOptions: true,
      helpWidth: Math.min(width, 100),
      sortSubcommands: false,
    })
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      // Errors are shown in one place, in one form.
      outputError: () => {},
    })
    .exitOverride()
    .helpCommand(false)
    .addHelpText('after', EPILOGUE);
  for (const { flags, description } of GLOBAL_OPTIONS) program.option(flags, description);
}

const EPILOGUE = `
The API key comes from LEDGER_API_KEY, or from the file that \`ledger login\`
and a server on this machine keep it in. LEDGER_TIMEOUT sets how many seconds
to wait for an answer (30), LEDGER_HOOK_TIMEOUT how many in a
hook (0.8), LEDGER_PAGER or PAGER what pages long results.

Exit codes: 0 fine, 1 findings, 2 usage or configuration, 3 server or network,
4 API key, 130 interrupted.
With --json an error is {"error": {"code", "message", "hint"}} on stderr.`;

function formatExamples({ examples, notes }: CommandEntry): string {
  const width = Math.max(...examples.map(([command]) => command.length).filter((length) => length <= 40), 0);
  const lines = examples.map(([command, what]) => {
    const line = `  $ ${command.padEnd(width)}  ${what}`;
    return line.length <= 79 ? line : `  $ ${command}\n      ${what}`;
  });
  return `\nExamples:\n${lines.join('\n')}${notes === undefined ? '' : `\n\n${notes()}`}`;
}

function toFlags(options: Readonly<Record<string, unknown>>): GlobalFlags {
  const { server } = options;
  return {
    ...(typeof server === 'string' ? { server } : {}),
    json: options['json'] === true,
    verbose: options['verbose'] === true,
    color: options['color'] !== false,
    cache: options['cache'] !== false,
  };
}

/** Commander says `error: unknown option '--jsn'`, and on a line of its own `(Did you mean --json?)`. */
function toSentence(message: string): string {
  const [said = '', ...advice] = message.replace(/^error: /, '').split('\n');
  const sentence = `${said.charAt(0).toUpperCase()}${said.slice(1)}${/[.?!]$/.test(said) ? '' : '.'}`;
  return [sentence, ...advice.map((line) => line.replace(/^\((.*)\)$/, '$1'))].join(' ');
}
