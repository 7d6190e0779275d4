/** Spawned plainly: every start of the CLI waits for this one, and simple-git alone takes 15 ms to load. */
export function runGit(cwd: string, args: readonly string[]): Promise<Buffer> {
  // Loaded when asked for: a hook to which all is handed over starts nothing.
  const { execFile } = process.getBuiltinModule('node:child_process');
  return new Promise((done, failed) => {
    execFile('git', args, { cwd, encoding: 'buffer', maxBuffer: 2 ** 30 }, (error, output) => {
      if (error) failed(error);
      else done(output);
    });
  });
}

/** The same where what comes next cannot wait in another way. @throws what went wrong, or what git said */
export function runGitNow(cwd: string, args: readonly string[]): Buffer {
  const { execFileSync } = process.getBuiltinModule('node:child_process');
  return execFileSync('git', args, { cwd, maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'pipe'] });
}
