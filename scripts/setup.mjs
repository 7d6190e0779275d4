/**
 * All set-up on a fresh machine, and almost nothing on a used one: installs the dependencies when the lockfile or a
 * manifest changed, then builds. Runs before anything is installed, so it uses Node alone.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { engines, packageManager } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

checkNode();
checkGit();
install();
run(process.execPath, ['scripts/build.mjs'], 'The build failed; the lines above say where.');

function checkNode() {
  const floor = engines.node.replace('>=', '').split('.').map(Number);
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > floor[0] || (major === floor[0] && minor >= floor[1])) return;
  fail(
    `Prompt Ledger needs Node ${engines.node}, this is ${process.versions.node}. Install a newer one from https://nodejs.org.`,
  );
}

function checkGit() {
  if (spawnSync('git', ['--version']).status === 0) return;
  fail('Prompt Ledger needs git, and there is none on the PATH. Install it from https://git-scm.com.');
}

function install() {
  const stamp = path.join(root, 'node_modules', '.setup-stamp');
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('installing dependencies …\n');
  // `npx -y`: without the flag npx asks, and a machine that cannot answer hangs.
  run(
    'npx',
    [
      '-y',
      packageManager,
      'install',
      '--frozen-lockfile',
      '--prod=false',
      '--reporter=append-only',
      '--loglevel=warn',
    ],
    'The dependencies could not be installed. Is the npm registry reachable?',
  );
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

/** Changes whenever an install could have something to do. */
function fingerprint() {
  const hash = createHash('sha256').update(
    process.versions.node.split('.')[0] + process.platform + process.arch,
  );
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...manifests()]) {
    hash.update(file).update(readFileSync(path.join(root, file)));
  }
  return hash.digest('hex');
}

function manifests() {
  return ['packages', 'examples'].flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .map((name) => path.join(folder, name, 'package.json'))
      .filter((file) => existsSync(path.join(root, file))),
  );
}

function run(command, args, sentence) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    // stdout is for results; set-up has none.
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32' && command === 'npx',
    env: { ...process.env, NODE_ENV: 'development' },
  });
  if (status !== 0) fail(error ? `${sentence} (${error.message})` : sentence);
}

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
