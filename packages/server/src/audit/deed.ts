import type { AuditAction } from '@prompt-ledger/shared/contract/audit';

/** Who does something, for which project, as part of which request. */
export interface Actor {
  readonly projectId: string;
  /** Null for the server itself. */
  readonly keyId: string | null;
  readonly requestId: string | null;
}

/** One thing done. */
export interface Deed {
  readonly action: AuditAction;
  /** The name of a prompt or project, or the id of a key or an execution. */
  readonly object: string;
  /** Numbers, names and words of our own; never a text of a prompt, never a secret. */
  readonly details?: Readonly<Record<string, unknown>>;
}
