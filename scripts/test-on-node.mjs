/**
 * Runs the test suite on other releases of Node, brought from npm: `node scripts/test-on-node.mjs 22 24`.
 * The built CLI and server run on that Node as well, because child processes find it first on the PATH. The suites that
 * are shared by both databases run on Postgres here: what differs between Nodes is not in the SQL, and starting, locking
 * and being killed are tested on the embedded one all the same. `TEST_DATABASES=embedded,postgres` runs both.
 * Left out is what tries many cases of what JavaScript and SQL are alike for, whatever the Node, and takes a quarter of the
 * time.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bringNode, pathWithNode, readReleases } from './bring-node.mjs';

const ALIKE = [
  'packages/*/test/*.property.test.ts',
  'packages/cli/test/sequences.test.ts',
  'packages/cli/test/extract/mutations.test.ts',
  'packages/server/test/migrations.test.ts',
  'packages/server/test/parallel.test.ts',
];

const root = fileURLToPath(new URL('..', import.meta.url));
const usage = 'Usage: node scripts/test-on-node.mjs RELEASE…    for example 22 24';
const releases = readReleases(process.argv.slice(2), usage);
if (releases.length === 0) readReleases([''], usage);

for (const release of releases) {
  process.stderr.write(`\nthe suite on Node ${release}\n`);
  const run = ['node_modules/vitest/vitest.mjs', 'run', ...ALIKE.flatMap((files) => ['--exclude', files])];
  const { status } = spawnSync(bringNode(release), run, {
    cwd: root,
    stdio: 'inherit',
    env: { TEST_DATABASES: 'postgres', ...process.env, PATH: pathWithNode(release) },
  });
  if (status !== 0) process.exit(status ?? 1);
}
