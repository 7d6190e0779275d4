import type { Module, Modules } from './modules.ts';

/**
 * The first file behind `export *` that has a name. Each file is looked into once: barrels may list each other.
 *
 * @param has whether a file has it itself
 */
export function findStar(
  modules: Modules,
  from: Module,
  name: string,
  has: (module: Module) => boolean,
): Module | null {
  const seen = new Set([from.path]);
  const pending = [from];
  for (let module = pending.pop(); module; module = pending.pop()) {
    if (module !== from && has(module)) return module;
    for (const star of module.stars.toReversed()) {
      const target = modules.resolve(module.path, star);
      if (target?.kind !== 'module' || seen.has(target.path)) continue;
      seen.add(target.path);
      const next = modules.followStar(target.path, name);
      if (next) pending.push(next);
    }
  }
  return null;
}

/** Whether a file exports a value under a name, be it one that it has from elsewhere by name. */
export function exportsValueAs(name: string): (module: Module) => boolean {
  return ({ exports, bindings }) => {
    const exported = exports.get(name);
    return exported !== undefined && (exported.kind === 'from' || bindings.has(exported.name));
  };
}
