import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../../bench/kill.mjs', import.meta.url));

/** A few of the points that the benchmark tries, on the built packages; it looks into /proc for whom to kill. */
it.runIf(process.platform === 'linux')(
  'nothing is lost where git, a hook or the server is killed',
  async () => {
    const child = spawn(process.execPath, [script, '--points', '6', '--seed', '7']);
    const written = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (written.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (written.stderr += chunk.toString()));
    const code = await new Promise((done) => child.on('close', done));
    expect({ code, stderr: written.stderr }).toEqual({ code: 0, stderr: '' });
    expect(written.stdout).toMatch(/^6 points .* 7 commits, .* 0 lost, 0 waiting\n$/);
  },
  300_000,
);
