import type { HistoryResponse, ListResponse, Prompt, RegisterResponse } from '@prompt-ledger/shared/contract';
import type { Meta } from '@prompt-ledger/shared/contract/operations';

/*
 * Whether an answer has the shape that the contract promises, as far as the CLI relies on it. Written by hand: the
 * schemas of the contract would bring zod, and its 30 ms, into every start.
 */

type Fields = Record<string, unknown>;

export function isRegisterResponse(body: unknown): body is RegisterResponse {
  return isObject(body) && isListOf(body['registered'], isRegistered);
}

export function isListResponse(body: unknown): body is ListResponse {
  return isObject(body) && isListOf(body['prompts'], isPrompt) && isCursor(body['next_cursor']);
}

export function isPrompt(body: unknown): body is Prompt {
  return (
    isObject(body) &&
    typeof body['name'] === 'string' &&
    isMode(body['mode']) &&
    isActive(body['active_version'])
  );
}

export function isHistoryResponse(body: unknown): body is HistoryResponse {
  return (
    isObject(body) &&
    isMode(body['mode']) &&
    isListOf(body['versions'], isVersion) &&
    isCursor(body['next_cursor'])
  );
}

export function isHealth(body: unknown): body is { status: string } {
  return isObject(body) && typeof body['status'] === 'string';
}

export function isMeta(body: unknown): body is Meta {
  return (
    isObject(body) &&
    typeof body['version'] === 'string' &&
    isObject(body['key']) &&
    Array.isArray(body['key']['scopes'])
  );
}

function isRegistered(entry: Fields): boolean {
  return (
    typeof entry['name'] === 'string' &&
    (entry['version'] === null || typeof entry['version'] === 'number') &&
    typeof entry['action'] === 'string' &&
    (entry['previous_version'] === null || typeof entry['previous_version'] === 'number')
  );
}

function isVersion(entry: Fields): boolean {
  return (
    typeof entry['version'] === 'number' &&
    typeof entry['template_hash'] === 'string' &&
    typeof entry['template_source'] === 'string' &&
    typeof entry['created_at'] === 'string'
  );
}

function isActive(version: unknown): boolean {
  if (version === undefined || version === null) return true;
  return (
    isObject(version) &&
    typeof version['version_number'] === 'number' &&
    typeof version['checksum_hash'] === 'string'
  );
}

function isMode(value: unknown): boolean {
  return value === 'full' || value === 'tracking';
}

/** Absent means: there is no further page. */
function isCursor(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string';
}

export function isListOf(value: unknown, check: (entry: Fields) => boolean): boolean {
  return Array.isArray(value) && value.every((entry: unknown) => isObject(entry) && check(entry));
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
