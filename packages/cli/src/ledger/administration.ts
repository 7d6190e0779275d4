import type { AuditEvent } from '@prompt-ledger/shared/contract/audit';
import type { CreateKeyRequest, CreateKeyResponse, Key } from '@prompt-ledger/shared/contract/keys';
import type { ModeRequest, ModeResponse } from '@prompt-ledger/shared/contract/mode';
import type { Project } from '@prompt-ledger/shared/contract/projects';
import {
  isAuditResponse,
  isCreateKeyResponse,
  isKey,
  isKeysResponse,
  isModeResponse,
  isProject,
  isProjectsResponse,
} from './administration-answers.ts';
import type { Ask } from './ledger.ts';

/** What is asked of a ledger beside its prompts. Calls throw as those of a Ledger do. */
export interface Administration {
  createKey(request: CreateKeyRequest): Promise<CreateKeyResponse>;
  /** Newest first; with `all` also those that have ended. */
  listKeys(options: { readonly all: boolean }): Promise<Key[]>;
  revokeKey(id: string): Promise<Key>;
  createProject(name: string): Promise<Project>;
  listProjects(): Promise<Project[]>;
  renameProject(name: string, to: string): Promise<Project>;
  setMode(name: string, request: ModeRequest): Promise<ModeResponse>;
  /** The newest `limit` events. */
  listAudit(filters: { readonly object?: string | undefined; readonly limit: number }): Promise<AuditEvent[]>;
}

const PAGE = 200;

export function administer({ ask }: { readonly ask: Ask }): Administration {
  return {
    createKey: (body) => ask({ method: 'POST', path: '/v1/keys', body }, isCreateKeyResponse),
    listKeys: async ({ all }) =>
      (await ask({ method: 'GET', path: `/v1/keys?all=${all}` }, isKeysResponse)).keys,
    revokeKey: (id) =>
      ask({ method: 'POST', path: `/v1/keys/${encodeURIComponent(id)}/revoke`, body: {} }, isKey),
    createProject: (name) => ask({ method: 'POST', path: '/v1/projects', body: { name } }, isProject),
    listProjects: async () =>
      (await ask({ method: 'GET', path: '/v1/projects' }, isProjectsResponse)).projects,
    renameProject: (name, to) =>
      ask(
        { method: 'PATCH', path: `/v1/projects/${encodeURIComponent(name)}`, body: { name: to } },
        isProject,
      ),
    setMode: (name, body) =>
      ask({ method: 'POST', path: `/v1/prompts/${encodeURIComponent(name)}/mode`, body }, isModeResponse),
    listAudit: (filters) => listAudit(ask, filters),
  };
}

async function listAudit(
  ask: Ask,
  { object, limit }: { readonly object?: string | undefined; readonly limit: number },
): Promise<AuditEvent[]> {
  const events: AuditEvent[] = [];
  let cursor: string | null = null;
  do {
    const query = new URLSearchParams({ limit: String(Math.min(PAGE, limit - events.length)) });
    if (object !== undefined) query.set('object', object);
    if (cursor !== null) query.set('cursor', cursor);
    const page = await ask({ method: 'GET', path: `/v1/audit?${query.toString()}` }, isAuditResponse);
    events.push(...page.events);
    cursor = page.next_cursor ?? null;
  } while (cursor !== null && events.length < limit);
  return events;
}
