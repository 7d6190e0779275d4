/** Processes that are started again whenever they end, as an operator's supervisor does. */
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 200;

/**
 * @param options `name`, `file`, `args`, `env`, `hear` (every line that it writes to stderr), `mayEnd` (whether a
 *   line says that it ends for a reason)
 * @returns the service, started; `crashes` says how often it ended by itself after it had been ready
 */
export function startService({ name, file, args, env, hear, mayEnd = () => false }) {
  const service = { name, crashes: [], starts: 0, kill, stop, ready, restart };
  let child = null;
  let isReady = false;
  let isStopping = false;
  let isKilled = false;
  const waiting = [];
  let ended = run();
  return service;

  async function run() {
    for (;;) {
      const { code, signal } = await runOnce();
      if (isReady && !isKilled && !isStopping) service.crashes.push(`${name} ended with ${signal ?? code}`);
      isReady = false;
      isKilled = false;
      if (isStopping) return;
      await sleep(PAUSE_MS);
    }
  }

  function runOnce() {
    service.starts += 1;
    child = spawn(process.execPath, [file, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    // Its first line says that it is ready.
    child.stdout.once('data', () => {
      isReady = true;
      for (const resolve of waiting.splice(0)) resolve();
    });
    let rest = '';
    child.stderr.on('data', (data) => {
      const lines = (rest + data).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        if (mayEnd(line)) isKilled = true;
        if (!isKilled) hear(name, line);
      }
    });
    return new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
  }

  function kill() {
    isKilled = true;
    child.kill('SIGKILL');
  }

  /** @returns when it is ready, at once or after it was started again */
  function ready() {
    return isReady && !isKilled ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve));
  }

  /** After it was stopped. */
  function restart() {
    isStopping = false;
    ended = run();
  }

  /** Orderly. @returns the exit code */
  async function stop() {
    isStopping = true;
    const last = child;
    last.kill('SIGTERM');
    await Promise.race([ended, sleep(60_000)]);
    if (last.exitCode === null && last.signalCode === null) last.kill('SIGKILL');
    await ended;
    return last.exitCode;
  }
}
