import { execFile } from 'node:child_process';

/** Spawned plainly: every start of the CLI waits for this one, and simple-git alone takes 15 ms to load. */
export function runGit(cwd: string, args: readonly string[]): Promise<Buffer> {
  return new Promise((done, failed) => {
    execFile('git', args, { cwd, encoding: 'buffer', maxBuffer: 2 ** 30 }, (error, output) => {
      if (error) failed(error);
      else done(output);
    });
  });
}
