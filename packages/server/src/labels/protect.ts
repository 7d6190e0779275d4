import { ACTIVE_LABEL, LedgerError } from '@prompt-ledger/shared';
import type { Context } from '../context.ts';
import type { Scope } from '../db/tables.ts';
import { isAllowed, type Principal } from '../keys/service.ts';
import { findSettings } from '../settings/repository.ts';

/** `release/*` means every label that begins so. */
export function isProtected(label: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith('*') ? label.startsWith(pattern.slice(0, -1)) : label === pattern,
  );
}

/** @throws LedgerError forbidden for a key that may not move this label */
export function refuseForbidden(
  principal: { readonly scopes: readonly Scope[] },
  label: string,
  patterns: readonly string[],
): void {
  if (isAllowed(principal, 'promote')) return;
  if (isProtected(label, patterns)) {
    const message = `The label "${label}" is protected: moving it needs an API key with the scope "promote" or "admin".`;
    throw new LedgerError('forbidden', message);
  }
  if (!isAllowed(principal, 'sync')) {
    throw new LedgerError(
      'forbidden',
      'This API key lacks the scope "sync" or "promote", which this request needs.',
    );
  }
}

/**
 * To make a version active in words, beside a text that is stored, is to move a label as well. What is only seen, such as
 * a commit of the default branch, moves it without being asked about that.
 *
 * @throws LedgerError forbidden
 */
export async function refuseToActivate(context: Context, principal: Principal): Promise<void> {
  const { protectedLabels } = await findSettings(context.db, principal.projectId);
  refuseForbidden(principal, ACTIVE_LABEL, protectedLabels);
}
