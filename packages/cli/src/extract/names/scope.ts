import type { Module } from '../modules/modules.ts';
import type { Cell, Scope } from '../values/values.ts';

export function moduleScope(module: Module): Scope {
  return { module, cells: new Map(), parent: null };
}

export function innerScope(parent: Scope): Scope {
  return { module: parent.module, cells: new Map(), parent };
}

export function findCell(scope: Scope, name: string): Cell | null {
  for (let at: Scope | null = scope; at; at = at.parent) {
    const cell = at.cells.get(name);
    if (cell) return cell;
  }
  return null;
}

export function declare(scope: Scope, name: string): Cell {
  const known = scope.cells.get(name);
  if (known) return known;
  const cell = { name };
  scope.cells.set(name, cell);
  return cell;
}
