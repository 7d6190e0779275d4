/**
 * Proves what a user gets: packs both packages, installs them into empty folders outside the workspace, and uses them
 * there: `node scripts/verify-packages.mjs [RELEASE…]`, on the Node at hand, or on those releases brought from npm.
 * First the CLI alone (no run-time dependency, says how to get a server), then both (sync against a server).
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathWithNode, readReleases } from './bring-node.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const work = realpathSync(mkdtempSync(path.join(tmpdir(), 'ledger-packages-')));
const MAX_INSTALLED_CLI = 5 * 1024 * 1024;
const releases = readReleases(process.argv.slice(2), 'Usage: node scripts/verify-packages.mjs [RELEASE…]');
// A user's machine knows nothing of ours: no home, no key, no database.
const env = {
  PATH: process.env.PATH,
  HOME: path.join(work, 'home'),
  NO_COLOR: '1',
  LEDGER_LOG_LEVEL: 'warn',
};

try {
  const tarballs = [pack('cli'), pack('server')];
  if (releases.length === 0) await verify(tarballs);
  for (const release of releases) {
    env.PATH = pathWithNode(release);
    await verify(tarballs);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function verify([cli, server]) {
  const { stdout } = spawnSync('node', ['--version'], { env, encoding: 'utf8' });
  process.stdout.write(`\non Node ${stdout}`);
  verifyCliAlone(cli);
  await verifyBoth(cli, server);
  for (const folder of ['alone', 'both', 'home'])
    rmSync(path.join(work, folder), { recursive: true, force: true });
}

function verifyCliAlone(cli) {
  const folder = install('alone', [cli]);
  const installed = readdirSync(path.join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
  check('the CLI installs nothing beside itself', installed.join() === '@prompt-ledger');
  const bytes = sizeOf(path.join(folder, 'node_modules', '@prompt-ledger', 'cli'));
  check(
    `the CLI is at most 5 MB installed (${(bytes / 1024 / 1024).toFixed(1)} MB)`,
    bytes <= MAX_INSTALLED_CLI,
  );
  const serve = ledger(folder, ['serve']);
  check(
    'without the server package, `serve` names the command that gets it',
    serve.status === 2 && serve.stderr.includes('npm install --save-dev @prompt-ledger/server'),
  );
}

async function verifyBoth(cli, server) {
  const folder = install('both', [cli, server]);
  verifyFiles(folder);
  writeFileSync(path.join(folder, 'prompts.ts'), "export const WELCOME = 'Hello {{name}}!';\n");
  const port = await freePort();
  env.LEDGER_URL = `http://127.0.0.1:${port}`;
  const started = performance.now();
  const child = spawn(
    path.join(folder, 'node_modules', '.bin', 'ledger'),
    ['serve', '--port', String(port)],
    {
      cwd: folder,
      env,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  try {
    await healthy(env.LEDGER_URL, child);
    process.stdout.write(
      `      first start of the embedded database: ${Math.round(performance.now() - started)} ms\n`,
    );
    const first = ledger(folder, ['sync', '--json']);
    check('`ledger sync` registers a prompt', first.status === 0);
    const history = ledger(folder, ['history', 'WELCOME', '--json']);
    check('`ledger history` shows its version', JSON.parse(history.stdout).versions?.[0]?.version === 1);
  } finally {
    child.kill('SIGTERM');
  }
  const code = await new Promise((resolve) => child.once('exit', resolve));
  check('the server ends cleanly on SIGTERM', code === 0);
}

/** What a package must bring, and must not want. */
function verifyFiles(folder) {
  const modules = path.join(folder, 'node_modules');
  for (const name of ['cli', 'server']) {
    const at = path.join(modules, '@prompt-ledger', name);
    const lacks = ['README.md', 'LICENSE', path.join('dist', 'THIRD-PARTY-NOTICES.txt')].filter(
      (file) => !existsSync(path.join(at, file)),
    );
    check(
      `the ${name} brings its README, its licence and those of others ${lacks.join()}`,
      lacks.length === 0,
    );
  }
  const manifests = readdirSync(modules, { recursive: true }).filter((file) => file.endsWith('package.json'));
  const scripted = manifests.filter((file) => {
    const { scripts = {} } = JSON.parse(readFileSync(path.join(modules, file), 'utf8'));
    return ['preinstall', 'install', 'postinstall'].some((script) => script in scripts);
  });
  check(
    `none of the ${manifests.length} packages wants an install script ${scripted.join()}`,
    manifests.length > 0 && scripted.length === 0,
  );
}

function pack(name) {
  const { status, stdout } = spawnSync('npm', ['pack', '--json', '--pack-destination', work], {
    cwd: path.join(root, 'packages', name),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  check(`npm pack of ${name}`, status === 0);
  return path.join(work, Object.values(JSON.parse(stdout))[0].filename);
}

function install(name, tarballs) {
  const folder = path.join(work, name);
  const { status } = spawnSync(
    'npm',
    ['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', ...tarballs],
    {
      stdio: ['ignore', 'ignore', 'inherit'],
      // With npm's own home, so that what it has fetched once is not fetched again.
      env: { ...process.env, PATH: env.PATH },
    },
  );
  check(`npm install in an empty folder (${name})`, status === 0);
  return folder;
}

function ledger(folder, args) {
  return spawnSync(path.join(folder, 'node_modules', '.bin', 'ledger'), args, {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
}

async function healthy(url, child) {
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null) break;
    if (
      await fetch(`${url}/health`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return;
    await sleep(50);
  }
  check('the installed server starts', false);
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

function sizeOf(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => statSync(path.join(folder, name)))
    .reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
}

function check(what, holds) {
  process.stdout.write(`${holds ? 'ok  ' : 'FAIL'}  ${what}\n`);
  if (!holds) throw new Error(`Not so: ${what}`);
}
