import { spawn } from 'node:child_process';
import type { Context, Output } from '../context.ts';
import { widthOf } from '../report/text.ts';

/** Output that is kept until `show`, which lets a pager have it where it is longer than the screen. */
export interface Pager {
  readonly output: Output;
  show(): Promise<void>;
}

/** Quits where all fits after all, passes colours on, and leaves the text on the screen. */
const LESS_OPTIONS = 'FRX';

/** @returns null where nothing is to be paged: no terminal, no pager, or none wanted */
export function openPager({ stdout, env, platform }: Context, wanted: boolean): Pager | null {
  const command = chooseCommand(env, platform);
  const { columns, rows } = stdout;
  if (!wanted || command === null || !stdout.isTTY || columns === null || rows === null) return null;
  const kept: string[] = [];
  return {
    output: { ...stdout, write: (text) => void kept.push(text) },
    show: async () => {
      const text = kept.join('');
      // The prompt of the shell takes a line as well.
      const isShort = countRows(text, columns) < rows;
      if (isShort || !(await pipeTo(command, text, env))) stdout.write(text);
    },
  };
}

/** As git chooses: the first that is set, and an empty one or `cat` means none. */
function chooseCommand(env: Context['env'], platform: string): string | null {
  const usual = platform === 'win32' ? '' : 'less';
  const command = (env['LEDGER_PAGER'] ?? env['PAGER'] ?? usual).trim();
  return command === '' || command === 'cat' || env['TERM'] === 'dumb' ? null : command;
}

function countRows(text: string, columns: number): number {
  const lines = text.replace(/\n$/, '').split('\n');
  return lines.reduce((rows, line) => rows + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
}

/** How long a signal may take that was sent when the pager ended. */
const SIGNAL_MS = 100;

/** @returns false where the pager failed, so that the text is still to be shown */
function pipeTo(command: string, text: string, env: Context['env']): Promise<boolean> {
  // Ctrl-C is the pager's to understand while it runs; whoever stops it that way has seen enough.
  let isInterrupted = false;
  const interrupt = () => {
    isInterrupted = true;
  };
  process.on('SIGINT', interrupt);
  return new Promise<boolean>((resolve) => {
    const child = spawn(command, {
      shell: true,
      stdio: ['pipe', 'inherit', 'inherit'],
      env: { LESS: LESS_OPTIONS, LV: '-c', ...env },
    });
    child.on('error', () => resolve(false));
    // Not found (127), not to be executed (126), killed (null), or whatever else it fails with.
    child.on('close', (code) => {
      if (code === 0) resolve(true);
      // Ctrl-C is sent to both, and that the pager has ended may be heard of first.
      else setTimeout(() => resolve(isInterrupted), SIGNAL_MS);
    });
    // Whoever has seen enough quits before all is read.
    child.stdin.on('error', () => {});
    child.stdin.end(text);
  }).finally(() => process.off('SIGINT', interrupt));
}
