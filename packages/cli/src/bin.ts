#!/usr/bin/env node
import { run } from './cli.ts';
import { createContext } from './context.ts';

// A reader that has seen enough (`ledger list | head -1`) closes the pipe; that is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
}

void run(process.argv.slice(2), createContext(process)).then(exit);

/** What is written to a pipe may still be on its way: leave only when it is out. */
function exit(code: number): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}
