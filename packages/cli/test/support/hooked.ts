import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { createFolder, type Folder } from './repository.ts';

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly cwd?: string;
}

export interface Hooked extends Folder {
  /** git as a developer runs it, with hooks; throws where it fails. */
  git(...args: string[]): Promise<string>;
  /** The same, whatever it ends with. */
  tryGit(args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Everything there is, committed, without hooks. */
  commitQuietly(message?: string): Promise<void>;
  /** Everything there is, committed. */
  commit(message?: string, ...args: string[]): Promise<Ran>;
  /** The installed tool. */
  ledger(...args: string[]): Promise<Ran>;
  /** What waits for the server. */
  spooled(): Promise<string[]>;
}

export interface HookedOptions {
  readonly bin: string;
  readonly server: { readonly url: string; readonly key: string };
  readonly files?: Readonly<Record<string, string>>;
  /** A folder that is there already, such as a linked work tree. */
  readonly at?: Folder;
  /** Seconds that its hooks wait for the server; '' is what users get. Long, so that a busy machine is no slow server. */
  readonly hookTimeout?: string;
}

/** A repository whose hooks `ledger hooks install` put there, with the tool in its node_modules. */
export async function createHooked(options: HookedOptions): Promise<Hooked> {
  const hooked = openHooked(options);
  hooked.write({ '.gitignore': 'node_modules\n' });
  const original = path.join(path.dirname(options.bin), 'hooked.git');
  // What is always the same is made once for a build.
  if (existsSync(original)) {
    cpSync(original, hooked.path('.git'), { recursive: true });
    return hooked;
  }
  await hooked.git('init', '--quiet', '--initial-branch', 'main');
  await hooked.git('config', 'user.name', 'Test');
  await hooked.git('config', 'user.email', 'test@example.com');
  const { code, stderr } = await hooked.ledger('hooks', 'install');
  if (code !== 0) throw new Error(stderr);
  cpSync(hooked.path('.git'), original, { recursive: true });
  return hooked;
}

/** Nothing that git does by itself after a command, and no waiting for the disk. */
const GIT_CONFIG = '[maintenance]\n\tauto = false\n[gc]\n\tauto = 0\n[core]\n\tfsync = none\n';

export function openHooked({ bin, server, files = {}, at, hookTimeout = '30' }: HookedOptions): Hooked {
  const folder = at ?? createFolder();
  folder.write(files);
  const { root } = folder;
  const link = folder.path('node_modules/.bin/ledger');
  mkdirSync(path.dirname(link), { recursive: true });
  if (!existsSync(link)) symlinkSync(bin, link);
  folder.write({ 'node_modules/.gitconfig': GIT_CONFIG });
  const env = {
    ...cleanEnvironment(),
    HOME: path.join(root, 'node_modules'),
    XDG_CACHE_HOME: path.join(path.dirname(bin), 'cache'),
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_EDITOR: 'true',
    LEDGER_URL: server.url,
    LEDGER_API_KEY: server.key,
    LEDGER_HOOK_TIMEOUT: hookTimeout,
  };
  const run = (command: string, args: readonly string[], options: RunOptions = {}) =>
    runProcess(command, args, { cwd: options.cwd ?? root, env: { ...env, ...options.env } }, options.input);
  const tryGit: Hooked['tryGit'] = (args, options) => run('git', args, options);
  const git: Hooked['git'] = async (...args) => {
    const { code, stdout, stderr } = await tryGit(args);
    if (code !== 0) throw new Error(`git ${args.join(' ')} ended with ${code}: ${stderr}`);
    return stdout;
  };
  return {
    ...folder,
    git,
    tryGit,
    async commitQuietly(message = 'A change') {
      await git('add', '--all');
      await tryGit(['commit', '--quiet', '--message', message], { env: { LEDGER: '0' } });
    },
    async commit(message = 'A change', ...args) {
      await git('add', '--all');
      return tryGit(['commit', '--quiet', '--message', message, ...args]);
    },
    ledger: (...args) => run(link, args),
    async spooled() {
      const common = await git('rev-parse', '--path-format=absolute', '--git-common-dir');
      const spool = path.join(common.trim(), 'ledger', 'spool');
      return existsSync(spool) ? readdirSync(spool).toSorted() : [];
    },
  };
}

/** Nothing of whoever runs the tests, nor of a hook or build that does. */
function cleanEnvironment(): Record<string, string | undefined> {
  const foreign = /^(?:GIT_|LEDGER|CI$|GITHUB_|GITLAB_|NODE_OPTIONS|NODE_V8_COVERAGE|npm_|HUSKY)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

function runProcess(
  command: string,
  args: readonly string[],
  place: { cwd: string; env: NodeJS.ProcessEnv },
  input = '',
): Promise<Ran> {
  return new Promise((done, failed) => {
    const child = spawn(command, args, place);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', failed);
    child.on('close', (code) =>
      done({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
    // A command that reads nothing may have ended before.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}
