import { createHash, hash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { SOURCE_FILE } from '../extract/modules/paths.ts';
import type { Known } from '../extract/survey.ts';
import type { ExtractOptions, FileResult } from '../extract/types.ts';
import { randomWord } from '../random-word.ts';

/** What a whole listing gave: the short cut for a run in which nothing changed. */
export interface KnownListing {
  readonly key: string;
  /** How many files were looked at. */
  readonly files: number;
  /** Content that the key does not speak of: path and id. */
  readonly inputs: readonly (readonly [path: string, id: string | null])[];
}

/** What earlier runs found. Results and rejections are added to it, and written all at once. */
export interface ExtractionCache extends Known {
  findListing(key: string): KnownListing | null;
  resultsOf(listing: KnownListing): FileResult[];
  /** The files that gave something, in any of their states. */
  paths(): string[];
  /** The files whose prompts were made, in any of their states, of one of these others. */
  findDependents(others: ReadonlySet<string>): string[];
  /** Never throws: what cannot be kept is found again. */
  save(run: CachedRun): void;
}

export interface CachedRun {
  /** All that is part of the extraction, old and new, in the order of their paths. */
  readonly results: readonly FileResult[];
  /** Keys of what was passed over in this run. */
  readonly rejected: readonly string[];
  /** null where the listing cannot be relied on. */
  readonly listing: KnownListing | null;
}

const MAX_BYTES = 32 * 1024 * 1024;
const MAX_RESULTS = 10_000;
const MAX_REJECTED = 200_000;
const MAX_LISTINGS = 16;
/** Caches of other extractors and settings that are left beside this one. */
const MAX_CACHES = 4;
const FORGOTTEN_AFTER_MS = 60 * 60 * 1000;

/**
 * Opens the cache of one extractor under some options. `include` and `exclude` are not among them: they say which files
 * are looked at, not what one gives.
 *
 * @param folder the git folder that all work trees share
 */
export function openExtractionCache(
  folder: string,
  extractor: string,
  { match, naming, placeholders }: ExtractOptions,
): ExtractionCache {
  const key = sha256(JSON.stringify([extractor, match, naming, placeholders]));
  const file = path.join(folder, 'ledger', `extract-${key.slice(0, 16)}`);
  const stored = readStored(file);
  let byPlace: Map<string, FileResult[]> | null = null;

  /** Parsed only when it is asked for: a run in which nothing changed asks for few. */
  function allByPlace(): Map<string, FileResult[]> {
    if (byPlace) return byPlace;
    byPlace = new Map();
    for (const line of stored.results) {
      const result = parseResult(line);
      const place = placeOf(result.path, result.id);
      byPlace.set(place, [...(byPlace.get(place) ?? []), result]);
    }
    return byPlace;
  }

  return {
    find: (path, id) => allByPlace().get(placeOf(path, id)) ?? [],
    isRejected: (key) => stored.rejected().has(key),
    paths: () => [...new Set([...allByPlace().values()].flat().map((result) => result.path))],
    findDependents: (others) => {
      const found = stored.results.filter((line) => leadsTo(line, others));
      return [...new Set(found.map((line) => parseResult(line).path))];
    },
    findListing: (key) => stored.listings.find((listing) => listing.key === key) ?? null,
    resultsOf: (listing) =>
      (listing as StoredListing).lines.flatMap((line) => {
        const text = stored.results[line];
        return text === undefined ? [] : [parseResult(text)];
      }),
    save(run) {
      try {
        const text = format(stored, run);
        // Larger ones are not read.
        if (Buffer.byteLength(text) <= MAX_BYTES) writeAtomically(file, text);
        writeInputs(path.dirname(file), text);
        removeOld(path.dirname(file), path.basename(file));
      } catch {
        // A read-only or full disk makes the next run slower, nothing else.
      }
    },
  };
}

interface StoredListing extends KnownListing {
  /** Which results are part of it, where they have prompts or diagnostics. */
  readonly lines: readonly number[];
}

interface Stored {
  readonly listings: readonly StoredListing[];
  /** One JSON text each. */
  readonly results: readonly string[];
  rejected(): ReadonlySet<string>;
}

const EMPTY: Stored = { listings: [], results: [], rejected: () => new Set() };

/**
 * A file of lines: what it is and the hash of the rest, the listings, the rejected keys, one result each. Whatever is
 * not exactly that (cut short, damaged, of another version) is as if it were not there.
 */
const HEADER = 'prompt-ledger extraction cache 1 ';
const HEADER_LENGTH = HEADER.length + 64 + 1;

function readStored(file: string): Stored {
  try {
    if (statSync(file).size > MAX_BYTES) return EMPTY;
    const bytes = readFileSync(file);
    const body = bytes.subarray(HEADER_LENGTH);
    if (bytes.toString('latin1', 0, HEADER_LENGTH) !== `${HEADER}${sha256(body)}\n`) return EMPTY;
    const [listings = '[]', rejected = '', ...results] = body.toString('utf8').split('\n');
    let keys: ReadonlySet<string> | null = null;
    return {
      // Its hash says that it is what we wrote.
      listings: JSON.parse(listings) as StoredListing[],
      results,
      rejected: () => (keys ??= new Set(rejected === '' ? [] : rejected.split(' '))),
    };
  } catch {
    return EMPTY;
  }
}

/** What this run used comes first and stays; what earlier runs found follows as far as there is room. */
function format(stored: Stored, { results, rejected, listing }: CachedRun): string {
  const kept = results.filter(isWhole);
  const places = new Map<string, number>();
  const lines: string[] = [];
  const add = (line: string) => {
    if (!places.has(line)) places.set(line, lines.push(line) - 1);
  };
  for (const result of kept) add(JSON.stringify(result));
  let bytes = lines.reduce((sum, line) => sum + line.length, 0);
  for (const line of stored.results) {
    bytes += line.length;
    if (lines.length < MAX_RESULTS && bytes < MAX_BYTES / 4) add(line);
  }
  const keys = new Set(rejected);
  for (const key of stored.rejected()) {
    if (keys.size >= MAX_REJECTED) break;
    keys.add(key);
  }
  const listings: StoredListing[] = [];
  if (listing && kept.length === results.length) {
    const telling = results.filter(
      (one) => one.prompts.length > 0 || one.diagnostics.length > 0 || one.ignores !== undefined,
    );
    listings.push({ ...listing, lines: telling.map((one) => places.get(JSON.stringify(one)) ?? -1) });
  }
  for (const old of stored.listings) {
    const moved = old.lines.map((line) => places.get(stored.results[line] ?? '') ?? -1);
    if (old.key !== listing?.key && !moved.includes(-1)) listings.push({ ...old, lines: moved });
  }
  const body = [JSON.stringify(listings.slice(0, MAX_LISTINGS)), [...keys].join(' '), ...lines].join('\n');
  return `${HEADER}${sha256(body)}\n${body}`;
}

/** Whether all that a result depends on has a name. */
function isWhole({ id, imports }: FileResult): boolean {
  return id !== null && imports.every((one) => one.target === null || one.id !== null);
}

/** Under a name of its own first, so that who reads meanwhile sees the old or the new, never half of one. */
function writeAtomically(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}-${randomWord()}.tmp`;
  try {
    writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/**
 * Lists the files that are no source and yet part of a prompt, one a line: the hooks' scripts let through what is in it.
 * A name with a line feed in it is left to the next whole scan.
 */
function writeInputs(folder: string, text: string): void {
  const inputs = new Set<string>();
  for (const line of text.split('\n')) {
    for (const target of line.startsWith('{') ? targetsOf(line) : []) {
      if (!SOURCE_FILE.test(target) && !target.includes('\n')) inputs.add(target);
    }
  }
  const file = path.join(folder, 'inputs');
  const wanted = [...inputs].toSorted().map((name) => `${name}\n`);
  const held = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (held !== wanted.join('')) writeAtomically(file, wanted.join(''));
}

/** Leaves the caches used last, and nothing of processes that ended half way. */
function removeOld(folder: string, own: string): void {
  const caches: { file: string; at: number }[] = [];
  for (const name of readdirSync(folder)) {
    if (name === own || !/^extract-[0-9a-f]{16}/.test(name)) continue;
    const file = path.join(folder, name);
    const at = statSync(file).mtimeMs;
    if (!name.endsWith('.tmp')) caches.push({ file, at });
    else if (Date.now() - at > FORGOTTEN_AFTER_MS) rmSync(file, { force: true });
  }
  const old = caches.toSorted((a, b) => b.at - a.at).slice(MAX_CACHES - 1);
  for (const { file } of old) rmSync(file, { force: true });
}

/** Told from the text: a hook asks this at every commit, and parsing all results would take longer than the rest. */
function leadsTo(line: string, others: ReadonlySet<string>): boolean {
  return !line.includes('"prompts":[],') && targetsOf(line).some((target) => others.has(target));
}

function targetsOf(line: string): string[] {
  return [...line.matchAll(/"target":("(?:[^"\\]|\\.)*")/g)].map(
    ([, text = '']) => JSON.parse(text) as string,
  );
}

function parseResult(line: string): FileResult {
  return JSON.parse(line) as FileResult;
}

function placeOf(path: string, id: string | null): string {
  return `${id} ${path}`;
}

function sha256(data: string | Uint8Array): string {
  return typeof data === 'string'
    ? hash('sha256', data, 'hex')
    : createHash('sha256').update(data).digest('hex');
}
