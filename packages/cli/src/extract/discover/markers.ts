import type { Comment, Node, Program } from '@babel/types';
import { declaredNames } from '../parse/names-of.ts';

/** A `@prompt [name]` in a documentation comment. */
export interface Marker {
  /** Everything after `@prompt` on its line; null where there is nothing. */
  readonly name: string | null;
}

const TAG = /^[\s*]*@prompt\b[ \t]*([^\r\n]*?)[\s*]*$/m;

/** The marker among the comments right above a node. */
export function markerOf(node: Node): Marker | null {
  return findMarker(node.leadingComments);
}

function findMarker(comments: readonly Comment[] | null | undefined): Marker | null {
  for (const comment of (comments ?? []).toReversed()) {
    if (comment.type !== 'CommentBlock' || !comment.value.startsWith('*')) continue;
    const match = TAG.exec(comment.value);
    if (match) return { name: match[1] ? match[1].trim() : null };
  }
  return null;
}

/** The top-level declarations of a file that a marker stands above, by the name they declare. */
export function findMarkers(program: Program): ReadonlyMap<string, Marker> {
  const markers = new Map<string, Marker>();
  for (const statement of program.body) {
    const exported =
      (statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration') &&
      statement.declaration
        ? statement.declaration
        : statement;
    const marker = markerOf(statement) ?? markerOf(exported);
    if (exported.type === 'VariableDeclaration') {
      for (const declarator of exported.declarations) {
        const own = markerOf(declarator) ?? marker;
        for (const name of own ? declaredNames(declarator.id) : []) if (own) markers.set(name, own);
      }
    } else if (marker && (exported.type === 'FunctionDeclaration' || exported.type === 'ClassDeclaration')) {
      markers.set(exported.id?.name ?? '*default*', marker);
    } else if (marker && statement.type === 'ExportDefaultDeclaration') {
      markers.set('*default*', marker);
    }
  }
  return markers;
}
