import { readFileSync } from 'node:fs';
import os from 'node:os';
import { EXTRACTOR } from './version.ts';

/** Where text goes: a terminal, a pipe, or an array in a test. */
export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Columns of the terminal; null where lines need not be cut. */
  readonly columns: number | null;
  /** Lines of the terminal; null where there is no end to them. */
  readonly rows: number | null;
}

/** What was piped in; a terminal has nothing to read to its end. */
interface Input {
  readonly isTTY: boolean;
  read(): Promise<string>;
  /** All of it, waiting for its end; null where that cannot be had. */
  readNow(): Buffer | null;
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
  readonly stdin: Input;
  /** Where questions can be asked; null where nobody sits. */
  readonly terminal: {
    readonly input: NodeJS.ReadStream;
    readonly output: NodeJS.WriteStream;
  } | null;
  /** Runs `act` when Ctrl-C ends the process, just before; the answer takes that back. */
  readonly beforeInterrupt: (act: () => void) => () => void;
  /** The script that Node was started with, through which the CLI finds what is installed beside it. */
  readonly script: string | null;
  /** Imports what is installed beside the CLI, by its URL. */
  readonly load: (url: string) => Promise<unknown>;
  readonly now: () => Date;
  /** Names what extracts: results are kept for the same one only. null for a run from source, which may change. */
  readonly extractor: string | null;
}

/** @param load of the entry where there is one: V8 compiles all else by itself, and Node imports nothing for that */
export function createContext(
  process: NodeJS.Process,
  outputs: Pick<Context, 'stdout' | 'stderr'> = {
    stdout: toOutput(process.stdout),
    stderr: toOutput(process.stderr),
  },
  load: Context['load'] = (url) => import(url),
): Context {
  return {
    cwd: currentFolder(process),
    env: process.env,
    platform: process.platform,
    homedir: os.homedir(),
    ...outputs,
    stdin: {
      get isTTY() {
        return process.stdin.isTTY === true;
      },
      read: () => readAll(process.stdin),
      readNow: () => readNow(0),
    },
    get terminal() {
      const { stdin: input, stderr: output } = process;
      return input.isTTY && output.isTTY ? { input, output } : null;
    },
    beforeInterrupt: (act) => beforeInterrupt(process, act),
    script: process.argv[1] ?? null,
    load,
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

export function toOutput(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => void stream.write(text),
    isTTY: stream.isTTY === true,
    columns: stream.isTTY ? (stream.columns ?? 80) : null,
    rows: stream.isTTY ? (stream.rows ?? 24) : null,
  };
}

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** Two steps fewer than a stream, whose modules take longer to load than there is to read. */
function readNow(file: number): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

/** The signal still ends the process as it would have, so that whoever started it sees why. */
function beforeInterrupt(process: NodeJS.Process, act: () => void): () => void {
  const take = () => {
    act();
    process.off('SIGINT', take);
    process.kill(process.pid, 'SIGINT');
  };
  process.on('SIGINT', take);
  return () => void process.off('SIGINT', take);
}
