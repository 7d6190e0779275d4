import type { Module } from './modules.ts';
import type { Value } from './values.ts';

/** Where a local name keeps its value. What it holds is part of the run's state, as that forks at every branch. */
export interface Cell {
  readonly name: string;
}

/** The names that code can see: locals by block and function, then those of the file. */
export interface Scope {
  readonly module: Module;
  readonly cells: Map<string, Cell>;
  /** null for the file's own scope, whose names are the module's bindings. */
  readonly parent: Scope | null;
}

/** What every local holds at one moment. */
export type State = Map<Cell, Value>;

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
