import type { AuditResponse } from '@prompt-ledger/shared/contract/audit';
import type { CreateKeyResponse, Key, KeysResponse } from '@prompt-ledger/shared/contract/keys';
import type { ModeResponse } from '@prompt-ledger/shared/contract/mode';
import type { Project, ProjectsResponse } from '@prompt-ledger/shared/contract/projects';
import { isListOf, isObject } from './answers.ts';

/* As for the other answers: the shape as far as it is relied on, without zod. */

export function isKey(body: unknown): body is Key {
  return (
    isObject(body) &&
    typeof body['key_id'] === 'string' &&
    typeof body['name'] === 'string' &&
    isTextOrNull(body['project']) &&
    Array.isArray(body['scopes']) &&
    body['scopes'].every((scope) => typeof scope === 'string') &&
    typeof body['created_at'] === 'string' &&
    [body['last_used_at'], body['expires_at'], body['revoked_at']].every(isTextOrNull)
  );
}

export function isCreateKeyResponse(body: unknown): body is CreateKeyResponse {
  return isKey(body) && 'key' in body && typeof body.key === 'string';
}

export function isKeysResponse(body: unknown): body is KeysResponse {
  return isObject(body) && isListOf(body['keys'], isKey);
}

export function isProject(body: unknown): body is Project {
  return isObject(body) && typeof body['name'] === 'string' && typeof body['created_at'] === 'string';
}

export function isProjectsResponse(body: unknown): body is ProjectsResponse {
  return isObject(body) && isListOf(body['projects'], isProject);
}

export function isModeResponse(body: unknown): body is ModeResponse {
  return isObject(body) && typeof body['mode'] === 'string' && typeof body['changed'] === 'boolean';
}

export function isAuditResponse(body: unknown): body is AuditResponse {
  return isObject(body) && isListOf(body['events'], isEvent) && isTextOrNull(body['next_cursor'] ?? null);
}

function isEvent(event: Record<string, unknown>): boolean {
  const key = event['key'];
  return (
    ['at', 'action', 'object'].every((field) => typeof event[field] === 'string') &&
    (key === null || (isObject(key) && typeof key['name'] === 'string')) &&
    isObject(event['details'])
  );
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string';
}
