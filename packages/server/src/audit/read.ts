import type { AuditAction, AuditResponse } from '@prompt-ledger/shared/contract/audit';
import type { Context } from '../context.ts';
import { readNumberCursor, toPage } from '../cursor.ts';
import { listEvents } from './repository.ts';

/** A page of what was done in a project, newest first. */
export async function getAudit(
  context: Context,
  projectId: string,
  query: {
    action?: AuditAction | undefined;
    object?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  },
): Promise<AuditResponse> {
  const found = await listEvents(context.db, projectId, {
    action: query.action ?? null,
    object: query.object ?? null,
    before: query.cursor === undefined ? null : readNumberCursor(query.cursor, Number.MAX_SAFE_INTEGER),
    limit: query.limit + 1,
  });
  const { items, next_cursor } = toPage(found, query.limit, ({ eventId }) => eventId);
  return {
    events: items.map(({ at, action, object, key, requestId, details }) => ({
      at: at.toISOString(),
      // Only actions of the contract are ever written.
      action: action as AuditAction,
      object,
      key: key && { key_id: key.keyId, name: key.name },
      request_id: requestId,
      details,
    })),
    next_cursor,
  };
}
