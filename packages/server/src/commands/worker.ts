import { readEnv, readLogSettings, readWorkerConfig, type Flags } from '../config.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import { keepHeapSmall } from '../heap.ts';
import { createLog } from '../log/log.ts';
import { VERSION } from '../version.ts';
import { startWorkerProcess } from '../worker-process.ts';
import { listenForSignals } from './signals.ts';

/** Runs queued executions until it is told to stop. @returns 0 after an orderly end, 130 when it was told twice */
export async function worker(flags: Flags): Promise<ExitCode> {
  keepHeapSmall();
  const signals = listenForSignals();
  try {
    const env = readEnv();
    const config = readWorkerConfig(flags, env);
    const settings = readLogSettings(env, process.stderr.isTTY);
    const log = createLog(settings);
    const running = await startWorkerProcess(config, { log: (line) => log.error(line) });
    process.stdout.write('ready\n');
    const greeting = `A worker of Prompt Ledger runs up to ${config.concurrency} executions at once`;
    const { database, providers } = running;
    if (settings.format === 'json') {
      log.info(greeting, { version: VERSION, database, providers });
    } else {
      process.stderr.write(
        `${greeting}\n  database  ${database}\n  providers ${providers}\n  Ctrl-C stops it.\n`,
      );
    }
    await signals.first;
    const notice = 'Stopping: finishing what is under way.';
    if (settings.format === 'json') log.info(notice);
    else process.stderr.write(`${notice} Ctrl-C again stops at once.\n`);
    return await Promise.race([
      running.stop().then(() => EXIT.ok),
      signals.second.then(() => EXIT.interrupted),
    ]);
  } finally {
    signals.end();
  }
}
