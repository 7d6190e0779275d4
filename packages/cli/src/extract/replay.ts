import type { Source } from '../sources/source.ts';
import { openFilter, rejectionKey, isValid } from './survey.ts';
import { openGraph } from './modules/graph.ts';
import { readFiles } from './index.ts';
import { openModules, type ModuleCache } from './modules/modules.ts';
import type { Diagnostic, ExtractedPrompt, ExtractOptions, FileResult, Import } from './types.ts';

/** The prompts of a source whose files change again and again. */
export interface Replay {
  /**
   * Looks at what changed, and at the files that depend on it.
   *
   * @returns whether there may be other prompts now
   */
  step(changes: readonly Change[]): boolean;
  /** Sorted by file, then position. */
  prompts(): readonly ExtractedPrompt[];
  /** Whether a change makes somebody read the file. */
  isRead(path: string): boolean;
  /** How many files there were that could not be parsed; the prompts they had before were kept. */
  broken(): number;
}

export interface Change {
  readonly path: string;
  readonly kind: 'new' | 'changed' | 'gone';
}

/** What code of a few prompts imports; parsed files take sixty times the room of their text. */
const MOST_PARSED = 2_000_000;

/**
 * Starts with no files. Only texts are asked for, so code that is none is not hashed.
 *
 * @returns what is wrong with the options, where they are not to be used
 */
export function startReplay(source: Source, given: ExtractOptions): Replay | Diagnostic {
  const options: ExtractOptions = { ...given, hashes: false };
  const filter = openFilter(options);
  if ('code' in filter) return filter;
  const results = new Map<string, FileResult>();
  const rejected = new Set<string>();
  const watchers = openWatchers();
  const parsed = openCache();
  let broken = 0;

  function keep(result: FileResult): boolean {
    const before = results.get(result.path);
    watchers.forget(result.path, before);
    const fails = result.diagnostics.some(({ code }) => code === 'syntax-error');
    // Nobody takes a commit that does not parse for one that takes its prompts away.
    const prompts = fails && before ? before.prompts : result.prompts;
    if (fails) broken += 1;
    results.set(result.path, { ...result, prompts });
    watchers.watch(result.path, result.imports);
    return prompts.length > 0 || (before?.prompts.length ?? 0) > 0;
  }

  function drop(path: string): boolean {
    const before = results.get(path);
    watchers.forget(path, before);
    results.delete(path);
    return (before?.prompts.length ?? 0) > 0;
  }

  /** Most files hold no prompt, and most contents come back: with a revert, in another folder. */
  const mayHold = (path: string): boolean => {
    const id = source.id?.(path) ?? null;
    const key = id === null ? null : rejectionKey(path, id);
    if (key !== null && rejected.has(key)) return false;
    const text = source.read(path);
    if (text === null || filter.acceptsText(path, text)) return true;
    if (key !== null) rejected.add(key);
    return false;
  };

  return {
    isRead: (path) => filter.acceptsPath(path) || watchers.reads(path),
    broken: () => broken,
    prompts: () =>
      [...results.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1)).flatMap(({ prompts }) => prompts),
    step(changes) {
      let isOther = false;
      const open = new Set<string>();
      for (const { path, kind } of changes) {
        if (!filter.acceptsPath(path)) continue;
        if (kind !== 'gone' && mayHold(path)) open.add(path);
        else isOther = drop(path) || isOther;
      }
      const concerned = watchers.concernedBy(changes).filter((path) => !open.has(path));
      if (open.size === 0 && concerned.length === 0) return isOther;
      const graph = openGraph(source);
      for (const path of concerned) {
        const result = results.get(path);
        if (result && !isValid(result, source, graph)) open.add(path);
      }
      const modules = openModules(source, graph, parsed);
      const read = readFiles({ source, options, filter, graph, open: [...open].toSorted() }, modules);
      for (const result of read.results) isOther = keep(result) || isOther;
      return isOther;
    },
  };
}

/** Knows which files may give something else when others come, change or go. */
function openWatchers() {
  const byTarget = new Map<string, Set<string>>();
  /** By the last name in a specifier: a file of that name may be what it means. */
  const byName = new Map<string, Set<string>>();
  const byConfiguration = new Set<string>();
  const places = ({ target, specifier }: Import) => [
    ...(target === null ? [] : [{ map: byTarget, key: target }]),
    { map: byName, key: nameOf(specifier) },
  ];

  return {
    reads: (path: string) => byTarget.has(path) || CONFIGURATION.test(path),
    watch(path: string, imports: readonly Import[]): void {
      for (const one of imports) {
        for (const { map, key } of places(one)) map.set(key, (map.get(key) ?? new Set()).add(path));
        if (!one.specifier.startsWith('.')) byConfiguration.add(path);
      }
    },
    forget(path: string, result: FileResult | undefined): void {
      for (const one of result?.imports ?? []) {
        for (const { map, key } of places(one)) map.get(key)?.delete(path);
      }
      byConfiguration.delete(path);
    },
    concernedBy(changes: readonly Change[]): string[] {
      const found = new Set<string>();
      const add = (paths: ReadonlySet<string> | undefined) => {
        for (const path of paths ?? []) found.add(path);
      };
      for (const { path, kind } of changes) {
        add(byTarget.get(path));
        if (CONFIGURATION.test(path)) add(byConfiguration);
        if (kind === 'changed') continue;
        for (const name of namesOf(path)) add(byName.get(name));
        if (INDEX.test(path)) add(byConfiguration);
      }
      return [...found].toSorted();
    },
  };
}

const CONFIGURATION = /(?:^|\/)(?:package|[tj]sconfig[^/]*)\.json$/;
const INDEX = /(?:^|\/)index\.[^/]*$/;

/** `../a/b.js?raw` → b; `..` and `.` mean an index, of whatever folder. */
function nameOf(specifier: string): string {
  const last =
    specifier
      .split('?')[0]
      ?.split('/')
      .findLast((part) => part !== '') ?? '';
  return /^\.{1,2}$/.test(last) ? 'index' : withoutExtensions(last);
}

/** What an import may call a file: by its own name, or by its folder's where it is an index. */
function namesOf(path: string): string[] {
  const parts = path.split('/');
  const name = withoutExtensions(parts.at(-1) ?? '');
  return name === 'index' ? ['index', withoutExtensions(parts.at(-2) ?? '')] : [name];
}

/** `a.test.ts` and an import of `./a.test` are both called a: what is looked at once too often costs little. */
function withoutExtensions(name: string): string {
  return name.replace(/(?<=.)\..*$/, '');
}

/** The files parsed last. */
function openCache(): ModuleCache {
  const modules = new Map<string, ReturnType<ModuleCache['get']>>();
  let held = 0;
  return {
    get(path, id) {
      const key = `${id} ${path}`;
      const found = modules.get(key);
      if (!found) return null;
      modules.delete(key);
      modules.set(key, found);
      return found;
    },
    set(path, id, module) {
      modules.set(`${id} ${path}`, module);
      held += module.text.length;
      for (const [key, old] of modules) {
        if (held <= MOST_PARSED) return;
        modules.delete(key);
        held -= old?.text.length ?? 0;
      }
    },
  };
}
