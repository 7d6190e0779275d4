import { ACTIVE_LABEL, BRANCH_LABEL, LedgerError } from '@prompt-ledger/shared';
import type { LabelHistoryResponse, LabelsResponse } from '@prompt-ledger/shared/contract/labels';
import type { Context } from '../context.ts';
import { readNameCursor, readNumberCursor, toPage } from '../cursor.ts';
import { findSettings } from '../settings/repository.ts';
import { isProtected } from './protect.ts';
import { listLabels, listMoves } from './repository.ts';

/** A page of the labels and where they point, in the order of labels, then of names. */
export async function getLabels(
  context: Context,
  projectId: string,
  query: {
    label?: string | undefined;
    prompt?: string | undefined;
    branches: 'true' | 'false';
    limit: number;
    cursor?: string | undefined;
  },
): Promise<LabelsResponse> {
  const { label = null, prompt = null, limit, cursor } = query;
  const { protectedLabels } = await findSettings(context.db, projectId);
  const found = await listLabels(context.db, projectId, {
    label,
    prompt,
    withBranches: query.branches === 'true' || label?.startsWith(BRANCH_LABEL) === true,
    withActive: label === ACTIVE_LABEL || (label === null && prompt !== null),
    after: cursor === undefined ? null : readPair(cursor),
    limit: limit + 1,
  });
  const { items, next_cursor } = toPage(found, limit, (last) => `${last.label}\n${last.name}`);
  return {
    labels: items.map((each) => ({
      label: each.label,
      prompt_name: each.name,
      version: each.number,
      template_hash: each.checksum,
      protected: isProtected(each.label, protectedLabels),
      commit: each.commit,
      moved_at: each.movedAt.toISOString(),
      moved_by: each.movedBy,
    })),
    next_cursor,
  };
}

/** Neither a label nor a name has a line break in it. */
function readPair(cursor: string): readonly [string, string] {
  const [label = '', name = ''] = readNameCursor(cursor).split('\n');
  return [label, name];
}

/** A page of the moves of a label, newest first. @throws LedgerError not_found for a label that never was */
export async function getLabelHistory(
  context: Context,
  projectId: string,
  label: string,
  query: { prompt?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<LabelHistoryResponse> {
  const { prompt = null, limit, cursor } = query;
  const before = cursor === undefined ? null : readNumberCursor(cursor, Number.MAX_SAFE_INTEGER);
  const found = await listMoves(context.db, projectId, label, { prompt, before, limit: limit + 1 });
  if (found.length === 0 && before === null) {
    const who = prompt === null ? 'No prompt' : `No prompt "${prompt}"`;
    throw new LedgerError(
      'not_found',
      `${who} ever had the label "${label}". GET /v1/labels lists those there are.`,
    );
  }
  const { items, next_cursor } = toPage(found, limit, ({ moveId }) => moveId);
  return {
    label,
    moves: items.map(({ name, from, to, reason, commit, movedAt, movedBy }) => ({
      prompt_name: name,
      from_version: from?.number ?? null,
      to_version: to?.number ?? null,
      from_hash: from?.checksum ?? null,
      to_hash: to?.checksum ?? null,
      reason,
      commit,
      moved_at: movedAt.toISOString(),
      moved_by: movedBy,
    })),
    next_cursor,
  };
}
