import os from 'node:os';
import { EXTRACTOR } from './version.ts';

/** Where text goes: a terminal, a pipe, or an array in a test. */
export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Columns of the terminal; null where lines need not be cut. */
  readonly columns: number | null;
}

/** What a run knows of the world outside; built once, replaced in tests. */
export interface Context {
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly homedir: string;
  readonly stdout: Output;
  readonly stderr: Output;
  /** The script that Node was started with, through which the CLI finds what is installed beside it. */
  readonly script: string | null;
  readonly now: () => Date;
  /** Names what extracts: results are kept for the same one only. null for a run from source, which may change. */
  readonly extractor: string | null;
}

export function createContext(process: NodeJS.Process): Context {
  return {
    cwd: currentFolder(process),
    env: process.env,
    platform: process.platform,
    homedir: os.homedir(),
    stdout: toOutput(process.stdout),
    stderr: toOutput(process.stderr),
    script: process.argv[1] ?? null,
    now: () => new Date(),
    extractor: EXTRACTOR,
  };
}

/** Somebody may have deleted the folder that a shell is still in; what needs it will say so. */
function currentFolder(process: NodeJS.Process): string {
  try {
    return process.cwd();
  } catch {
    return process.env['PWD'] ?? '/';
  }
}

function toOutput(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => void stream.write(text),
    isTTY: stream.isTTY === true,
    columns: stream.isTTY ? (stream.columns ?? 80) : null,
  };
}
