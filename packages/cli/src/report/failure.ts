import { CliError } from '../errors.ts';
import { VERSION } from '../version.ts';
import type { Style } from './style.ts';
import { neutralise } from './text.ts';

const PLEASE = 'Please report it to the Prompt Ledger project';

/** What happened, and what to do; with `verbose` also the cause. A bug of ours comes with its stack. */
export function formatFailure(error: unknown, style: Style, verbose: boolean): string[] {
  if (error instanceof CliError) {
    return [
      `${style.error('error')} ${neutralise(error.message)}`,
      ...(error.hint === null ? [] : [`  ${neutralise(error.hint)}`]),
      ...(verbose && error.cause !== undefined ? [style.faint(neutralise(stackOf(error.cause)))] : []),
    ];
  }
  return [
    `${style.error('bug')} This is a mistake in ledger ${VERSION} itself, not yours. ${PLEASE}, with these lines:`,
    neutralise(stackOf(error)),
  ];
}

/** The same for programs: `{"error": {code, message, hint}}`. */
export function toFailureData(error: unknown): {
  error: { code: string; message: string; hint: string | null };
} {
  if (error instanceof CliError) {
    return { error: { code: error.code, message: error.message, hint: error.hint } };
  }
  return { error: { code: 'bug', message: stackOf(error), hint: `${PLEASE}, with ledger ${VERSION}.` } };
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
