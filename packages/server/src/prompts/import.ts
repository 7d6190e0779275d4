import { BRANCH_LABEL } from '@prompt-ledger/shared';
import type { ImportRequest, ImportResponse } from '@prompt-ledger/shared/contract/import';
import type { Kysely } from 'kysely';
import type { Actor } from '../audit/record.ts';
import type { Context } from '../context.ts';
import type { Tables } from '../db/tables.ts';
import { applyPlan } from './apply.ts';
import { BackOut, orBackOut } from './back-out.ts';
import { readContents } from './contents.ts';
import { activationOn, toDefaultBranches, type Look } from './look.ts';
import { planLocked, planOn, type Planned } from './planning.ts';
import { findDefaultBranch, findHead, lockBranch, type BranchKey } from './repository/branches.ts';
import { toScan } from './scan.ts';

type Db = Kysely<Tables>;

/**
 * Registers what the commits of a branch made of its prompts, oldest first, as if each had been registered in its
 * time: with its date and author. What was imported before changes nothing, and what is newer stays where it is.
 *
 * @throws LedgerError duplicate_name, checksum_mismatch, wrong_mode or template_invalid
 */
export async function importHistory(
  context: Context,
  actor: Actor,
  request: ImportRequest,
): Promise<ImportResponse> {
  const { projectId } = actor;
  const key = branchOf(request);
  const plan = async (db: Db): Promise<Planned> => {
    const { defaultBranch, now } = await findDefaultBranch(db, projectId);
    const defaultBranches = toDefaultBranches(defaultBranch);
    const head = key && (await findHead(db, projectId, key));
    const looks = toLooks(projectId, request, defaultBranches);
    return planOn(db, projectId, looks, { defaultBranches, head, now });
  };
  if (request.dry_run === true) return answer(request, await plan(context.db), null);
  return orBackOut(context.db, async (db) => {
    if (key !== null) await lockBranch(db, projectId, key);
    const first = await plan(db);
    if (first.missing.length > 0 || first.plan.prompts.size === 0) return answer(request, first, 0);
    const planned = await planLocked(db, projectId, first, () => plan(db));
    if (planned.missing.length > 0) throw new BackOut(answer(request, planned, 0));
    return answer(request, planned, await applyPlan(db, actor, planned.looks, planned.plan));
  });
}

function branchOf({ branch, repository = null, folder = null }: ImportRequest): BranchKey | null {
  return branch === undefined || branch === null ? null : { branch, repository, folder };
}

function toLooks(projectId: string, request: ImportRequest, defaultBranches: readonly string[]): Look[] {
  const { branch = null, repository, folder } = request;
  const activation = activationOn(branch, defaultBranches);
  return request.commits.map(({ commit, author, committed_at, prompts, gone = [] }, index) => ({
    scan: toScan(projectId, 'commit', { commit, branch, author, committed_at, repository, folder }),
    contents: readContents(prompts, `commits.${index}.prompts`),
    isUncommitted: false,
    label: branch === null ? null : BRANCH_LABEL + branch,
    activation,
    isManifest: false,
    untracked: [],
    gone,
    at: new Date(committed_at),
  }));
}

/** @param sighted how many sightings were new; null where nobody stored them */
function answer(request: ImportRequest, { plan, missing }: Planned, sighted: number | null): ImportResponse {
  const prompts = missing.length > 0 ? [] : [...plan.prompts.values()];
  const numbered = prompts.flatMap(({ made, touched }) => [...made, ...touched]);
  return {
    versions: {
      made: numbered.filter(({ number }) => number !== null).length,
      sighted: sighted ?? prompts.reduce((sum, { sightings }) => sum + sightings.length, 0),
    },
    missing: missing.map(({ name, checksum }) => ({ name, template_hash: checksum })),
    dry_run: request.dry_run ?? false,
  };
}
