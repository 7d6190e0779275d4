/** Whole processes, timed in interleaved rounds, with their peak memory. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Runs every contender once a round, after one round that does not count.
 *
 * @param contenders `{ name, command, args, cwd, before? }`; `before` prepares a run and is not timed
 * @returns the contenders with `seconds` (one a round), `megabytes` (the largest peak) and `status` (of the last run)
 */
export function race(contenders, rounds, env) {
  const folder = mkdtempSync(path.join(tmpdir(), 'ledger-bench-rss-'));
  const hook = path.join(folder, 'peak.cjs');
  const report = path.join(folder, 'peak');
  writeFileSync(
    hook,
    "process.on('exit', () => require('node:fs').writeFileSync(process.env.BENCH_PEAK, String(process.resourceUsage().maxRSS)));",
  );
  const results = contenders.map((contender) => ({ ...contender, seconds: [], megabytes: 0, status: 0 }));
  for (let round = -1; round < rounds; round += 1) {
    for (const result of results) {
      result.before?.();
      // The warm-up round carries the memory probe, so that the timed ones run as users run them.
      const probe = round < 0 ? { NODE_OPTIONS: `--require ${hook}`, BENCH_PEAK: report } : {};
      const started = performance.now();
      const { status, stderr } = spawnSync(result.command, result.args, {
        cwd: result.cwd,
        env: { ...env, ...probe },
        maxBuffer: 1 << 30,
      });
      const seconds = (performance.now() - started) / 1000;
      result.status = status;
      if (status === null || status > 1)
        throw new Error(`${result.name} ended with ${status}: ${String(stderr).slice(-500)}`);
      if (round < 0) result.megabytes = peak(report);
      else result.seconds.push(seconds);
    }
  }
  rmSync(folder, { recursive: true, force: true });
  return results;
}

export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** The median of the ratios pair by pair: noise that slows a whole round does not move it. */
export function ratio(values, floor) {
  return median(values.map((value, i) => value / floor[i]));
}

function peak(report) {
  try {
    return Number(readFileSync(report, 'utf8')) / 1024;
  } catch {
    return Number.NaN;
  }
}
