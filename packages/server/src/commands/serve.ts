import { readEnv, readLogSettings, readServerConfig, type Flags } from '../config.ts';
import { EXIT, type ExitCode } from '../failure.ts';
import { keepHeapSmall } from '../heap.ts';
import { createLog } from '../log/log.ts';
import { tellRequests } from '../log/requests.ts';
import { startServer } from '../server.ts';
import { VERSION } from '../version.ts';
import { listenForSignals } from './signals.ts';

/** Serves until it is told to stop. @returns 0 after an orderly end, 130 when it was told twice */
export async function serve(flags: Flags): Promise<ExitCode> {
  keepHeapSmall();
  // Listening from the start, so that an impatient Ctrl-C during start-up is an orderly end as well.
  const signals = listenForSignals();
  try {
    const env = readEnv();
    const settings = readLogSettings(env, process.stderr.isTTY);
    const log = createLog(settings);
    const server = await startServer(readServerConfig(flags, env), {
      log: (line) => log.error(line),
      onRequest: tellRequests(log),
    });
    process.stdout.write(`${server.url}\n`);
    if (settings.format === 'json') {
      log.info(`Prompt Ledger is listening on ${server.url}`, {
        version: VERSION,
        database: server.database,
        api_key: server.keyNotice,
      });
    } else {
      process.stderr.write(
        `Prompt Ledger is listening on ${server.url}\n` +
          `  database  ${server.database}\n` +
          `  API key   ${server.keyNotice}\n` +
          '  Ctrl-C stops it.\n',
      );
    }
    await signals.first;
    const notice = 'Stopping: finishing what is under way.';
    if (settings.format === 'json') log.info(notice);
    else process.stderr.write(`${notice} Ctrl-C again stops at once.\n`);
    return await Promise.race([
      server.close().then(() => EXIT.ok),
      signals.second.then(() => EXIT.interrupted),
    ]);
  } finally {
    signals.end();
  }
}
