export type Paint = (text: string) => string;

/** What a text means; how that looks is decided here alone, and never carries the meaning by itself. */
export interface Style {
  readonly strong: Paint;
  readonly faint: Paint;
  readonly added: Paint;
  readonly removed: Paint;
  readonly changed: Paint;
  /** A word within an added or removed line that makes the difference. */
  readonly addedWord: Paint;
  readonly removedWord: Paint;
  readonly error: Paint;
  readonly warning: Paint;
}

const asIs: Paint = (text) => text;

export const PLAIN: Style = {
  strong: asIs,
  faint: asIs,
  added: asIs,
  removed: asIs,
  changed: asIs,
  addedWord: asIs,
  removedWord: asIs,
  error: asIs,
  warning: asIs,
};

export async function loadColors(): Promise<Style> {
  const { Chalk } = await import('chalk');
  // The sixteen colours of every terminal, which follow its theme.
  const chalk = new Chalk({ level: 1 });
  return {
    strong: chalk.bold,
    faint: chalk.dim,
    added: chalk.green,
    removed: chalk.red,
    changed: chalk.yellow,
    addedWord: chalk.green.inverse,
    removedWord: chalk.red.inverse,
    error: chalk.red.bold,
    warning: chalk.yellow,
  };
}

export interface ColorWishes {
  /** False for `--no-color`. */
  readonly flag: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTTY: boolean;
}

/** `--no-color` wins over NO_COLOR, over FORCE_COLOR, over what the terminal and CI suggest. */
export function wantsColor({ flag, env, isTTY }: ColorWishes): boolean {
  if (!flag || env['NO_COLOR']) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return isTTY && env['TERM'] !== 'dumb' && !env['CI'];
}
