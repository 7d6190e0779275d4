/**
 * Runs the test suite on other releases of Node, brought from npm: `node scripts/test-on-node.mjs 22 24`.
 * The built CLI and server run on that Node as well, because child processes find it first on the PATH. The suites that
 * are shared by both databases run on Postgres here: what differs between Nodes is not in the SQL, and starting, locking
 * and being killed are tested on the embedded one all the same. `TEST_DATABASES=embedded,postgres` runs both.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const releases = process.argv.slice(2);
if (releases.length === 0 || !releases.every((release) => /^\d+(\.\d+){0,2}$/.test(release))) {
  process.stderr.write('Usage: node scripts/test-on-node.mjs RELEASE…    for example 22 24\n');
  process.exit(2);
}

for (const release of releases) {
  const folder = path.dirname(bringNode(release));
  process.stderr.write(`\nthe suite on Node ${release}\n`);
  const { status } = spawnSync(path.join(folder, 'node'), ['node_modules/vitest/vitest.mjs', 'run'], {
    cwd: root,
    stdio: 'inherit',
    env: {
      TEST_DATABASES: 'postgres',
      ...process.env,
      PATH: `${folder}${path.delimiter}${process.env.PATH}`,
    },
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** Installs one release under `node_modules/.cache`, once, and returns the path of its executable. */
function bringNode(release) {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = path.join(root, 'node_modules', '.cache', `node-${release}`);
  const executable = path.join(folder, 'node_modules', name, 'bin', 'node');
  if (existsSync(executable)) return executable;
  mkdirSync(folder, { recursive: true });
  const { status } = spawnSync(
    'npm',
    [
      'install',
      '--prefix',
      folder,
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      `${name}@${release}`,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' },
  );
  if (status !== 0) {
    process.stderr.write(`Node ${release} could not be installed from npm (${name}@${release}).\n`);
    process.exit(1);
  }
  return executable;
}
