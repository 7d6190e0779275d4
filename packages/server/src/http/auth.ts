import { LedgerError, PROJECT_HEADER } from '@prompt-ledger/shared';
import type { FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import type { Scope } from '../db/tables.ts';
import { authenticate, isAllowed, type Principal } from '../keys/service.ts';
import { unknownProject } from '../projects/service.ts';

const principals = new WeakMap<object, Principal>();

/** The hook of a route that only a key with `scope` may call; it runs before any of the body is read. */
export function needs(context: Context, scope: Scope) {
  return async (request: FastifyRequest): Promise<void> => {
    await admit(context, request, scope);
  };
}

/** The same for a route that is about no project: a key of one project may not call it. */
export function needsEverywhere(context: Context, scope: Scope) {
  return async (request: FastifyRequest): Promise<void> => {
    const { isForEveryProject } = await admit(context, request, scope);
    if (!isForEveryProject) {
      throw new LedgerError('forbidden', 'This request needs an API key that is good for every project.');
    }
  };
}

/** The hook of a route that every live key may call. */
export function needsAnyKey(context: Context) {
  return async (request: FastifyRequest): Promise<void> => {
    await admit(context, request, null);
  };
}

/** Whom a request is from, on a route behind `needs`. */
export function principalOf(request: { readonly raw: object }): Principal {
  const principal = principals.get(request.raw);
  if (principal === undefined) throw new Error('This route asks for a principal but has no needs() hook');
  return principal;
}

/** The same where there may be none: the request was refused before, or needs no key. */
export function findPrincipal(request: { readonly raw: object }): Principal | null {
  return principals.get(request.raw) ?? null;
}

async function admit(context: Context, request: FastifyRequest, scope: Scope | null): Promise<Principal> {
  const key = readKey(request.headers);
  const project = readProject(request.headers);
  const found = key === null ? null : await authenticate(context, key, project);
  if (found === null) throw new LedgerError('unauthorized', 'Invalid or missing API key');
  refuseTooMany(context, found.keyId);
  if (scope !== null && !isAllowed(found, scope)) {
    throw new LedgerError('forbidden', `This API key lacks the scope "${scope}", which this request needs.`);
  }
  if (found.projectId === null) throw unknownProject(project ?? '');
  const principal = { ...found, projectId: found.projectId, requestId: request.id };
  principals.set(request.raw, principal);
  return principal;
}

function refuseTooMany({ limiter, now }: Context, keyId: string): void {
  const seconds = limiter.take(keyId, now());
  if (seconds === null) return;
  throw new LedgerError(
    'rate_limited',
    `This API key sends too many requests. Try again in ${seconds} s, or have LEDGER_RATE_LIMIT raised.`,
    [],
    { retryAfterSeconds: seconds },
  );
}

function readKey(headers: FastifyRequest['headers']): string | null {
  const key = headers['x-api-key'];
  if (typeof key === 'string' && key !== '') return key;
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}

function readProject(headers: FastifyRequest['headers']): string | null {
  const project = headers[PROJECT_HEADER];
  return typeof project === 'string' && project !== '' ? project : null;
}
