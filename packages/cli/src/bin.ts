#!/usr/bin/env node
import { loadCompiled } from './start/compiled.ts';
import { readHookArguments } from './start/hook-arguments.ts';
import { VERSION } from './version.ts';

const argv = process.argv.slice(2);
const hook = readHookArguments(argv);
if (hook === null) void runAny().then(leave);
else void runHook(hook.situation).then((code) => process.exit(code));

async function runAny(): Promise<number> {
  // A reader that has seen enough (`ledger list | head -1`) closes the pipe; that is no error.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(0);
    });
  }
  // What asks for nothing else loads nothing else.
  if (argv.length === 1 && ['--version', '-V'].includes(argv[0] ?? '')) {
    process.stdout.write(`${VERSION}\n`);
    return 0;
  }
  // The build puts it beside this file; what it exports is that of these two.
  const { run, createContext } = loadCompiled(
    __dirname,
    'commands.cjs',
    wordIn(argv),
  ) as typeof import('./cli.ts') & typeof import('./context.ts');
  return run(
    argv,
    createContext(process, undefined, (url) => import(url)),
  );
}

/** What names the command, most likely: for each of them other parts of the code are kept compiled. */
function wordIn(words: readonly string[]): string {
  return words.find((word) => /^[a-z]{2,12}$/.test(word)) ?? '';
}

/** A commit waits for this: it has files of its own, which are compiled once for all commits, and writes at once. */
async function runHook(situation: string): Promise<number> {
  // The build puts it beside this file; what it exports is that of hook-bin.ts.
  const { run } = loadCompiled(__dirname, 'hook.cjs', situation) as typeof import('./start/hook-bin.ts');
  return (await run(argv)) ?? 0;
}

/** What is written to a pipe may still be on its way: leave only when it is out. */
function leave(code: number): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}
