import { z } from 'zod';

import { projectName } from './projects.ts';
import { checkedString, storableText, timestamp } from './texts.ts';

/** What a key allows: to read, to change prompts, to move protected labels, to execute prompts, and everything. */
export const scope = z.enum(['read', 'sync', 'promote', 'execute', 'admin']);

/** Names of the keys that a server is given or makes at its start, by which it finds them again. */
export const PRESET_KEY_NAME = 'LEDGER_API_KEY';
export const FIRST_KEY_NAME = 'first key';

const keyName = storableText.pipe(
  checkedString((name) => {
    if (name.trim() === '' || name.length > 200) return 'must have 1 to 200 characters';
    // oxlint-disable-next-line no-control-regex
    if (/[\u0000-\u001f\u007f]/.test(name)) return 'must not contain control characters';
    return [PRESET_KEY_NAME, FIRST_KEY_NAME].includes(name)
      ? 'is kept for the keys that a server starts with'
      : null;
  }),
);

/* POST /v1/keys */

export const createKeyRequest = z.object({
  name: keyName,
  scopes: z.array(scope).min(1, 'must list at least one scope').max(5),
  /** Null: every project. Left out: the project of the request. */
  project: projectName.nullish(),
  expires_in_days: z.int().min(1).max(36_500).nullish(),
});

export const key = z.object({
  key_id: z.uuid(),
  name: z.string(),
  /** Null: every project. */
  project: z.string().nullable(),
  scopes: z.array(scope),
  created_at: timestamp,
  /** To the minute. */
  last_used_at: timestamp.nullable(),
  expires_at: timestamp.nullable(),
  revoked_at: timestamp.nullable(),
});

/** The only answer that ever holds the key itself. */
export const createKeyResponse = key.extend({ key: z.string() });

/* GET /v1/keys */

export const keysQuery = z.object({
  /** Whether those are listed as well that were revoked or have expired. */
  all: z.enum(['true', 'false']).default('false'),
});

export const keysResponse = z.object({ keys: z.array(key) });

export type Scope = z.infer<typeof scope>;
export type CreateKeyRequest = z.input<typeof createKeyRequest>;
export type CreateKeyResponse = z.infer<typeof createKeyResponse>;
export type Key = z.infer<typeof key>;
export type KeysResponse = z.infer<typeof keysResponse>;
