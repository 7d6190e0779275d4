import { ACTIVE_LABEL, BRANCH_LABEL, LedgerError, type Problem } from '@prompt-ledger/shared';
import type { PromoteRequest, PromoteResponse, PromotedEntry } from '@prompt-ledger/shared/contract/labels';
import type { Kysely } from 'kysely';
import { record } from '../audit/record.ts';
import type { Context } from '../context.ts';
import type { Tables } from '../db/tables.ts';
import type { Principal } from '../keys/service.ts';
import { insertMoves, setLabels } from '../prompts/repository/labels.ts';
import { lockPrompts, setPrompts } from '../prompts/repository/prompts.ts';
import { findByCommit, findByLabel } from '../prompts/repository/references.ts';
import { retireActiveVersions, setVersions } from '../prompts/repository/versions.ts';
import { resolveReference } from '../prompts/resolve.ts';
import { findSettings } from '../settings/repository.ts';
import { refuseForbidden } from './protect.ts';
import {
  findCandidates,
  findInManifest,
  findLabelled,
  findNumbers,
  type Candidate,
  type LabelledVersion,
} from './repository.ts';

type Db = Kysely<Tables>;

interface Move {
  readonly candidate: Candidate;
  readonly from: LabelledVersion | null;
  readonly to: LabelledVersion;
}

/**
 * Moves a label of many prompts at once: all of them or, when one cannot be, none. `active` is a label as well. Going
 * back is the same with an older version.
 *
 * @throws LedgerError forbidden, not_found or conflict
 */
export async function promote(
  context: Context,
  principal: Principal,
  request: PromoteRequest,
): Promise<PromoteResponse> {
  const { projectId } = principal;
  const label = request.label ?? ACTIVE_LABEL;
  const { protectedLabels } = await findSettings(context.db, projectId);
  refuseForbidden(principal, label, protectedLabels);
  return context.db.transaction().execute(async (db) => {
    const names = await namesOf(db, projectId, request);
    await lockPrompts(db, projectId, names);
    const candidates = await findCandidates(db, projectId, names);
    refuseUnknown(names, candidates);
    const moves = await planMoves(db, projectId, label, candidates, request);
    if (request.dry_run !== true) await apply(db, principal, label, moves);
    return { label, promoted: moves.map(toEntry), dry_run: request.dry_run ?? false };
  });
}

async function namesOf(db: Db, projectId: string, request: PromoteRequest): Promise<string[]> {
  const { prompts, from, commit } = request;
  if (prompts !== undefined) return [...new Set(prompts.map(({ name }) => name))];
  const found =
    commit === undefined
      ? await findLabelled(db, projectId, await readLabel(db, projectId, from ?? ACTIVE_LABEL))
      : await findInManifest(db, projectId, commit);
  if (found !== null && found.length > 0) return found;
  throw new LedgerError(
    'not_found',
    commit === undefined
      ? `No prompt has the label "${from}". GET /v1/labels lists those there are.`
      : `Not all that is in commit ${commit} is known: a build has to have looked at it ("ledger sync --ci").`,
  );
}

/** `feat/x` is short for `branch/feat/x`, where no prompt has a label of that name. */
async function readLabel(db: Db, projectId: string, label: string): Promise<string> {
  return (await findLabelled(db, projectId, label)).length > 0 ? label : BRANCH_LABEL + label;
}

function refuseUnknown(names: readonly string[], candidates: readonly Candidate[]): void {
  const known = new Set(candidates.map(({ name }) => name));
  refuseAll(
    names.filter((name) => !known.has(name)),
    (unknown) => `There is no prompt ${unknown}. GET /v1/prompts lists those there are; nothing was moved.`,
  );
}

/** @throws LedgerError not_found, with every name */
function refuseAll(names: readonly string[], explain: (names: string) => string): void {
  if (names.length === 0) return;
  const shown = names.slice(0, 10).map((name) => `"${name}"`);
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : '';
  const problems: Problem[] = more === '' ? [] : names.map((name) => ({ path: 'prompts', message: name }));
  throw new LedgerError('not_found', explain(`${shown.join(', ')}${more}`), problems);
}

async function planMoves(
  db: Db,
  projectId: string,
  label: string,
  candidates: readonly Candidate[],
  request: PromoteRequest,
): Promise<Move[]> {
  const targets = await findTargets(db, projectId, candidates, request);
  const ids = candidates.map(({ promptId }) => promptId);
  const current =
    label === ACTIVE_LABEL
      ? new Map(candidates.map(({ promptId, active }) => [promptId, active?.versionId]))
      : new Map((await findByLabel(db, ids, label)).map(({ promptId, versionId }) => [promptId, versionId]));
  const involved = [...targets.values(), ...current.values()].filter((id) => id !== undefined);
  const versions = new Map((await findNumbers(db, involved)).map((version) => [version.versionId, version]));
  return candidates.map((candidate) => {
    const to = versions.get(targets.get(candidate.promptId) ?? '');
    if (to === undefined) throw new Error(`The version of "${candidate.name}" that is meant is not there`);
    if (label === ACTIVE_LABEL && to.number === null) {
      const message = `What is meant of "${candidate.name}" is a draft: only what was seen committed can be active.`;
      throw new LedgerError('conflict', message);
    }
    return { candidate, from: versions.get(current.get(candidate.promptId) ?? '') ?? null, to };
  });
}

/** The version that each prompt's label is to point at, by prompt id. */
async function findTargets(
  db: Db,
  projectId: string,
  candidates: readonly Candidate[],
  { prompts = [], from, commit }: PromoteRequest,
): Promise<Map<string, string>> {
  const references = new Map(prompts.map(({ name, reference }) => [name, reference]));
  const targets = new Map<string, string>();
  for (const candidate of candidates) {
    const reference = references.get(candidate.name);
    if (reference === undefined) continue;
    targets.set(candidate.promptId, (await resolveReference(db, projectId, candidate, reference)).versionId);
  }
  const others = candidates.filter(({ promptId }) => !targets.has(promptId));
  for (const { promptId, versionId } of await findCommon(db, projectId, others, from, commit)) {
    targets.set(promptId, versionId);
  }
  const where =
    commit === undefined ? `the label "${from ?? ACTIVE_LABEL}"` : `a version in commit ${commit}`;
  refuseAll(
    candidates.filter(({ promptId }) => !targets.has(promptId)).map(({ name }) => name),
    (names) => `${names} has not got ${where}; nothing was moved.`,
  );
  return targets;
}

async function findCommon(
  db: Db,
  projectId: string,
  candidates: readonly Candidate[],
  from: string | undefined,
  commit: string | undefined,
): Promise<{ promptId: string; versionId: string }[]> {
  if (candidates.length === 0) return [];
  const ids = candidates.map(({ promptId }) => promptId);
  if (commit !== undefined) return findByCommit(db, projectId, ids, commit);
  if (from === undefined || from === ACTIVE_LABEL) {
    return candidates.flatMap(({ promptId, active }) =>
      active === null ? [] : [{ promptId, versionId: active.versionId }],
    );
  }
  return [...(await findByLabel(db, ids, BRANCH_LABEL + from)), ...(await findByLabel(db, ids, from))];
}

async function apply(db: Db, actor: Principal, label: string, moves: readonly Move[]): Promise<void> {
  const moving = moves.filter(({ from, to }) => from?.versionId !== to.versionId);
  if (label === ACTIVE_LABEL) await activate(db, actor.projectId, moves, moving);
  if (moving.length === 0) return;
  if (label !== ACTIVE_LABEL) {
    const pointers = moving.map(({ candidate, to }) => ({
      promptId: candidate.promptId,
      versionId: to.versionId,
      scanId: null,
      path: null,
      line: null,
      movedAt: null,
    }));
    await setLabels(db, label, actor.keyId, pointers);
  }
  await insertMoves(
    db,
    actor.keyId,
    moving.map(({ candidate, from, to }) => ({
      promptId: candidate.promptId,
      label,
      from: from?.versionId ?? null,
      to: to.versionId,
      reason: 'promoted' as const,
      commit: null,
      at: null,
    })),
  );
  await record(
    db,
    actor,
    moving.map(({ candidate, from, to }) => ({
      action: 'label.moved' as const,
      object: candidate.name,
      details: { label, from: from?.number ?? null, to: to.number, checksum: to.checksum },
    })),
  );
}

/** What somebody chose stays until the text of the default branch changes, also where it was active already. */
async function activate(
  db: Db,
  projectId: string,
  moves: readonly Move[],
  moving: readonly Move[],
): Promise<void> {
  if (moving.length > 0) {
    await retireActiveVersions(
      db,
      moving.map(({ candidate }) => candidate.promptId),
    );
    await setVersions(
      db,
      moving.map(({ to }) => ({
        versionId: to.versionId,
        number: null,
        status: 'active' as const,
        createdBy: null,
        createdAt: null,
      })),
    );
  }
  await setPrompts(
    db,
    projectId,
    moves.map(({ candidate, to }) => ({
      promptId: candidate.promptId,
      activeVersionId: to.versionId,
      description: null,
      ownerTeam: null,
      isPromoted: true,
      archivedAt: null,
      renamedFrom: null,
    })),
  );
}

function toEntry({ candidate, from, to }: Move): PromotedEntry {
  return {
    name: candidate.name,
    version: to.number,
    template_hash: to.checksum,
    previous_version: from?.number ?? null,
    action: from === null ? 'set' : from.versionId === to.versionId ? 'unchanged' : 'moved',
  };
}
