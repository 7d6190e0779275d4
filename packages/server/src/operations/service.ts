import { LedgerError, MAX_BATCH_PROMPTS, MAX_BODY_BYTES, MAX_TEMPLATE_LENGTH } from '@prompt-ledger/shared';
import type { Health, Meta } from '@prompt-ledger/shared/contract/operations';
import type { Context } from '../context.ts';
import type { Principal } from '../keys/service.ts';
import { VERSION } from '../version.ts';
import {
  findNewestMigration,
  readPostgresVersion,
  readQueue,
  touchQueue,
  type QueueState,
} from './repository.ts';

/** A balancer that waits longer has given this server up by itself. */
const HEALTH_TIMEOUT_MS = 5_000;

/** @throws LedgerError unavailable when database or queue do not answer, or not in time */
export async function getHealth({ db }: Context): Promise<Health> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('late')), HEALTH_TIMEOUT_MS);
  });
  try {
    await Promise.race([touchQueue(db), late]);
    return { status: 'healthy' };
  } catch {
    throw new LedgerError('unavailable', 'The database does not answer.');
  } finally {
    clearTimeout(timer);
  }
}

/** @returns null when the database does not answer */
export async function findQueue({ db }: Context): Promise<QueueState | null> {
  return readQueue(db).catch(() => null);
}

/** What speaks here, which versions of the protocol it knows, and who is asking. */
export async function getMeta(context: Context, principal: Principal): Promise<Meta> {
  const { db } = context;
  const [postgres, schema] = [await readPostgresVersion(db), await findNewestMigration(db)];
  return {
    version: VERSION,
    protocol: { min: 1, max: 1 },
    database: { postgres, schema },
    limits: {
      body_bytes: MAX_BODY_BYTES,
      batch_prompts: MAX_BATCH_PROMPTS,
      template_length: MAX_TEMPLATE_LENGTH,
    },
    key: {
      key_id: principal.keyId,
      scopes: [...principal.scopes],
      is_for_every_project: principal.isForEveryProject,
    },
    project_id: principal.projectId,
  };
}
