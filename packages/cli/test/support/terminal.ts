import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

/** A real pseudo-terminal, and behind it what a screen makes of the bytes. */
export interface Terminal {
  /** What the screen shows, without the empty lines at its end. */
  screen(): string;
  /** Everything that was ever written, with its control sequences. */
  written(): string;
  type(text: string): void;
  /** Waits until the screen shows it. @throws with the screen, where it never does */
  shows(wanted: string | RegExp): Promise<void>;
  /** How the process ended, once all it wrote is on the screen. */
  readonly ended: Promise<{ readonly code: number; readonly signal: number }>;
  kill(): void;
}

export interface TerminalOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
}

const PATIENCE_MS = 45_000;

export function openTerminal(
  file: string,
  args: readonly string[],
  { cwd, env, columns = 80, rows = 24 }: TerminalOptions,
): Terminal {
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1_000 });
  const child = spawn(file, [...args], {
    cwd,
    env: { TERM: 'xterm-256color', ...env },
    cols: columns,
    rows,
  });
  let written = '';
  let pending = Promise.resolve();
  const watchers = new Set<() => void>();
  child.onData((data) => {
    written += data;
    pending = new Promise((resolve) =>
      screen.write(data, () => {
        resolve();
        for (const look of watchers) look();
      }),
    );
  });
  const ended = new Promise<{ code: number; signal: number }>((resolve) =>
    child.onExit(({ exitCode, signal }) => {
      void pending.then(() => resolve({ code: exitCode, signal: signal ?? 0 }));
    }),
  );
  const read = () => readScreen(screen);
  return {
    screen: read,
    written: () => written,
    type: (text) => child.write(text),
    shows: (wanted) =>
      new Promise((resolve, reject) => {
        const finish = (error?: Error) => {
          clearTimeout(timer);
          watchers.delete(look);
          if (error) reject(error);
          else resolve();
        };
        const look = () => {
          const text = read();
          if (typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text)) finish();
        };
        const timer = setTimeout(
          () => finish(new Error(`The screen never showed ${String(wanted)}:\n${read()}`)),
          PATIENCE_MS,
        );
        watchers.add(look);
        look();
      }),
    ended,
    kill: () => child.kill(),
  };
}

function readScreen({ buffer, rows }: xterm.Terminal): string {
  const { active } = buffer;
  const lines = Array.from(
    { length: rows },
    (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
  );
  return lines.join('\n').trimEnd();
}
