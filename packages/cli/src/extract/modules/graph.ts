import type { Source } from '../../sources/source.ts';
import { createResolver, type Target } from './resolve.ts';
import type { Import } from '../types.ts';

/** Resolves the imports of one source, and remembers which files asked for what. */
export interface ImportGraph {
  /** For evaluation: `from` depends on what this gives. */
  resolve(from: string, specifier: string): Target | null;
  /** The same, without anything coming to depend on it. */
  peek(from: string, specifier: string): Target | null;
  /** All that was asked for by a file, and by those it led to. */
  importsOf(path: string): Import[];
  /** The configurations and manifests that were read to resolve. */
  readonly configurations: ReadonlySet<string>;
}

export function openGraph(source: Source): ImportGraph {
  const configurations = new Set<string>();
  const find = createResolver({
    get paths() {
      return source.paths;
    },
    read(path) {
      configurations.add(path);
      return source.read(path);
    },
  });
  const known = new Map<string, Map<string, Target | null>>();
  const asked = new Map<string, Set<string>>();

  function peek(from: string, specifier: string): Target | null {
    const targets = getOrAdd(known, from, () => new Map<string, Target | null>());
    let target = targets.get(specifier);
    if (target === undefined) {
      target = find(from, specifier);
      targets.set(specifier, target);
    }
    return target;
  }

  return {
    peek,
    configurations,
    resolve(from, specifier) {
      getOrAdd(asked, from, () => new Set<string>()).add(specifier);
      return peek(from, specifier);
    },
    importsOf(path) {
      const imports: Import[] = [];
      const seen = new Set([path]);
      // A set that is added to while it is walked is walked to its new end.
      for (const from of seen) {
        for (const specifier of asked.get(from) ?? []) {
          const target = peek(from, specifier);
          const id = target && idOf(source, target.path);
          imports.push({ from, specifier, target: target?.path ?? null, id });
          if (target?.kind === 'module') seen.add(target.path);
        }
      }
      return imports;
    },
  };
}

/** Whether a file still has the content that an id names: the same, however its lines end, means the same. */
export function hasContent(source: Source, path: string, id: string | null): boolean {
  return idOf(source, path) === id;
}

function idOf(source: Source, path: string): string | null {
  return source.id?.(path) ?? null;
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
