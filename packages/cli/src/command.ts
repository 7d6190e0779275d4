import type { Call } from './call.ts';
import type { ExitCode } from './errors.ts';

/** What the help says of a command, alone or with others of its kind. */
interface Described {
  /** As commander reads it: `history <name>`. */
  readonly usage: string;
  readonly alias?: string;
  /** For the list of all commands. */
  readonly summary: string;
  readonly description: string;
  readonly notes?: () => string;
}

/** One command: what its help says, and what it loads and does when it is called. */
export interface CommandEntry extends Described {
  readonly options?: readonly Option[];
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** Whether a long result on a terminal goes to a pager. */
  readonly pages?: true;
  readonly act: (call: Call, args: Args, options: Options) => Promise<ExitCode>;
}

/** Commands that share a first word: `ledger hooks install`. */
export interface CommandFamily extends Described {
  readonly commands: readonly CommandEntry[];
}

export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly (CommandEntry | CommandFamily)[];
}

export interface Option {
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
  /** For a count: its default. */
  readonly number?: number;
  /** May be given several times; its value is a list. */
  readonly repeats?: true;
}

export type Args = readonly (string | string[] | undefined)[];
export type Options = Readonly<Record<string, unknown>>;

/** An argument as text; '' where it was not given. */
export function toText(argument: string | string[] | undefined): string {
  return typeof argument === 'string' ? argument : '';
}

/** An option as text; null where it was not given. */
export function toOptional(option: unknown): string | null {
  return typeof option === 'string' ? option : null;
}

/** An option that may be given several times. */
export function toList(option: unknown): string[] {
  return Array.isArray(option) ? option.map(String) : [];
}
