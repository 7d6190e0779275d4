import { LedgerError } from '@prompt-ledger/shared';
import type { FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import type { Scope } from '../db/tables.ts';
import { authenticate, isAllowed, type Principal } from '../keys/service.ts';

const principals = new WeakMap<object, Principal>();

/** The hook of a route that only a key with `scope` may call; it runs before any of the body is read. */
export function needs(context: Context, scope: Scope) {
  return async (request: FastifyRequest): Promise<void> => {
    const key = readKey(request.headers);
    const principal = key === null ? null : await authenticate(context, key);
    if (principal === null) throw new LedgerError('unauthorized', 'Invalid or missing API key');
    if (!isAllowed(principal, scope)) {
      throw new LedgerError(
        'forbidden',
        `This API key lacks the scope "${scope}", which this request needs.`,
      );
    }
    principals.set(request.raw, principal);
  };
}

/** Whom a request is from, on a route behind `needs`. */
export function principalOf(request: { readonly raw: object }): Principal {
  const principal = principals.get(request.raw);
  if (principal === undefined) throw new Error('This route asks for a principal but has no needs() hook');
  return principal;
}

function readKey(headers: FastifyRequest['headers']): string | null {
  const key = headers['x-api-key'];
  if (typeof key === 'string' && key !== '') return key;
  return /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}
