import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { Script } from 'node:vm';
import { EXIT } from '../errors.ts';

const FORGOTTEN_AFTER_MS = 30 * 24 * 60 * 60 * 1000;

/** As `require` remembers them. */
const loaded = new Map<string, unknown>();

/**
 * Loads a CommonJS file of our own with what V8 made of it in an earlier process. Compiling takes a third of the time of
 * a hook, and nothing else of Node's keeps what a run compiled late. The build has put the file into the function that
 * Node would wrap around it.
 *
 * What is kept is code, so it lies where only this user can write, never in a repository.
 *
 * @param use what the process does, where one file serves many uses: each of them compiles other parts of it
 */
export function loadCompiled(directory: string, name: string, use = ''): unknown {
  const file = path.join(directory, name);
  const known = loaded.get(file);
  if (known !== undefined) return known;
  // The build writes nothing but ASCII, of which one byte is one character.
  const source = readFileSync(file, 'latin1');
  const place = placeFor(file, source, use);
  const kept = place === null ? null : readKept(place);
  const script = new Script(source, {
    filename: file,
    ...(kept ? { cachedData: kept.code } : {}),
  });
  const module = { exports: {} as unknown };
  const load = script.runInThisContext() as (...given: unknown[]) => void;
  const require = Object.assign(requireBuiltin, { compiled: loadCompiled });
  load(module.exports, require, module, file, directory);
  loaded.set(file, module.exports);
  if (place !== null) {
    // At the end, when what this run needs is compiled. Of a command that there is not nothing is.
    process.once('exit', (code) => {
      const isKept = kept !== null && script.cachedDataRejected !== true && loaded.size <= kept.files;
      if (!isKept && code !== EXIT.usage) keep(place, script);
    });
  }
  return module.exports;
}

/** All else is in the files themselves. */
function requireBuiltin(name: string): unknown {
  const found: unknown = process.getBuiltinModule(name);
  if (found !== undefined) return found;
  throw Object.assign(new Error(`Cannot find module '${name}'`), { code: 'MODULE_NOT_FOUND' });
}

/** null where there is no place that only this user can write to. */
function placeFor(file: string, source: string, use: string): string | null {
  const { LEDGER_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (LEDGER_CACHE === '0') return null;
  const home =
    XDG_CACHE_HOME || (process.platform === 'win32' && LOCALAPPDATA) || path.join(homedir(), '.cache');
  const folder = path.join(home, 'prompt-ledger');
  try {
    if (!isPrivate(folder)) return null;
    const { mtimeMs } = statSync(file);
    const version = `${process.version}-${process.arch}-${Math.round(mtimeMs).toString(36)}-${source.length.toString(36)}`;
    return path.join(folder, [path.basename(file), version, use].filter(Boolean).join('-'));
  } catch {
    return null;
  }
}

function isPrivate(folder: string): boolean {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats === undefined) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return true;
  }
  if (process.platform === 'win32') return true;
  return stats.uid === process.getuid?.() && (stats.mode & 0o022) === 0;
}

/** What V8 made of a file, in a process that ran so many files of ours: one that runs more compiles more of each. */
interface Kept {
  readonly code: Buffer;
  readonly files: number;
}

function readKept(place: string): Kept | null {
  try {
    const bytes = readFileSync(place);
    return { code: bytes.subarray(0, -1), files: bytes.at(-1) ?? 0 };
  } catch {
    return null;
  }
}

function keep(file: string, script: Script): void {
  try {
    const temporary = `${file}.${process.pid}.tmp`;
    const bytes = Buffer.concat([script.createCachedData(), Buffer.of(loaded.size)]);
    writeFileSync(temporary, bytes, { mode: 0o600, flag: 'wx' });
    renameSync(temporary, file);
    forgetOld(path.dirname(file));
  } catch {
    // The next run compiles again.
  }
}

/** Of earlier versions, and of processes that ended half way. */
function forgetOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!/^[a-z]+\.cjs-/.test(name)) continue;
    const file = path.join(folder, name);
    if (Date.now() - statSync(file).mtimeMs > FORGOTTEN_AFTER_MS) rmSync(file, { force: true });
  }
}
