import type { FastifyRequest } from 'fastify';
import { describe, expect, it } from 'vitest';
import { guard } from './guard.ts';
import { DEFAULT_HTTP_SETTINGS, type HttpSettings } from './settings.ts';

const check = (headers: Record<string, string>, settings: Partial<HttpSettings> = {}) =>
  // The guard looks at nothing but headers.
  guard({ ...DEFAULT_HTTP_SETTINGS, isLoopback: true, ...settings })({
    headers,
  } as unknown as FastifyRequest);

describe('the guard of a server on loopback', () => {
  it.each(['localhost:8400', 'LOCALHOST', '127.0.0.1:8400', '127.1.2.3', '[::1]:8400'])(
    'lets %s in',
    async (host) => {
      await expect(check({ host })).resolves.toBeUndefined();
      await expect(check({ host, origin: `http://${host}` })).resolves.toBeUndefined();
    },
  );

  it.each([
    'evil.example',
    'evil.example:8400',
    'localhost.evil.example',
    '127.0.0.1.evil.example:8400',
    '192.168.0.7:8400',
    'evil.example:localhost',
    '',
  ])('does not answer for "%s"', async (host) => {
    await expect(check({ host })).rejects.toMatchObject({ code: 'misdirected', status: 421 });
  });

  it.each(['https://evil.example', 'null', 'http://localhost:1', 'https://127.0.0.1:8400.evil.example'])(
    'refuses the origin %s',
    async (origin) => {
      await expect(check({ host: 'localhost:8400', origin })).rejects.toMatchObject({ code: 'forbidden' });
    },
  );

  it('knows the names and origins that its operator allows', async () => {
    const settings = { allowedHosts: ['ledger.example'], corsOrigins: ['https://app.example'] };
    await check({ host: 'ledger.example', origin: 'https://app.example' }, settings);
    await check({ host: 'ledger.example:443' }, settings);
    await expect(check({ host: 'app.example' }, settings)).rejects.toMatchObject({ code: 'misdirected' });
  });

  it('leaves names to others beyond loopback, unless it is told some', async () => {
    await check({ host: 'anything.example', origin: 'https://else.example' }, { isLoopback: false });
    const told = { isLoopback: false, allowedHosts: ['ledger.example'] };
    await check({ host: 'ledger.example' }, told);
    await expect(check({ host: 'anything.example' }, told)).rejects.toMatchObject({ code: 'misdirected' });
  });
});
