import { LedgerError } from '@prompt-ledger/shared';
import type { RegisterAction, RegisterRequest, RegisterResponse } from '@prompt-ledger/shared/contract';
import type { Kysely } from 'kysely';
import type { Actor } from '../audit/record.ts';
import type { Context } from '../context.ts';
import type { Tables } from '../db/tables.ts';
import type { Principal } from '../keys/service.ts';
import { refuseToActivate } from '../labels/protect.ts';
import { applyPlan } from './apply.ts';
import { BackOut, orBackOut } from './back-out.ts';
import { readContents, type Content } from './contents.ts';
import { toDefaultBranches, toLooks, type Branch } from './look.ts';
import type { Outcome } from './plan/plan.ts';
import { planLocked, planOn, type Planned } from './planning.ts';
import { findDefaultBranch, findHead, lockBranch, setHead, type BranchKey } from './repository/branches.ts';

type Db = Kysely<Tables>;

/**
 * Records prompts found in code: what is new gets the next version, what is known keeps its own, and each becomes
 * the active one where it may. All of the batch or, when anything is wrong with it, nothing.
 *
 * @throws LedgerError no_prompts, duplicate_name, checksum_mismatch, wrong_mode, template_invalid or forbidden
 */
export async function registerCode(
  context: Context,
  actor: Principal,
  request: RegisterRequest,
): Promise<RegisterResponse> {
  const contents = readBatch(request);
  if (request.activate === true) await refuseToActivate(context, actor);
  const branch = branchOf(request);
  const plan = (db: Db) => planFor(context, db, actor, request, contents);
  // Without locks: a batch in which nothing changed, the usual one, ends here and holds nobody up. What moves the
  // label of a branch has to wait for its turn on that branch first.
  const isWaiting = branch !== null && request.dry_run !== true;
  const first = isWaiting ? null : await plan(context.db);
  if (first !== null && (request.dry_run === true || isDone(first))) return answer(request, first);
  return orBackOut(context.db, async (db) => {
    if (branch !== null) await lockBranch(db, actor.projectId, branch);
    let planned = first ?? (await plan(db));
    if (isDone(planned)) return answer(request, planned);
    if (contents.length === 0 && planned.plan.prompts.size === 0) {
      const isKnown = branch !== null && (await findHead(db, actor.projectId, branch)) !== null;
      // A repository that never had a prompt: nothing is to be kept of its builds.
      if (!isKnown) throw new BackOut(answer(request, planned));
    }
    if (planned.plan.prompts.size > 0) {
      planned = await planLocked(db, actor.projectId, planned, () => plan(db));
    }
    return finish(db, actor, request, planned, branch);
  });
}

/** Nothing but the complete list of a commit may be empty: it says that no prompt is left there. */
function readBatch({ prompts = [], manifest, git }: RegisterRequest): Content[] {
  if (prompts.length === 0 && !(manifest === true && git?.commit)) {
    throw new LedgerError('no_prompts', 'No prompts provided: "prompts" must list at least one.');
  }
  return readContents(prompts, 'prompts');
}

/** The branch of which a registration may move the label. */
function branchOf({ git, source }: RegisterRequest): BranchKey | null {
  if (!git?.branch || !git.commit || source === 'staged') return null;
  return { branch: git.branch, repository: git.repository ?? null, folder: git.folder ?? null };
}

async function planFor(
  context: Context,
  db: Db,
  { projectId }: Actor,
  request: RegisterRequest,
  contents: readonly Content[],
): Promise<Planned> {
  const branch = await findBranch(context, db, projectId, request);
  const looks = toLooks(projectId, request, contents, branch.defaultBranches);
  return planOn(db, projectId, looks, branch);
}

/** Without git facts nothing of the project's settings matters. */
async function findBranch(
  context: Context,
  db: Db,
  projectId: string,
  request: RegisterRequest,
): Promise<Branch> {
  if (request.git === undefined || request.git === null) {
    return { defaultBranches: [], head: null, now: context.now() };
  }
  const { defaultBranch, now } = await findDefaultBranch(db, projectId);
  const branch = branchOf(request);
  return {
    defaultBranches: toDefaultBranches(defaultBranch),
    now,
    head: branch && (await findHead(db, projectId, branch)),
  };
}

/** Whether there is nothing to write, or nothing that could be. */
function isDone({ looks, plan, missing }: Planned): boolean {
  return missing.length > 0 || (plan.prompts.size === 0 && !looks.some(({ isManifest }) => isManifest));
}

async function finish(
  db: Db,
  actor: Actor,
  request: RegisterRequest,
  planned: Planned,
  branch: BranchKey | null,
): Promise<RegisterResponse> {
  const { looks, plan, missing } = planned;
  // A draft may have been pruned since the first look.
  if (missing.length > 0) throw new BackOut(answer(request, planned));
  await applyPlan(db, actor, looks, plan);
  const manifest = looks.find(({ isManifest, label }) => isManifest && label !== null);
  if (manifest !== undefined && branch !== null && plan.isHead) {
    await setHead(db, actor.projectId, branch, manifest.scan.scanId);
  }
  return answer(request, planned);
}

function answer(request: RegisterRequest, planned: Planned): RegisterResponse {
  const { looks, plan } = planned;
  const missing = planned.missing.map(({ name }) => name);
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
