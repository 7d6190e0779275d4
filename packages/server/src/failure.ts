/** What a command ends with: fine, findings, usage or configuration, server or database, key, interrupted. */
export const EXIT = { ok: 0, findings: 1, usage: 2, unreachable: 3, auth: 4, interrupted: 130 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/**
 * A command or a server that cannot go on. `message` is one clear sentence for the user: what, where, what to do;
 * it never holds a secret.
 */
export class Failure extends Error {
  override readonly name = 'Failure';

  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}
