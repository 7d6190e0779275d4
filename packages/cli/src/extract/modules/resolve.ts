import type { Source } from '../../sources/source.ts';
import { createPackages } from './packages.ts';
import { joinPath, normalizePath, parentOf, SOURCE_FILE } from './paths.ts';
import { isRecord, parseJsonc } from './jsonc.ts';

/** Where an import leads to. */
export interface Target {
  readonly kind: 'module' | 'json' | 'text';
  readonly path: string;
}

const MODULE_EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];

/** Files that bundlers hand over as a string. */
const TEXT_EXTENSION =
  /\.(?:md|mdx|markdown|txt|text|prompt|hbs|handlebars|mustache|njk|j2|jinja|jinja2|liquid|tmpl)$/;

/** Whether an import may lead to a path, or a path say where imports lead. */
export function mayBeImported(path: string): boolean {
  return SOURCE_FILE.test(path) || path.endsWith('.json') || TEXT_EXTENSION.test(path);
}

const CONFIG_NAMES = ['tsconfig.json', 'jsconfig.json', 'tsconfig.app.json', 'tsconfig.base.json'];

/** Resolves import specifiers to files of one source; packages that are installed, not written here, are null. */
export function createResolver(source: Source): (from: string, specifier: string) => Target | null {
  let known: ReadonlySet<string> | null = null;
  // A file that imports nothing asks for none of them.
  const files = (): ReadonlySet<string> => (known ??= new Set(source.paths));
  const find = (path: string) => findFile(files(), path);
  const packages = createPackages(source, find);
  const aliases = new Map<string, readonly Alias[]>();

  function aliasesOf(directory: string): readonly Alias[] {
    let known = aliases.get(directory);
    if (!known) {
      known = CONFIG_NAMES.flatMap((name) => readAliases(source, files(), joinPath(directory, name), 0));
      aliases.set(directory, known);
    }
    return known;
  }

  function findAliased(from: string, specifier: string): string | null {
    for (let directory: string | null = parentOf(from); directory !== null; directory = parentOf(directory)) {
      for (const alias of aliasesOf(directory)) {
        const found = applyAlias(alias, specifier, find);
        if (found !== null) return found;
      }
      if (directory === '') break;
    }
    return null;
  }

  return (from, written) => {
    const [specifier = '', query] = written.split('?', 2);
    if (query !== undefined && query !== 'raw') return null;
    const path = specifier.startsWith('.')
      ? find(joinPath(parentOf(from) ?? '', specifier))
      : (findAliased(from, specifier) ?? packages.find(from, specifier));
    if (path === null) return null;
    if (query === 'raw' || TEXT_EXTENSION.test(path)) return { kind: 'text', path };
    if (path.endsWith('.json')) return { kind: 'json', path };
    return MODULE_EXTENSIONS.some((extension) => path.endsWith(extension)) ? { kind: 'module', path } : null;
  };
}

/** A file by its path as imports write it: without extension, with `.js` for `.ts`, or a folder with an index. */
function findFile(files: ReadonlySet<string>, path: string): string | null {
  if (files.has(path) && !path.endsWith('.d.ts')) return path;
  for (const extension of MODULE_EXTENSIONS) {
    if (files.has(path + extension)) return path + extension;
  }
  // import './a.js' finds a.ts, as TypeScript writes it
  const match = /^(.*)\.([cm]?)jsx?$/.exec(path);
  if (match) {
    for (const candidate of [`${match[1]}.${match[2]}ts`, `${match[1]}.tsx`]) {
      if (files.has(candidate)) return candidate;
    }
  }
  for (const extension of MODULE_EXTENSIONS) {
    const index = joinPath(path, `index${extension}`);
    if (files.has(index)) return index;
  }
  return null;
}

/** One entry of `paths`: `"@/*": ["./src/*"]`; a baseUrl is the pattern `*`. */
interface Alias {
  readonly prefix: string;
  readonly suffix: string;
  readonly wildcard: boolean;
  /** Relative to the root. */
  readonly targets: readonly string[];
}

function applyAlias(alias: Alias, specifier: string, find: (path: string) => string | null): string | null {
  const { prefix, suffix, wildcard } = alias;
  if (wildcard ? !specifier.startsWith(prefix) || !specifier.endsWith(suffix) : specifier !== prefix)
    return null;
  const middle = wildcard ? specifier.slice(prefix.length, specifier.length - suffix.length) : '';
  for (const target of alias.targets) {
    const found = find(wildcard ? normalizePath(target.replace('*', () => middle)) : target);
    if (found !== null) return found;
  }
  return null;
}

function readAliases(source: Source, files: ReadonlySet<string>, path: string, depth: number): Alias[] {
  if (depth > 5 || !files.has(path)) return [];
  const config = parseJsonc(source.read(path) ?? '');
  if (!isRecord(config)) return [];
  const directory = parentOf(path) ?? '';
  const options = isRecord(config['compilerOptions']) ? config['compilerOptions'] : {};
  const baseUrl = options['baseUrl'];
  const base = typeof baseUrl === 'string' ? joinPath(directory, baseUrl) : directory;
  const found: Alias[] = [];
  for (const [pattern, targets] of Object.entries(isRecord(options['paths']) ? options['paths'] : {})) {
    const [prefix = '', suffix] = pattern.split('*', 2);
    const list = Array.isArray(targets) ? targets.filter((target) => typeof target === 'string') : [];
    found.push({
      prefix,
      suffix: suffix ?? '',
      wildcard: suffix !== undefined,
      targets: list.map((target) => joinPath(base, target)),
    });
  }
  // As TypeScript does: a whole name before patterns, and of those the one that says most before its star.
  found.sort((a, b) => Number(a.wildcard) - Number(b.wildcard) || b.prefix.length - a.prefix.length);
  if (typeof baseUrl === 'string') {
    found.push({ prefix: '', suffix: '', wildcard: true, targets: [joinPath(base, '*')] });
  }
  const parents = [config['extends']]
    .flat()
    .filter((parent) => typeof parent === 'string' && parent.startsWith('.'));
  for (const parent of parents) {
    const target = joinPath(directory, String(parent));
    found.push(...readAliases(source, files, files.has(target) ? target : `${target}.json`, depth + 1));
  }
  return found;
}
