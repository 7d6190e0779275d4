import type { RegisterEntry } from '@prompt-ledger/shared/contract';
import type { Extraction } from '../extract/types.ts';
import type { Change } from './compare.ts';
import { toRegisterEntry } from './entries.ts';
import { judge, type Finding } from './judge.ts';

/** The kinds of change that make a text be seen in a new place, or for the first time. */
const SEEN = new Set<Change['kind']>(['new', 'changed', 'renamed', 'moved', 'tracked']);

/** What of a change is to be registered; unchanged prompts of changed files were registered before. */
export function findChanged(changes: readonly Change[]): RegisterEntry[] {
  return changes.flatMap(({ kind, before, after }) => {
    if (!SEEN.has(kind) || after?.status !== 'ok') return [];
    const entry = toRegisterEntry(after);
    return [kind === 'renamed' && before ? { ...entry, renamed_from: before.name } : entry];
  });
}

/** What of it can be registered although something else must be mended: all that no error is about. */
export function findSound(
  entries: readonly RegisterEntry[],
  { prompts, diagnostics }: Extraction,
): RegisterEntry[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const names = new Map<string, number>();
  for (const { name } of prompts) names.set(name, (names.get(name) ?? 0) + 1);
  return entries.filter(({ name }) => {
    const prompt = prompts.find((one) => one.name === name);
    const isBroken = errors.some(
      ({ file, line, message }) =>
        (prompt && file === prompt.file && prompt.line <= line && line <= prompt.endLine) ||
        message.includes(`"${name}"`),
    );
    return names.get(name) === 1 && !isBroken;
  });
}

/**
 * What must be mended before a commit: two prompts of one name, a secret in a prompt, a prompt that can no longer be
 * extracted. A file that does not parse is a finding only where it had prompts, and a prompt that became dynamic under a
 * `ledger-ignore` was meant to.
 */
export function findBlocking(changes: readonly Change[], before: Extraction, after: Extraction): Finding[] {
  return judge(changes, before, after, false).filter(({ rule, level, prompt }) => {
    if (level !== 'error' || rule === 'nothing-checked' || rule === 'syntax-error') return false;
    const change = changes.find(({ name, kind }) => name === prompt && kind === 'untracked');
    return !change || !isSilenced(change, after);
  });
}

/** What is there and no longer found has no place where somebody could have silenced it. */
function isSilenced({ after }: Change, { diagnostics }: Extraction): boolean {
  if (after === null) return false;
  return !diagnostics.some(({ code, file, line, prompt }) => {
    const place = prompt ?? { file, line };
    return (
      code.startsWith('DYN_') &&
      place.file === after.file &&
      after.line <= place.line &&
      place.line <= after.endLine
    );
  });
}
