import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildCli } from '../../scripts/build-cli.mjs';

export interface Built {
  /** The script, for `node`. */
  readonly script: string;
  remove(): void;
}

/** Builds what is published, from the source as it is now. */
export async function buildLedger(): Promise<Built> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ledger-built-'));
  await buildCli(folder);
  return {
    script: path.join(folder, 'ledger.cjs'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Nothing of the user's: no colours, keys, editors or pagers that they have set. */
export function cleanEnv(home: string, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const kept = Object.fromEntries(
    ['PATH', 'TMPDIR', 'SystemRoot', 'LD_LIBRARY_PATH'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return { ...kept, HOME: home, XDG_CONFIG_HOME: path.join(home, '.config'), TZ: 'UTC', ...more };
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line of a shell, in which `ledger` is the built one; without a terminal. */
export function runShell(
  { script }: Built,
  command: string,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const define = `ledger() { '${process.execPath}' '${script}' "$@"; }\n`;
    const child = spawn('sh', ['-c', define + command], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const written = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (written.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (written.stderr += text));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...written }));
  });
}
