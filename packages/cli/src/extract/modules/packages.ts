import type { Source } from '../../sources/source.ts';
import { isRecord } from './jsonc.ts';
import { joinPath, parentOf } from './paths.ts';

interface Package {
  readonly directory: string;
  readonly manifest: Record<string, unknown>;
}

/** Conditions under which an `exports` entry is the one that source code means. */
const CONDITIONS = ['source', 'development', 'import', 'module', 'default', 'require', 'types', 'node'];

/** What the packages of a repository are called: by all of them, and by one that names another itself. */
interface Packages {
  readonly byName: ReadonlyMap<string, Package>;
  /** `"core": "file:../core"` is called core where that is written, whatever its own name is; innermost first. */
  readonly links: readonly { readonly name: string; readonly by: string; readonly target: Package }[];
}

/** The packages of a workspace, found by the name in their package.json, resolved to their source. */
export function createPackages(source: Source, find: (path: string) => string | null) {
  let packages: Packages | null = null;

  function findPackage(from: string, name: string): Package | null {
    packages ??= readPackages(source);
    const link = packages.links.find((each) => each.name === name && isInside(from, each.by));
    return link?.target ?? packages.byName.get(name) ?? null;
  }

  return {
    find(from: string, specifier: string): string | null {
      if (specifier.startsWith('#')) return findInternal(source, find, from, specifier);
      const segments = specifier.split('/');
      const length = specifier.startsWith('@') ? 2 : 1;
      const target = findPackage(from, segments.slice(0, length).join('/'));
      return target ? findEntry(target, segments.slice(length).join('/'), find) : null;
    },
  };
}

function readPackages(source: Source): Packages {
  const byName = new Map<string, Package>();
  const byDirectory = new Map<string, Package>();
  for (const path of source.paths) {
    if (path !== 'package.json' && !path.endsWith('/package.json')) continue;
    if (path.includes('node_modules/')) continue;
    const manifest = readManifest(source, path);
    if (!manifest) continue;
    const found = { directory: parentOf(path) ?? '', manifest };
    byDirectory.set(found.directory, found);
    const { name } = manifest;
    if (typeof name === 'string' && !byName.has(name)) byName.set(name, found);
  }
  const links = [...byDirectory].flatMap(([by, { manifest }]) =>
    linksOf(manifest).flatMap(([name, path]) => {
      const target = byDirectory.get(joinPath(by, path));
      return target ? [{ name, by, target }] : [];
    }),
  );
  return { byName, links: links.toSorted((a, b) => b.by.length - a.by.length) };
}

/** The dependencies of a package that are folders beside it, and the way there. */
function linksOf(manifest: Record<string, unknown>): [name: string, path: string][] {
  const lists = [manifest['dependencies'], manifest['devDependencies'], manifest['peerDependencies']];
  return lists.filter(isRecord).flatMap((list) =>
    Object.entries(list).flatMap(([name, version]): [string, string][] => {
      const path =
        typeof version === 'string' ? /^(?:file|link|portal):(\.{1,2}\/.*)/.exec(version)?.[1] : null;
      return path ? [[name, path]] : [];
    }),
  );
}

function isInside(path: string, directory: string): boolean {
  return directory === '' || path.startsWith(`${directory}/`);
}

function readManifest(source: Source, path: string): Record<string, unknown> | null {
  try {
    const manifest: unknown = JSON.parse(source.read(path) ?? '');
    return isRecord(manifest) ? manifest : null;
  } catch {
    return null;
  }
}

/** `"imports": { "#a/*": "./src/*" }` of the nearest package.json. */
function findInternal(
  source: Source,
  find: (path: string) => string | null,
  from: string,
  specifier: string,
) {
  for (let directory = parentOf(from); directory !== null; directory = parentOf(directory)) {
    const manifest = readManifest(source, joinPath(directory, 'package.json'));
    if (!manifest) continue;
    for (const target of matchEntries(manifest['imports'], specifier)) {
      const found = findSource({ directory, manifest }, target, find);
      if (found !== null) return found;
    }
    return null;
  }
  return null;
}

function findEntry(target: Package, subpath: string, find: (path: string) => string | null): string | null {
  const { manifest } = target;
  const declared =
    subpath === '' ? [manifest['source'], manifest['main'], manifest['module'], manifest['types']] : [];
  const exported = matchEntries(manifest['exports'], subpath === '' ? '.' : `./${subpath}`);
  const usual =
    subpath === '' ? ['src/index', 'index', 'lib/index', 'src/main'] : [`src/${subpath}`, subpath];
  for (const candidate of [...exported, ...declared, ...usual]) {
    const found = typeof candidate === 'string' ? findSource(target, candidate, find) : null;
    if (found !== null) return found;
  }
  return null;
}

/** An entry may name what the build makes; its source lies in `src`, under the same name. */
function findSource(
  { directory }: Package,
  candidate: string,
  find: (path: string) => string | null,
): string | null {
  if (candidate.endsWith('.d.ts'))
    return findSource({ directory, manifest: {} }, candidate.slice(0, -5), find);
  const path = candidate.replace(/^\.\//, '');
  const inSource = path.replace(/^(?:dist|build|lib|out)\/(?:esm\/|cjs\/|es\/|src\/)?/, 'src/');
  return find(joinPath(directory, path)) ?? (inSource === path ? null : find(joinPath(directory, inSource)));
}

/** The targets of an `exports` or `imports` map for one key, exact or by its one `*`. */
function matchEntries(map: unknown, key: string): string[] {
  if (typeof map === 'string' || Array.isArray(map)) return key === '.' ? targetsOf(map) : [];
  if (!isRecord(map)) return [];
  if (key === '.' && !Object.keys(map).some((name) => name.startsWith('.') || name.startsWith('#'))) {
    return targetsOf(map);
  }
  if (key in map) return targetsOf(map[key]);
  const patterns = Object.entries(map).flatMap(([pattern, value]) => {
    const [prefix = '', suffix] = pattern.split('*', 2);
    return suffix !== undefined && key.startsWith(prefix) && key.endsWith(suffix)
      ? [{ prefix, suffix, value }]
      : [];
  });
  // As Node does: the one that says most before its star.
  const [best] = patterns.toSorted((a, b) => b.prefix.length - a.prefix.length);
  if (!best) return [];
  const middle = key.slice(best.prefix.length, key.length - best.suffix.length);
  return targetsOf(best.value).map((target) => target.replace('*', () => middle));
}

function targetsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(targetsOf);
  if (!isRecord(value)) return [];
  return CONDITIONS.flatMap((condition) => (condition in value ? targetsOf(value[condition]) : []));
}
