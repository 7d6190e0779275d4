import { CliError } from '../errors.ts';

/**
 * Spawned plainly: every start of the CLI waits for this one, and packages for it take 15 ms to load.
 *
 * @throws {CliError} `git` where it is not installed, and with its own words where it refuses
 */
export function runGit(cwd: string, args: readonly string[]): Promise<Buffer> {
  // Loaded when asked for: a hook to which all is handed over starts nothing.
  const { execFile } = process.getBuiltinModule('node:child_process');
  return new Promise((done, failed) => {
    execFile('git', args, { cwd, encoding: 'buffer', maxBuffer: 2 ** 30 }, (error, output, said) => {
      if (error) failed(toRefusal(cwd, error, said));
      else done(output);
    });
  });
}

/** The same where what comes next cannot wait in another way. */
export function runGitNow(cwd: string, args: readonly string[]): Buffer {
  const { execFileSync } = process.getBuiltinModule('node:child_process');
  try {
    return execFileSync('git', args, { cwd, maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    // What Node throws then has what git said.
    const failure = error as Error & { readonly stderr?: Buffer };
    throw toRefusal(cwd, failure, failure.stderr);
  }
}

/** Whether git could not be started at all. A folder that is gone gives the same, but the settings have seen this one. */
export function isNotInstalled(error: unknown): boolean {
  return codeOf(causeOf(error)) === 'ENOENT';
}

/** Whether git ended with 1, which is how it says no where it was asked a question. */
export function saysNo(error: unknown): boolean {
  return codeOf(causeOf(error)) === 1;
}

function toRefusal(cwd: string, cause: Error, said: Buffer | undefined): CliError {
  if (codeOf(cause) === 'ENOENT') {
    return new CliError('git', 'git is not installed, or not on the PATH.', 'Install it.', cause);
  }
  const reason = said?.toString('utf8').trim() || cause.message.trim();
  const hint = 'Run `git status` there; what it says must be mended first.';
  return new CliError('git', `git refuses in ${cwd}: ${reason}`, hint, cause);
}

function causeOf(error: unknown): unknown {
  return error instanceof CliError ? error.cause : error;
}

/** A number where it ended, a word where it could not be started. */
function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
