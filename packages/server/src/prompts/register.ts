import { checksum, LedgerError, type Problem, type PromptKind, type Variable } from '@prompt-ledger/shared';
import type {
  RegisterAction,
  RegisterEntry,
  RegisterRequest,
  RegisterResponse,
} from '@prompt-ledger/shared/contract';
import type { Kysely } from 'kysely';
import { record, type Actor, type Deed } from '../audit/record.ts';
import type { Context } from '../context.ts';
import type { Tables } from '../db/tables.ts';
import { checkTemplates } from '../templates/check.ts';
import { readTemplateVariables } from '../templates/variables.ts';
import { decide, type KnownPrompt, type Outcome } from './plan.ts';
import {
  findKnown,
  insertMissingPrompts,
  insertVersions,
  lockPrompts,
  retireActiveVersions,
  setActiveVersions,
  setPrompts,
} from './repository.ts';

/** One name of a batch with its content, and where in the request it stands first. */
interface Content {
  readonly name: string;
  readonly checksum: string;
  readonly template: string;
  readonly kind: PromptKind;
  readonly variables: readonly Variable[] | null;
  readonly description: string | null;
  readonly index: number;
}

/** An entry that brings its text. */
type TextEntry = RegisterEntry & { readonly template_source: string };

interface Planned {
  readonly content: Content;
  readonly known: KnownPrompt | undefined;
  readonly outcome: Outcome;
}

/**
 * Records prompts found in code: what is new gets the next version, what is known keeps its own, and each becomes
 * the active one. All of the batch or, when anything is wrong with it, nothing.
 *
 * @throws LedgerError no_prompts, duplicate_name, checksum_mismatch, wrong_mode or template_invalid
 */
export async function registerCode(
  context: Context,
  actor: Actor,
  request: RegisterRequest,
): Promise<RegisterResponse> {
  const { projectId } = actor;
  const entries = refuseGit(request);
  const contents = readContents(entries);
  // Without locks: a batch in which nothing changed, the usual one, ends here and holds nobody up.
  const plan = await planFrom(context.db, projectId, contents);
  refuseFullMode(plan);
  refuseBadTemplates(plan);
  const isDryRun = request.dry_run ?? false;
  const done = isDryRun || plan.every(isSettled) ? plan : await apply(context.db, actor, contents);
  return answer(entries, done, isDryRun);
}

function refuseGit({ prompts = [], git, source = 'api', manifest, activate }: RegisterRequest): TextEntry[] {
  const texts = prompts.filter((entry): entry is TextEntry => entry.template_source !== undefined);
  const isPlain = (git ?? null) === null && source === 'api' && manifest !== true && activate !== true;
  if (isPlain && texts.length === prompts.length) return texts;
  throw new LedgerError('validation_failed', 'This server does not take git facts or bare hashes yet.');
}

function readContents(entries: readonly TextEntry[]): Content[] {
  if (entries.length === 0) {
    throw new LedgerError('no_prompts', 'No prompts provided: "prompts" must list at least one.');
  }
  refuseOtherChecksums(entries);
  const contents = new Map<string, Content>();
  const problems: Problem[] = [];
  entries.forEach((entry, index) => {
    const content = toContent(entry, index);
    const earlier = contents.get(entry.name);
    if (earlier === undefined) {
      contents.set(entry.name, content);
    } else if (earlier.checksum !== content.checksum) {
      const message = `"${entry.name}" stands at prompts.${earlier.index} already, with another text`;
      problems.push({ path: `prompts.${index}.name`, message });
    }
  });
  refuse('duplicate_name', problems, 'One batch has one text for each name');
  return [...contents.values()];
}

function toContent(entry: TextEntry, index: number): Content {
  return {
    name: entry.name,
    checksum: checksum(entry.template_source),
    template: entry.template_source,
    kind: entry.kind ?? 'text',
    variables: entry.variables?.map(toVariable) ?? null,
    description: entry.description ?? null,
    index,
  };
}

/** Without the keys that are present but undefined, which our types do not have. */
function toVariable({ name, required, ...rest }: NonNullable<RegisterEntry['variables']>[number]): Variable {
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  return { name, required, ...Object.fromEntries(given) };
}

function refuseOtherChecksums(entries: readonly TextEntry[]): void {
  const problems = entries.flatMap((entry, index) =>
    entry.template_hash === undefined || entry.template_hash === checksum(entry.template_source)
      ? []
      : [
          {
            path: `prompts.${index}.template_hash`,
            message: `"${entry.name}" has a template_hash that is not the SHA-256 of its template_source`,
          },
        ],
  );
  refuse('checksum_mismatch', problems, 'The text may have changed on its way');
}

async function planFrom(
  db: Kysely<Tables>,
  projectId: string,
  contents: readonly Content[],
): Promise<Planned[]> {
  const known = await findKnown(db, projectId, contents);
  return contents.map((content) => {
    const prompt = known.get(content.name);
    return { content, known: prompt, outcome: decide(prompt) };
  });
}

function refuseFullMode(plan: readonly Planned[]): void {
  const problems = plan
    .filter(({ known }) => known?.mode === 'full')
    .map(({ content }) => ({
      path: `prompts.${content.index}.name`,
      message: `Prompt "${content.name}" is in full mode`,
    }));
  refuse(
    'wrong_mode',
    problems,
    'Change it with PUT /v1/prompts/{name}, or register the code under another name',
  );
}

/** What is stored already was checked when it came, so only new content is read. */
function refuseBadTemplates(plan: readonly Planned[]): void {
  const fresh = plan.filter(({ known }) => !known?.match).map(({ content }) => content);
  const problems = checkTemplates(fresh).map(({ entry, message }) => ({
    path: `prompts.${entry.index}.template_source`,
    message: `The template of "${entry.name}" ${message}`,
  }));
  refuse('template_invalid', problems, 'Write it as a Jinja template');
}

function isSettled({ content, known, outcome }: Planned): boolean {
  return outcome.action === 'unchanged' && !changesDescription(content, known);
}

function changesDescription(content: Content, known: KnownPrompt | undefined): boolean {
  return content.description !== null && content.description !== known?.description;
}

/** The batch as one transaction of a constant number of statements. The plan is made anew under the locks. */
async function apply(
  database: Kysely<Tables>,
  actor: Actor,
  contents: readonly Content[],
): Promise<Planned[]> {
  const { projectId } = actor;
  const names = contents.map(({ name }) => name);
  return database.transaction().execute(async (db) => {
    await insertMissingPrompts(db, projectId, names, 'tracking');
    await lockPrompts(db, projectId, names);
    const plan = await planFrom(db, projectId, contents);
    refuseFullMode(plan);
    const moving = plan.filter(({ outcome }) => outcome.action !== 'unchanged');
    await retireActiveVersions(db, moving.map(promptIdOf));
    const made = await insertVersions(db, moving.filter(({ known }) => !known?.match).map(toNewVersion));
    const returning = moving.flatMap(({ known }) => known?.match?.versionId ?? []);
    if (returning.length > 0) await setActiveVersions(db, returning);
    const changed = plan.filter((planned) => !isSettled(planned));
    await setPrompts(
      db,
      changed.map((planned) => ({
        promptId: promptIdOf(planned),
        activeVersionId: planned.known?.match?.versionId ?? made.get(promptIdOf(planned)) ?? null,
        description: planned.content.description,
        ownerTeam: null,
      })),
    );
    await record(db, actor, changed.map(toDeed));
    return plan;
  });
}

function toDeed({ content, known, outcome }: Planned): Deed {
  const { action, version, previous } = outcome;
  const details = { action, version, previous_version: previous };
  const isDescribed = changesDescription(content, known);
  return {
    action: 'prompt.registered',
    object: content.name,
    details: isDescribed ? { ...details, described: true } : details,
  };
}

function promptIdOf({ known, content }: Planned): string {
  if (known === undefined) throw new Error(`The prompt "${content.name}" was inserted but is not there`);
  return known.promptId;
}

function toNewVersion(planned: Planned) {
  const { content, outcome } = planned;
  return {
    promptId: promptIdOf(planned),
    number: outcome.version,
    kind: content.kind,
    template: content.template,
    checksum: content.checksum,
    variables: content.variables ?? readTemplateVariables(content),
    status: 'active' as const,
    createdBy: null,
  };
}

function answer(
  entries: readonly TextEntry[],
  plan: readonly Planned[],
  isDryRun: boolean,
): RegisterResponse {
  const outcomes = new Map(plan.map(({ content, outcome }) => [content.name, outcome]));
  const counts: Record<RegisterAction, number> = { new: 0, updated: 0, reverted: 0, unchanged: 0 };
  const registered = entries.map(({ name }) => {
    const outcome = outcomes.get(name);
    if (outcome === undefined) throw new Error(`The prompt "${name}" was not planned`);
    counts[outcome.action] += 1;
    return {
      name,
      mode: 'tracking' as const,
      version: outcome.version,
      change_detected: outcome.action === 'updated' || outcome.action === 'reverted',
      previous_version: outcome.previous,
      action: outcome.action,
    };
  });
  return {
    registered,
    counts,
    dry_run: isDryRun,
    missing: [],
    activation: { activates: true, reason: 'no_git' },
    archived: [],
    revived: [],
  };
}

/** All of one kind of problem together, the first of them in the sentence. */
function refuse(
  code: 'duplicate_name' | 'checksum_mismatch' | 'wrong_mode' | 'template_invalid',
  problems: readonly Problem[],
  advice: string,
): void {
  const first = problems[0];
  if (first === undefined) return;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  throw new LedgerError(code, `${first.message}${more}. ${advice}; nothing was stored.`, problems);
}
