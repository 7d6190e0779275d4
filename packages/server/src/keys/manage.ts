import { LedgerError } from '@prompt-ledger/shared';
import type {
  CreateKeyRequest,
  CreateKeyResponse,
  Key,
  KeysResponse,
} from '@prompt-ledger/shared/contract/keys';
import { record } from '../audit/record.ts';
import type { Context } from '../context.ts';
import { findProject } from '../projects/repository.ts';
import { unknownProject } from '../projects/service.ts';
import { isUuid } from '../uuid.ts';
import { findKey, insertKey, listKeys, setRevoked, type StoredKey } from './repository.ts';
import { mintKey, type Principal } from './service.ts';

const DAY_MS = 86_400_000;

/** Makes a key. The answer is the only place where it is ever shown. @throws LedgerError not_found or forbidden */
export async function createKey(
  context: Context,
  principal: Principal,
  request: CreateKeyRequest,
): Promise<CreateKeyResponse> {
  const { key, hash } = mintKey();
  const days = request.expires_in_days ?? null;
  const projectId = await chooseProject(context, principal, request.project);
  return context.db.transaction().execute(async (db) => {
    const expiresAt = days === null ? null : new Date(context.now().getTime() + days * DAY_MS);
    const scopes = [...new Set(request.scopes)];
    const keyId = await insertKey(db, { projectId, name: request.name, hash, scopes, expiresAt });
    const stored = await findKey(db, null, keyId);
    if (stored === null) throw new Error(`The key ${keyId} was inserted but is not there`);
    const details = { name: request.name, scopes, project: stored.projectName };
    await record(db, principal, [{ action: 'key.created', object: keyId, details }]);
    return { ...format(stored), key };
  });
}

/** The keys that a principal may manage, newest first. */
export async function getKeys(
  context: Context,
  principal: Principal,
  { all }: { readonly all: boolean },
): Promise<KeysResponse> {
  const keys = await listKeys(context.db, boundaryOf(principal));
  const now = context.now();
  return { keys: keys.filter((key) => all || isLive(key, now)).map(format) };
}

/** Ends a key at once; one that was revoked before stays so. @throws LedgerError invalid_id, not_found, or conflict */
export async function revokeKey(context: Context, principal: Principal, id: string): Promise<Key> {
  if (!isUuid(id))
    throw new LedgerError('invalid_id', 'The id of a key is a UUID, such as GET /v1/keys lists.');
  if (id.toLowerCase() === principal.keyId) {
    throw new LedgerError(
      'conflict',
      'This is the key of the request itself. Revoke it with another key, so that somebody still has one.',
    );
  }
  const revoked = await context.db.transaction().execute(async (db) => {
    const key = await findKey(db, boundaryOf(principal), id);
    if (key === null) throw new LedgerError('not_found', `There is no key ${id.toLowerCase()}.`);
    const now = context.now();
    if (!(await setRevoked(db, key.keyId, now))) return format(key);
    await record(db, principal, [{ action: 'key.revoked', object: key.keyId, details: { name: key.name } }]);
    return format({ ...key, revokedAt: now });
  });
  context.recentKeys.forget();
  return revoked;
}

/** A key of one project manages the keys of that; one of every project manages all. */
function boundaryOf({ isForEveryProject, projectId }: Principal): string | null {
  return isForEveryProject ? null : projectId;
}

async function chooseProject(
  { db }: Context,
  { projectId, isForEveryProject }: Principal,
  asked: string | null | undefined,
): Promise<string | null> {
  if (asked === undefined) return projectId;
  if (asked === null) {
    if (isForEveryProject) return null;
    throw new LedgerError('forbidden', 'Only a key of every project can make another one of that kind.');
  }
  const project = await findProject(db, asked);
  if (project === null || !(isForEveryProject || project.projectId === projectId))
    throw unknownProject(asked);
  return project.projectId;
}

function isLive({ expiresAt, revokedAt }: StoredKey, now: Date): boolean {
  return revokedAt === null && (expiresAt === null || expiresAt > now);
}

function format(key: StoredKey): Key {
  return {
    key_id: key.keyId,
    name: key.name,
    project: key.projectName,
    scopes: [...key.scopes],
    created_at: key.createdAt.toISOString(),
    last_used_at: key.lastUsedAt?.toISOString() ?? null,
    expires_at: key.expiresAt?.toISOString() ?? null,
    revoked_at: key.revokedAt?.toISOString() ?? null,
  };
}
