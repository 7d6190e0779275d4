import type { Settings } from '../config.ts';
import { CliError } from '../errors.ts';
import { assemble, rejectionKey, siftFiles, surveyFiles } from '../extract/survey.ts';
import type { Diagnostic, Extraction, FileResult } from '../extract/types.ts';
import type { FileChange } from '../git/changes.ts';
import type { ExtractionCache } from '../ledger/extraction-cache.ts';
import { openBlobs, type BlobSource, type Tree, type TreeReader } from '../sources/blobs.ts';
import { openChanged } from '../sources/changed.ts';
import type { Source } from '../sources/source.ts';
import type { Look } from './look.ts';

export interface ReadChanges {
  /** The prompts of the touched files. */
  readonly before: Extraction;
  readonly after: Extraction;
  /** The later state, for showing a line of it. */
  readonly source: Source;
  /** Keeps what was found; never throws. */
  save(): void;
}

/**
 * Extracts what a change touches, in both states. Of other files only what earlier runs found is known: enough to see
 * two prompts of one name without reading the whole repository.
 *
 * @param later the later state, whole
 */
export async function readChanges(
  settings: Settings,
  look: Look,
  later: TreeReader,
  cache: ExtractionCache | null,
): Promise<ReadChanges> {
  const { extract: options } = settings;
  const { changes, touched } = look;
  const others = findOthers(look, cache);
  const isSeveral = others.length > 0 || [...look.texts.values()].some((text) => text && IMPORTS.test(text));
  const reading = isSeveral ? later.read() : null;
  // The extractor takes as long to load as git to list the files.
  if (changes.some((change) => isTouchedAnew(change, touched, cache))) await import('../extract/index.ts');
  const sides = openSides(settings.root, look, (await reading) ?? later.readNow);
  const elsewhere = others.filter((path) => sides.after.id(path) !== null);
  const after = await readSide(sides.after, options, touched, elsewhere, cache);
  const before = await readSide(sides.before, options, touched, [], cache);
  return {
    before: before.side,
    after: after.side,
    source: sides.after,
    save: () =>
      cache?.save({
        results: [...after.fresh, ...before.fresh],
        rejected: [...after.rejected, ...before.rejected],
        listing: null,
      }),
  };
}

/** A file that is made of others, most likely. */
const IMPORTS = /\b(?:from|import)\s*["']|\b(?:require|import)\s*\(/;

/** Files with prompts, as earlier runs knew them, that did not change. */
function findOthers({ touched }: Look, cache: ExtractionCache | null): string[] {
  const known = new Set(touched);
  return cache?.paths().filter((path) => !known.has(path)) ?? [];
}

function openSides(
  root: string,
  { changes, texts }: Look,
  given: Tree | (() => Tree),
): { readonly before: BlobSource; readonly after: BlobSource } {
  let read: Tree | null = null;
  const tree = (): Tree => (read ??= typeof given === 'function' ? given() : given);
  const open = (side: 'before' | 'after', openAll: () => Tree) => {
    const files = changes.flatMap((change) => {
      const id = change[side];
      // A link may lead to a file.
      return id === null && change.absent !== side ? [] : [[change.path, id] as const];
    });
    return openChanged(new Map(files), texts, () => openBlobs(root, openAll(), texts));
  };
  const former = (): Tree => {
    const files = new Map(tree().files);
    for (const { path, before } of changes) {
      if (before === null) files.delete(path);
      else files.set(path, before);
    }
    return { ...tree(), files };
  };
  return { before: open('before', former), after: open('after', tree) };
}

function isTouchedAnew(
  { path, after }: FileChange,
  touched: readonly string[],
  cache: ExtractionCache | null,
): boolean {
  if (after === null || !touched.includes(path)) return false;
  return cache === null || cache.find(path, after).length === 0;
}

interface ReadSide {
  readonly side: Extraction;
  readonly fresh: readonly FileResult[];
  readonly rejected: readonly string[];
}

async function readSide(
  source: BlobSource,
  options: Settings['extract'],
  touched: readonly string[],
  elsewhere: readonly string[],
  cache: ExtractionCache | null,
): Promise<ReadSide> {
  const here = touched.filter((path) => source.id(path) !== null);
  const wanted = [...new Set([...here, ...elsewhere])].toSorted();
  const survey = surveyFiles(source, options, cache ?? undefined, wanted);
  if ('code' in survey) throw new CliError('config', survey.message, survey.hint);
  const isTouched = new Set(touched);
  const open = survey.open.filter((path) => isTouched.has(path));
  source.expect(open);
  const { accepted, rejected } = siftFiles({ ...survey, open });
  // The evaluator, and with it the parser, is loaded only where some file may hold a prompt.
  const fresh =
    accepted.length === 0
      ? []
      : (await import('../extract/index.ts')).readFiles({ ...survey, open: accepted }).results;
  const stats = { files: wanted.length, parsed: accepted.length, cached: survey.reused.length };
  const { prompts, diagnostics } = assemble([...survey.reused, ...fresh], stats, options);
  return {
    side: pick({ prompts, diagnostics, stats }, isTouched),
    fresh,
    rejected: rejected.flatMap((path) => {
      const id = source.id(path);
      return id === null ? [] : [rejectionKey(path, id)];
    }),
  };
}

/** Of two prompts of one name the second is told, which need not be the touched one. */
function pick({ prompts, diagnostics, stats }: Extraction, touched: ReadonlySet<string>): Extraction {
  const isHere = ({ file }: { readonly file: string }) => touched.has(file);
  const here = prompts.filter(isHere);
  const names = new Set(here.map(({ name }) => name));
  const collides = ({ code, file, line }: Diagnostic) =>
    code === 'name-collision' &&
    prompts.some((one) => one.file === file && one.line === line && names.has(one.name));
  return {
    stats,
    prompts: here,
    diagnostics: diagnostics.filter(
      (one) => isHere(one) || (one.prompt && isHere(one.prompt)) || collides(one),
    ),
  };
}
