import { diagnostic, DIAGNOSTICS, type DiagnosticCode } from './diagnostics.ts';
import type { Diagnostic, FileResult, Ignore } from '../types.ts';

/**
 * Leaves out what comments silence, and warns of comments that silence nothing. It looks at all files together, as some
 * diagnostics come of comparing them.
 *
 * @param judged whether a code was looked for; a comment about another one may be needed by another run
 */
export function silence(
  diagnostics: readonly Diagnostic[],
  results: readonly Pick<FileResult, 'path' | 'ignores'>[],
  judged: (code: string) => boolean,
): Diagnostic[] {
  const ignores = new Map<string, Tried[]>();
  for (const { path, ignores: own = [] } of results) {
    if (own.length > 0)
      ignores.set(
        path,
        own.map((ignore) => ({ ...ignore, used: false })),
      );
  }
  if (ignores.size === 0) return [...diagnostics];
  const heard = diagnostics.filter((each) => {
    const silencing = [
      ...findSilencing(each.code, each, ignores),
      ...(each.prompt ? findSilencing(each.code, each.prompt, ignores) : []),
    ];
    for (const ignore of silencing) ignore.used = true;
    return silencing.length === 0;
  });
  for (const [file, tried] of ignores) {
    for (const ignore of tried) {
      if (!ignore.used && judged(ignore.code)) heard.push(toUnused(file, ignore));
    }
  }
  return heard;
}

interface Tried extends Ignore {
  used: boolean;
}

function findSilencing(
  code: string,
  { file, line }: { readonly file: string; readonly line: number },
  ignores: ReadonlyMap<string, readonly Tried[]>,
): Tried[] {
  return (ignores.get(file) ?? []).filter(
    (ignore) => ignore.code === code && ignore.from <= line && line <= ignore.to,
  );
}

function toUnused(file: string, { code, line, column, expression }: Ignore): Diagnostic {
  return diagnostic(
    'unused-ignore',
    { file, line, column, expression },
    `There is no ${code} here that this comment would silence.`,
  );
}

/** null for a diagnostic that a comment may silence. */
export function whyNotSilenced(code: DiagnosticCode): string | null {
  // What only looks like a secret is for the author to say.
  if (code === 'secret-in-text') return null;
  if (DIAGNOSTICS[code].severity === 'error')
    return `${code} cannot be silenced: nothing is registered while it is there.`;
  if (code.endsWith('-ignore')) return `${code} cannot be silenced: it is about such comments themselves.`;
  if (code === 'unreadable-file') return `${code} cannot be silenced: no comment can be read in such a file.`;
  return null;
}
