import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Tables } from '../db/tables.ts';
import { createCalls } from '../executions/calls.ts';
import { createRecentKeys } from '../keys/recent.ts';
import { createMemory } from '../memory.ts';
import { createProviders, DEFAULT_PROVIDER_SETTINGS } from '../providers/providers.ts';
import { createRenderer } from '../templates/render.ts';
import { createMetrics } from '../operations/metrics.ts';
import { buildApp } from './app.ts';
import { createRateLimiter } from './rate-limit.ts';
import { DEFAULT_HTTP_SETTINGS } from './settings.ts';

describe('a bug', () => {
  it('is a 500 without internals, and logged with them', async () => {
    const logged: string[] = [];
    // A database that answers nothing to everything: no key is ever found, so a route that throws is added instead.
    const db = new Kysely<Tables>({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (each) => new PostgresIntrospector(each),
        createQueryCompiler: () => new PostgresQueryCompiler(),
      },
    });
    const context = {
      db,
      now: () => new Date(0),
      log: (line: string) => logged.push(line),
      limiter: createRateLimiter(0),
      recentKeys: createRecentKeys(),
      renderer: createRenderer(),
      providers: createProviders(DEFAULT_PROVIDER_SETTINGS),
      executed: createMemory<never>(1),
      calls: createCalls(),
      instanceId: '00000000-0000-4000-8000-000000000000',
      wakeWorker: () => {},
      noteCounted: () => {},
    };
    const app = buildApp(context, {
      settings: { ...DEFAULT_HTTP_SETTINGS, isLoopback: true },
      metrics: createMetrics({ queue: async () => null, pool: () => ({ total: 0, idle: 0, waiting: 0 }) }),
      tell: () => {},
    });
    app.get('/broken/:secret', async () => {
      throw new Error('inner detail');
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const address = app.server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const response = await fetch(`http://127.0.0.1:${port}/broken/hidden`);
    expect([response.status, await response.json()]).toEqual([
      500,
      { detail: 'The server failed on this request. Its log says more.', code: 'internal' },
    ]);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toContain('GET /broken/:secret failed.');
    expect(logged[0]).toContain('Error: inner detail\n    at ');
    expect(logged[0]).not.toContain('hidden');
    await app.close();
  });
});
