import { ACTIVE_LABEL, LedgerError } from '@prompt-ledger/shared';
import type { PromoteRequest, PromoteResponse, PromotedEntry } from '@prompt-ledger/shared/contract/labels';
import type { Kysely } from 'kysely';
import { record } from '../audit/record.ts';
import type { Context } from '../context.ts';
import type { Tables } from '../db/tables.ts';
import type { Principal } from '../keys/service.ts';
import { insertMoves, setLabels } from '../prompts/repository/labels.ts';
import { lockPrompts, setPrompts } from '../prompts/repository/prompts.ts';
import { findByLabel } from '../prompts/repository/references.ts';
import { retireActiveVersions, setVersions } from '../prompts/repository/versions.ts';
import { findSettings } from '../settings/repository.ts';
import { refuseForbidden } from './protect.ts';
import { findCandidates, findNumbers, type Candidate, type LabelledVersion } from './repository.ts';
import { findTargets, namesOf, refuseUnknown } from './targets.ts';

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
