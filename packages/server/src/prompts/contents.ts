import {
  checksum,
  formatMessages,
  LedgerError,
  type Problem,
  type PromptKind,
  type Variable,
} from '@prompt-ledger/shared';
import type { RegisterEntry } from '@prompt-ledger/shared/contract';

/** One name of a batch with its content, and where in the request it stands. */
export interface Content {
  readonly name: string;
  readonly checksum: string;
  /** Null where only its checksum was sent. */
  readonly template: string | null;
  readonly kind: PromptKind;
  readonly variables: readonly Variable[] | null;
  readonly description: string | null;
  readonly path: string | null;
  readonly line: number | null;
  readonly renamedFrom: string | null;
  /** Null where the request tells for all. */
  readonly isDraft: boolean | null;
  /** Path in the request: `prompts.3`. */
  readonly at: string;
}

/** Reads one entry. @returns what is wrong with it where its parts contradict each other */
function readContent(entry: RegisterEntry, at: string): Content | Problem {
  const { name, template_hash, messages } = entry;
  const isChat = messages !== undefined;
  const template = entry.template_source ?? (isChat ? formatMessages(messages) : null);
  if (isChat && (template !== formatMessages(messages) || entry.kind === 'text')) {
    const message = `"${name}" has messages, so its kind must be "chat" and its template_source their canonical JSON`;
    return { path: `${at}.messages`, message };
  }
  const hash = template === null ? template_hash : checksum(template);
  // The schema lets no entry pass that has neither.
  if (hash === undefined) throw new Error(`The entry "${name}" has no content`);
  if (template_hash !== undefined && template_hash !== hash) {
    const message = `"${name}" has a template_hash that is not the SHA-256 of its template_source`;
    return { path: `${at}.template_hash`, message };
  }
  return {
    name,
    checksum: hash,
    template,
    kind: entry.kind ?? (isChat ? 'chat' : 'text'),
    variables: entry.variables?.map(toVariable) ?? null,
    description: entry.description ?? null,
    path: entry.location?.path ?? null,
    line: entry.location?.line ?? null,
    renamedFrom: entry.renamed_from === name ? null : (entry.renamed_from ?? null),
    isDraft: entry.draft ?? null,
    at,
  };
}

/**
 * Reads a batch, in which the same name may stand twice where it has the same text.
 *
 * @throws LedgerError checksum_mismatch or duplicate_name, with all entries that are wrong
 */
export function readContents(entries: readonly RegisterEntry[], at: string): Content[] {
  const read = entries.map((entry, index) => readContent(entry, `${at}.${index}`));
  refuse('checksum_mismatch', read.filter(isProblem), 'The text may have changed on its way');
  const contents = new Map<string, Content>();
  const problems: Problem[] = [];
  for (const content of read) {
    if (isProblem(content)) continue;
    const earlier = contents.get(content.name);
    if (earlier === undefined) {
      contents.set(content.name, content);
    } else if (earlier.checksum !== content.checksum) {
      const message = `"${content.name}" stands at ${earlier.at} already, with another text`;
      problems.push({ path: `${content.at}.name`, message });
    } else if (earlier.template === null && content.template !== null) {
      contents.set(content.name, content);
    }
  }
  refuse('duplicate_name', problems, 'One batch has one text for each name');
  return [...contents.values()];
}

function isProblem(read: Content | Problem): read is Problem {
  return 'message' in read;
}

/** Without the keys that are present but undefined, which our types do not have. */
function toVariable({ name, required, ...rest }: NonNullable<RegisterEntry['variables']>[number]): Variable {
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  return { name, required, ...Object.fromEntries(given) };
}

/** All of one kind of problem together, the first of them in the sentence. */
export function refuse(
  code: 'duplicate_name' | 'checksum_mismatch' | 'wrong_mode' | 'template_invalid' | 'validation_failed',
  problems: readonly Problem[],
  advice: string,
): void {
  const first = problems[0];
  if (first === undefined) return;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  throw new LedgerError(code, `${first.message}${more}. ${advice}; nothing was stored.`, problems);
}
