/** Brings other releases of Node from npm, for what has to be seen on each of them. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Takes the releases from a command line that names nothing else; ends with its usage where it does. */
export function readReleases(args, usage) {
  if (args.every((release) => /^\d+(\.\d+){0,2}$/.test(release))) return args;
  process.stderr.write(`${usage}\n`);
  process.exit(2);
}

/** A PATH on which that release is found first, also by child processes. */
export function pathWithNode(release) {
  return `${path.dirname(bringNode(release))}${path.delimiter}${process.env.PATH}`;
}

/** Installs one release under `node_modules/.cache`, once, and returns the path of its executable. */
export function bringNode(release) {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = path.join(root, 'node_modules', '.cache', `node-${release}`);
  const executable = path.join(folder, 'node_modules', name, 'bin', 'node');
  if (existsSync(executable)) return executable;
  mkdirSync(folder, { recursive: true });
  const install = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts'];
  const { status } = spawnSync('npm', [...install, `${name}@${release}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    process.stderr.write(`Node ${release} could not be installed from npm (${name}@${release}).\n`);
    process.exit(1);
  }
  return executable;
}
