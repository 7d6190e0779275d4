import { isDeepStrictEqual } from 'node:util';
import { parseDocument, type Document } from 'yaml';
import type { Edit } from './manager.ts';

/** Writes a changed document, which formats all of it anew: not where nothing but that would change. */
export function editYaml(file: string, before: string, document: Document): Edit[] {
  if (isDeepStrictEqual(parseDocument(before).toJS(), document.toJS())) return [];
  return [{ file, text: document.toString({ lineWidth: 0 }), executable: false }];
}
