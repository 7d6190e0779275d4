import { readEnv, readServerConfig, type Flags } from '../config.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import { startServer } from '../server.ts';
import { listenForSignals } from './signals.ts';

/** Serves until it is told to stop. @returns 0 after an orderly end, 130 when it was told twice */
export async function serve(flags: Flags): Promise<ExitCode> {
  // Listening from the start, so that an impatient Ctrl-C during start-up is an orderly end as well.
  const signals = listenForSignals();
  try {
    const server = await startServer(readServerConfig(flags, readEnv()));
    process.stdout.write(`${server.url}\n`);
    process.stderr.write(
      `Prompt Ledger is listening on ${server.url}\n` +
        `  database  ${server.database}\n` +
        `  API key   ${server.keyNotice}\n` +
        '  Ctrl-C stops it.\n',
    );
    await signals.first;
    process.stderr.write('Stopping: finishing what is under way. Ctrl-C again stops at once.\n');
    return await Promise.race([
      server.close().then(() => EXIT.ok),
      signals.second.then(() => EXIT.interrupted),
    ]);
  } finally {
    signals.end();
  }
}
