import { ACTIVE_LABEL, LedgerError } from '@prompt-ledger/shared';
import type { DeleteLabelResponse } from '@prompt-ledger/shared/contract/labels';
import { record } from '../audit/record.ts';
import type { Context } from '../context.ts';
import type { Principal } from '../keys/service.ts';
import { deleteLabels, insertMoves } from '../prompts/repository/labels.ts';
import { lockPrompts } from '../prompts/repository/prompts.ts';
import { findByLabel } from '../prompts/repository/references.ts';
import { findSettings } from '../settings/repository.ts';
import { refuseForbidden } from './protect.ts';
import { findCandidates, findLabelled } from './repository.ts';

/**
 * Takes a label away from one prompt, or from all; the versions stay. Of its moves nothing is forgotten.
 *
 * @throws LedgerError forbidden, not_found, or conflict for `active`
 */
export async function deleteLabel(
  context: Context,
  principal: Principal,
  label: string,
  prompt: string | null,
): Promise<DeleteLabelResponse> {
  const { projectId } = principal;
  if (label === ACTIVE_LABEL) {
    throw new LedgerError('conflict', 'A prompt keeps its active version; promote another one instead.');
  }
  const { protectedLabels } = await findSettings(context.db, projectId);
  refuseForbidden(principal, label, protectedLabels);
  return context.db.transaction().execute(async (db) => {
    const names =
      prompt === null ? await findLabelled(db, projectId, label, { withArchived: true }) : [prompt];
    await lockPrompts(db, projectId, names);
    const candidates = await findCandidates(db, projectId, names);
    const ids = candidates.map(({ promptId }) => promptId);
    const pointed = new Map(
      (await findByLabel(db, ids, label)).map((each) => [each.promptId, each.versionId]),
    );
    const labelled = candidates.filter(({ promptId }) => pointed.has(promptId));
    if (labelled.length === 0) {
      const who = prompt === null ? 'No prompt' : `No prompt "${prompt}"`;
      throw new LedgerError(
        'not_found',
        `${who} has the label "${label}". GET /v1/labels lists those there are.`,
      );
    }
    await deleteLabels(db, label, [...pointed.keys()]);
    await insertMoves(
      db,
      principal.keyId,
      [...pointed].map(([promptId, from]) => ({
        promptId,
        label,
        from,
        to: null,
        reason: 'deleted' as const,
        commit: null,
        at: null,
      })),
    );
    await record(
      db,
      principal,
      labelled.map(({ name }) => ({ action: 'label.deleted' as const, object: name, details: { label } })),
    );
    return { label, deleted: labelled.map(({ name }) => name) };
  });
}
