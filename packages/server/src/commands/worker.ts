import { readEnv, readWorkerConfig, type Flags } from '../config.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import { startWorkerProcess } from '../server.ts';
import { listenForSignals } from './signals.ts';

/** Runs queued executions until it is told to stop. @returns 0 after an orderly end, 130 when it was told twice */
export async function worker(flags: Flags): Promise<ExitCode> {
  const signals = listenForSignals();
  try {
    const config = readWorkerConfig(flags, readEnv());
    const running = await startWorkerProcess(config);
    process.stdout.write('ready\n');
    process.stderr.write(
      `A worker of Prompt Ledger runs up to ${config.concurrency} executions at once\n` +
        `  database  ${running.database}\n` +
        '  Ctrl-C stops it.\n',
    );
    await signals.first;
    process.stderr.write('Stopping: finishing what is under way. Ctrl-C again stops at once.\n');
    return await Promise.race([
      running.stop().then(() => EXIT.ok),
      signals.second.then(() => EXIT.interrupted),
    ]);
  } finally {
    signals.end();
  }
}
