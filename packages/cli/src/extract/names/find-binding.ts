import type { Node } from '@babel/types';
import type { Modules } from '../modules/modules.ts';
import { moduleScope } from './scope.ts';
import { exportsValueAs, findStar } from '../modules/stars.ts';
import type { Scope } from '../values/values.ts';

/** The code behind a top-level name, in this file or where it is imported from. */
export function findBinding(
  modules: Modules,
  path: string,
  name: string,
  depth: number,
): { node: Node; scope: Scope } | null {
  const module = depth > 8 ? null : modules.load(path);
  const binding = module?.bindings.get(name);
  if (!module || !binding) return null;
  if (binding.kind !== 'import') return { node: binding.node, scope: moduleScope(module) };
  return findExport(modules, path, binding.from, binding.name, depth + 1);
}

function findExport(
  modules: Modules,
  from: string,
  specifier: string,
  name: string,
  depth: number,
): { node: Node; scope: Scope } | null {
  const target = modules.resolve(from, specifier);
  const module = target?.kind === 'module' && depth <= 8 ? modules.follow(target.path) : null;
  if (!module) return null;
  const exported = module.exports.get(name);
  if (exported?.kind === 'local') return findBinding(modules, module.path, exported.name, depth);
  if (exported?.kind === 'from')
    return findExport(modules, module.path, exported.from, exported.name, depth + 1);
  const star = findStar(modules, module, name, exportsValueAs(name));
  const handed = star?.exports.get(name);
  if (!star || !handed) return null;
  return handed.kind === 'local'
    ? findBinding(modules, star.path, handed.name, depth + 1)
    : findExport(modules, star.path, handed.from, handed.name, depth + 1);
}
