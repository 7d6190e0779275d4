import { randomUUID } from 'node:crypto';
import { LedgerError } from '@prompt-ledger/shared';
import type { RegisterAction, RegisterRequest, RegisterResponse } from '@prompt-ledger/shared/contract';
import type { Kysely } from 'kysely';
import type { Actor } from '../audit/record.ts';
import type { Context } from '../context.ts';
import type { Tables } from '../db/tables.ts';
import { checkTemplates } from '../templates/check.ts';
import { applyPlan } from './apply.ts';
import { readContents, refuse, type Content } from './contents.ts';
import { toDefaultBranches, toLooks, type Branch, type Look } from './look.ts';
import { planLooks, type KnownPrompt, type Outcome, type Plan } from './plan.ts';
import { insertMissingPrompts, lockPrompts } from './repository.ts';
import {
  findDefaultBranch,
  findHead,
  findOthersOnBranch,
  findVanished,
  lockBranch,
  setHead,
  type BranchKey,
} from './repository/branches.ts';
import { findKnown } from './repository/known.ts';

type Db = Kysely<Tables>;

/** What a registration means, as the ledger stands. */
interface Planned {
  readonly looks: readonly Look[];
  readonly plan: Plan;
  readonly contents: readonly Content[];
}

/**
 * Records prompts found in code: what is new gets the next version, what is known keeps its own, and each becomes
 * the active one where it may. All of the batch or, when anything is wrong with it, nothing.
 *
 * @throws LedgerError no_prompts, duplicate_name, checksum_mismatch, wrong_mode or template_invalid
 */
export async function registerCode(
  context: Context,
  actor: Actor,
  request: RegisterRequest,
): Promise<RegisterResponse> {
  const contents = readBatch(request);
  const branch = branchOf(request);
  // Without locks: a batch in which nothing changed, the usual one, ends here and holds nobody up. What moves the
  // label of a branch has to wait for its turn on that branch first.
  const planOn = (db: Db) => planFor(context, db, actor, request, contents);
  const isWaiting = branch !== null && request.dry_run !== true;
  const first = isWaiting ? null : await planOn(context.db);
  if (first !== null && (request.dry_run === true || isDone(first))) return answer(request, first);
  return orBackOut(context.db, async (db) => {
    if (branch !== null) await lockBranch(db, actor.projectId, branch);
    let planned = first ?? (await planOn(db));
    if (isDone(planned)) return answer(request, planned);
    if (planned.plan.prompts.size > 0) planned = await planLocked(db, actor, planned, () => planOn(db));
    return finish(db, actor, request, planned, branch);
  });
}

/** Plans anew, with the prompts made and locked. */
async function planLocked(
  db: Db,
  { projectId }: Actor,
  first: Planned,
  plan: () => Promise<Planned>,
): Promise<Planned> {
  const names = (planned: Planned) => [
    ...planned.contents.map(({ name }) => name),
    ...planned.looks.flatMap(({ gone }) => gone),
  ];
  let planned = first;
  do {
    const unknown = findUnknown(planned);
    if (unknown.length > 0) await insertMissingPrompts(db, projectId, unknown, 'tracking');
    await lockPrompts(db, projectId, names(planned));
    planned = await plan();
    // A prompt of drafts alone may have been pruned at this very moment.
  } while (findUnknown(planned).length > 0);
  return planned;
}

function findUnknown({ plan }: Planned): string[] {
  return [...plan.prompts.values()].filter(({ known }) => known === undefined).map(({ name }) => name);
}

/** An answer for which nothing of its transaction may stay. */
class BackOut extends Error {
  readonly answer: RegisterResponse;

  constructor(given: RegisterResponse) {
    super('Nothing is to be stored');
    this.answer = given;
  }
}

async function orBackOut(db: Db, act: (db: Db) => Promise<RegisterResponse>): Promise<RegisterResponse> {
  try {
    return await db.transaction().execute(act);
  } catch (error) {
    if (error instanceof BackOut) return error.answer;
    throw error;
  }
}

function readBatch({ prompts = [] }: RegisterRequest): Content[] {
  if (prompts.length === 0) {
    throw new LedgerError('no_prompts', 'No prompts provided: "prompts" must list at least one.');
  }
  return readContents(prompts, 'prompts');
}

/** The branch of which a registration may move the label. */
function branchOf({ git, source }: RegisterRequest): BranchKey | null {
  if (!git?.branch || !git.commit || source === 'staged') return null;
  return { branch: git.branch, repository: git.repository ?? null, folder: git.folder ?? null };
}

/** @throws LedgerError wrong_mode or template_invalid */
async function planFor(
  context: Context,
  db: Db,
  { projectId }: Actor,
  request: RegisterRequest,
  contents: readonly Content[],
): Promise<Planned> {
  const branch = await findBranch(db, projectId, request);
  const found = toLooks(projectId, request, contents, branch.defaultBranches);
  const looks = await withGone(db, projectId, found);
  const label = looks.find((look) => look.label !== null)?.label ?? null;
  const asked = [
    ...contents.map(({ name, checksum }) => ({ name, checksum })),
    ...looks.flatMap(({ gone }) => gone).map((name) => ({ name, checksum: null })),
    ...toFormers(contents),
  ];
  const known = await findKnown(db, projectId, asked, label);
  refuseFullMode(known, contents);
  const named = await withRenames(db, projectId, known, looks);
  const plan = planLooks(known, named, { branch, now: context.now(), newId: randomUUID });
  const planned = { looks: named, plan, contents };
  if (findMissing(planned).length === 0) refuseBadTemplates(plan);
  return planned;
}

/** Without git facts nothing of the project's settings matters. */
async function findBranch(db: Db, projectId: string, request: RegisterRequest): Promise<Branch> {
  if (request.git === undefined || request.git === null) return { defaultBranches: [], head: null };
  const branch = branchOf(request);
  return {
    defaultBranches: toDefaultBranches(await findDefaultBranch(db, projectId)),
    head: branch && (await findHead(db, projectId, branch)),
  };
}

/** A complete look tells what is not there any more. */
async function withGone(db: Db, projectId: string, looks: readonly Look[]): Promise<Look[]> {
  const [look, ...others] = looks;
  if (!look?.isManifest || look.label === null) return [...looks];
  const { scan, label, contents } = look;
  const names = contents.map(({ name }) => name);
  return [{ ...look, gone: await findOthersOnBranch(db, projectId, label, scan, names) }, ...others];
}

function toFormers(contents: readonly Content[]) {
  return contents.flatMap(({ renamedFrom }) =>
    renamedFrom === null ? [] : [{ name: renamedFrom, checksum: null }],
  );
}

/** In a complete look a new name with the text of one that is not there is that one, renamed. */
async function withRenames(
  db: Db,
  projectId: string,
  known: Map<string, KnownPrompt>,
  looks: readonly Look[],
): Promise<readonly Look[]> {
  const fresh = looks
    .filter(({ isManifest }) => isManifest)
    .flatMap(({ contents }) => contents)
    .filter(({ name, renamedFrom }) => renamedFrom === null && !known.get(name)?.latestNumber);
  if (fresh.length === 0) return looks;
  const names = looks.flatMap(({ contents }) => contents.map(({ name }) => name));
  const vanished = await findVanished(
    db,
    projectId,
    fresh.map(({ checksum }) => checksum),
    names,
  );
  if (vanished.length === 0) return looks;
  const formers = await findKnown(
    db,
    projectId,
    vanished.map(({ name }) => ({ name, checksum: null })),
    null,
  );
  for (const [name, prompt] of formers) if (!known.has(name)) known.set(name, prompt);
  const renamed = new Map<string, string>();
  for (const { name, checksum } of fresh.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const index = vanished.findIndex((former) => former.checksum === checksum);
    const [former] = index < 0 ? [] : vanished.splice(index, 1);
    if (former !== undefined) renamed.set(name, former.name);
  }
  return looks.map((look) => ({
    ...look,
    contents: look.contents.map((content) => ({
      ...content,
      renamedFrom: content.renamedFrom ?? renamed.get(content.name) ?? null,
    })),
  }));
}

function refuseFullMode(known: ReadonlyMap<string, KnownPrompt>, contents: readonly Content[]): void {
  const problems = contents
    .filter(({ name }) => known.get(name)?.mode === 'full')
    .map(({ name, at }) => ({ path: `${at}.name`, message: `Prompt "${name}" is in full mode` }));
  refuse(
    'wrong_mode',
    problems,
    'Change it with PUT /v1/prompts/{name}, or register the code under another name',
  );
}

/** What is stored already was checked when it came, so only new content is read. */
function refuseBadTemplates(plan: Plan): void {
  const made = [...plan.prompts.values()].flatMap((prompt) => prompt.made);
  const fresh = made.flatMap(({ content }) =>
    content.template === null ? [] : [{ ...content, template: content.template }],
  );
  const problems = checkTemplates(fresh).map(({ entry, message }) => ({
    path: `${entry.at}.template_source`,
    message: `The template of "${entry.name}" ${message}`,
  }));
  refuse('template_invalid', problems, 'Write it as a Jinja template');
}

/** The contents that would be stored, but of which only the checksum is here. */
function findMissing({ plan }: { readonly plan: Plan }): Content[] {
  return [...plan.prompts.values()]
    .flatMap(({ made }) => made)
    .filter(({ content }) => content.template === null)
    .map(({ content }) => content);
}

/** Whether there is nothing to write, or nothing that could be. */
function isDone(planned: Planned): boolean {
  if (findMissing(planned).length > 0) return true;
  return planned.plan.prompts.size === 0 && !planned.looks.some(({ isManifest }) => isManifest);
}

async function finish(
  db: Db,
  actor: Actor,
  request: RegisterRequest,
  planned: Planned,
  branch: BranchKey | null,
): Promise<RegisterResponse> {
  const { looks, plan } = planned;
  // A draft may have been pruned since the first look.
  if (findMissing(planned).length > 0) throw new BackOut(answer(request, planned));
  await applyPlan(db, actor, looks, plan);
  const manifest = looks.find(({ isManifest, label }) => isManifest && label !== null);
  if (manifest !== undefined && branch !== null && plan.isHead) {
    await setHead(db, actor.projectId, branch, manifest.scan.scanId);
  }
  return answer(request, planned);
}

function answer(request: RegisterRequest, planned: Planned): RegisterResponse {
  const { looks, plan } = planned;
  const missing = findMissing(planned).map(({ name }) => name);
  const outcomes = new Map(plan.outcomes.flat().map((outcome) => [outcome.name, outcome]));
  const counts: Record<RegisterAction, number> = { new: 0, updated: 0, reverted: 0, unchanged: 0 };
  const registered =
    missing.length > 0 ? [] : (request.prompts ?? []).map(({ name }) => toEntry(outcomes, name));
  for (const { action } of registered) counts[action] += 1;
  const prompts = [...plan.prompts.values()];
  const archived = prompts.filter(({ archivedAt }) => archivedAt).map(({ name }) => name);
  const revived = prompts.filter(({ archivedAt }) => archivedAt === null).map(({ name }) => name);
  return {
    registered,
    counts,
    dry_run: request.dry_run ?? false,
    missing,
    activation: looks[0]?.activation ?? { activates: false, reason: 'uncommitted' },
    archived: missing.length > 0 ? [] : archived.toSorted(),
    revived: missing.length > 0 ? [] : revived.toSorted(),
  };
}

function toEntry(outcomes: ReadonlyMap<string, Outcome>, name: string) {
  const outcome = outcomes.get(name);
  if (outcome === undefined) throw new Error(`The prompt "${name}" was not planned`);
  return {
    name,
    mode: 'tracking' as const,
    version: outcome.version,
    change_detected: outcome.action === 'updated' || outcome.action === 'reverted',
    previous_version: outcome.previous,
    action: outcome.action,
    ...(outcome.version === null ? { draft: true as const } : {}),
    ...(outcome.isStale ? { stale: true as const } : {}),
    ...(outcome.renamedFrom === null ? {} : { renamed_from: outcome.renamedFrom }),
  };
}
