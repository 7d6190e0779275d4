import { LedgerError } from '@prompt-ledger/shared';
import type { FastifyRequest } from 'fastify';
import { isLoopback } from '../loopback.ts';
import type { HttpSettings } from './settings.ts';

/**
 * A hook against pages that reach for a server on loopback. By DNS rebinding a page makes the browser call its own
 * name for this machine, which the Host header gives away; a plain cross-origin request says its Origin.
 */
export function guard(settings: HttpSettings) {
  const { allowedHosts, corsOrigins, isLoopback } = settings;
  const isGuarded = isLoopback || allowedHosts.length > 0;
  return async ({ headers }: FastifyRequest): Promise<void> => {
    if (!isGuarded) return;
    const { host, origin } = headers;
    if (host !== undefined && !isAllowedHost(host, allowedHosts)) {
      throw new LedgerError(
        'misdirected',
        `This server does not answer for the host "${host.slice(0, 200)}". Call it by its own name, or start it ` +
          'with that name in LEDGER_ALLOWED_HOSTS.',
      );
    }
    if (origin !== undefined && !isAllowedOrigin(origin, host, corsOrigins)) {
      throw new LedgerError(
        'forbidden',
        'Pages of another origin may not call this server. Start it with their origin in LEDGER_CORS_ORIGINS.',
      );
    }
  };
}

function isAllowedHost(host: string, allowed: readonly string[]): boolean {
  const name = host.toLowerCase().replace(/:\d*$/, '');
  return isLoopback(name.replace(/^\[(.*)\]$/, '$1')) || allowed.includes(name);
}

function isAllowedOrigin(origin: string, host: string | undefined, allowed: readonly string[]): boolean {
  if (allowed.includes('*') || allowed.includes(origin)) return true;
  return host !== undefined && [`http://${host}`, `https://${host}`].includes(origin);
}
