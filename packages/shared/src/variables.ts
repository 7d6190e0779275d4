import type { Variable } from './template.ts';
export function readVariables(_template: string): Variable[] {
  return [];
}
