import type { Diagnostic, Extraction } from '../extract/types.ts';
import { findBreaking, type Change } from './compare.ts';

export type Level = 'error' | 'warning' | 'note';

/** Something to look at, in a place or in none. */
export interface Finding {
  /** A key of `RULES`, or the code of a diagnostic. */
  readonly rule: string;
  /** An error makes the check fail. */
  readonly level: Level;
  readonly prompt: string | null;
  /** null for what is no longer there. */
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  /** Full sentences. */
  readonly message: string;
}

/** What a check looks for beside the errors of extraction. */
export const RULES = {
  'nothing-checked': 'A check that found no prompt on either side checked nothing.',
  'prompt-untracked': 'A prompt whose text was known can no longer be extracted.',
  'variable-removed': 'A variable of a prompt was removed or renamed.',
  'prompt-new': 'A prompt was added.',
  'prompt-changed': 'The text of a prompt changed.',
  'prompt-reverted': 'A prompt has a text again that it had before.',
  'prompt-renamed': 'A prompt has another name.',
  'prompt-moved': 'A prompt is in another file.',
  'prompt-tracked': 'A prompt whose text was not known can be extracted.',
  'prompt-gone': 'A prompt was removed.',
} as const;

/**
 * Says what of a comparison is worth a look, and what must be mended.
 *
 * @param strict whether a variable that was removed or renamed is an error
 */
export function judge(
  changes: readonly Change[],
  base: Extraction,
  head: Extraction,
  strict: boolean,
): Finding[] {
  const errors = findErrors(base, head);
  if (changes.length === 0 && errors.length === 0) return [nothing(head)];
  return [...errors, ...changes.flatMap((change) => judgeChange(change, head, strict))].toSorted(
    (a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level),
  );
}

const LEVELS: readonly Level[] = ['error', 'warning', 'note'];

function nothing({ stats: { files } }: Extraction): Finding {
  const message = `No prompt was found on either side (${files.toLocaleString('en')} source files looked at), so nothing was checked. See "include", "exclude" and "match" in the configuration, and \`ledger extract\`.`;
  return { rule: 'nothing-checked', level: 'error', prompt: null, ...NOWHERE, message };
}

const NOWHERE = { file: null, line: null, column: null };

/** A file that could not be parsed before is no news; a name that two prompts have must be mended all the same. */
function findErrors(base: Extraction, head: Extraction): Finding[] {
  const broken = new Set(base.diagnostics.filter(isAboutFile).map(({ file }) => file));
  return head.diagnostics
    .filter((one) => one.severity === 'error' && !(isAboutFile(one) && broken.has(one.file)))
    .map(({ code, file, line, column, message, hint }) => ({
      rule: code,
      level: 'error',
      prompt: null,
      file,
      line,
      column,
      message: `${message} ${hint}`,
    }));
}

/** Why nothing can be found in a file any more. */
export function findBroken(
  { diagnostics }: Pick<Extraction, 'diagnostics'>,
  file: string,
): Diagnostic | null {
  return diagnostics.find((one) => one.file === file && isAboutFile(one)) ?? null;
}

function isAboutFile({ code }: Diagnostic): boolean {
  return code === 'syntax-error' || code === 'unreadable-file';
}

function judgeChange(change: Change, head: Extraction, strict: boolean): Finding[] {
  const { kind, name, before, after } = change;
  const at = after && { file: after.file, line: after.line, column: after.column };
  const found = (rule: keyof typeof RULES, level: Level, message: string): Finding => ({
    rule,
    level,
    prompt: name,
    ...(at ?? NOWHERE),
    message,
  });
  switch (kind) {
    case 'unchanged':
      return [];
    case 'new':
      return [found('prompt-new', 'note', `${name} is new.`)];
    case 'renamed':
      return [found('prompt-renamed', 'note', `${name} was called ${before?.name ?? ''}.`)];
    case 'moved':
      return [found('prompt-moved', 'note', `${name} was in ${before?.file ?? ''}.`)];
    case 'tracked':
      return [found('prompt-tracked', 'note', `The text of ${name} can be extracted now.`)];
    case 'untracked': {
      const { file, line, column } = change.lost ?? at ?? NOWHERE;
      const why = change.lost?.reason ?? whyUntracked(change, head);
      const message = `The text of ${name} can no longer be extracted. ${why}`;
      return [{ ...found('prompt-untracked', 'error', message.trim()), file, line, column }];
    }
    case 'gone':
      return [found('prompt-gone', 'note', `${name} is gone.`)];
    case 'changed':
    case 'reverted':
      return [
        ...judgeVariables(change, (message) =>
          found('variable-removed', strict ? 'error' : 'warning', message),
        ),
        kind === 'reverted'
          ? found(
              'prompt-reverted',
              'note',
              `${name} has the text again that it had ${formatEarlier(change)}.`,
            )
          : found(
              'prompt-changed',
              'note',
              `${after?.status === 'ok' ? 'The text' : 'The code'} of ${name} changed.`,
            ),
      ];
  }
}

/** `as version 3`, `in 1234567890ab` */
export function formatEarlier({ earlier }: Pick<Change, 'earlier'>): string {
  if (earlier === undefined) return 'before';
  const { version, commit } = earlier;
  return version === null ? `in ${commit?.slice(0, 12) ?? 'an earlier commit'}` : `as version ${version}`;
}

function judgeVariables(change: Change, found: (message: string) => Finding): Finding[] {
  const breaking = findBreaking(change);
  if (breaking.length === 0) return [];
  const { name, variables } = change;
  const said = breaking.map((variable) => {
    const to = variables.renamed.find(({ from }) => from === variable)?.to;
    return to === undefined ? `${variable.name} was removed` : `${variable.name} is now ${to.name}`;
  });
  return [found(`Whoever fills in ${name} must follow: ${said.join(', ')}.`)];
}

function whyUntracked({ after }: Change, { diagnostics }: Extraction): string {
  if (after === null) return '';
  const why = diagnostics.find(({ code, file, line, prompt }) => {
    const place = prompt ?? { file, line };
    return (
      code.startsWith('DYN_') &&
      place.file === after.file &&
      after.line <= place.line &&
      place.line <= after.endLine
    );
  });
  return why === undefined ? '' : `${why.message} ${why.hint}`;
}
