import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildImage } from '../../scripts/build-image.mjs';
import { buildRenderThread } from '../../scripts/build-render-thread.mjs';
import type { DatabaseLocation } from '../../src/db/location.ts';
import { DEFAULT_HTTP_SETTINGS, type HttpSettings } from '../../src/http/settings.ts';
import { DEFAULT_PROVIDER_SETTINGS, type ProviderSettings } from '../../src/providers/providers.ts';
import { startServer, type ServerOptions } from '../../src/server.ts';
import { createDatabase } from './postgres.ts';
import { copyTemplate } from './template.ts';

export interface TestServer {
  readonly url: string;
  readonly key: string;
  /** Where its database is, for a second look at it. */
  readonly location: DatabaseLocation;
  /** Stops it and removes its database. */
  close(): Promise<void>;
}

export interface TestServerOptions extends ServerOptions {
  /** Default: embedded. */
  readonly database?: 'embedded' | 'postgres';
  /** A database that outlives the server, or that several share. */
  readonly location?: DatabaseLocation;
  readonly providers?: ProviderSettings;
  readonly http?: Omit<HttpSettings, 'isLoopback'>;
}

/**
 * Starts a real server on a port and a database of its own, with a key of its own. Nothing of the user's is read or
 * written. It runs queued executions only where worker settings are given: a worker asks the database by itself.
 */
export async function startTestServer({
  database = 'embedded',
  location,
  providers = DEFAULT_PROVIDER_SETTINGS,
  http = DEFAULT_HTTP_SETTINGS,
  ...options
}: TestServerOptions = {}): Promise<TestServer> {
  const place = location === undefined ? await makeLocation(database) : { location, remove: async () => {} };
  await buildRenderThread();
  const key = `test_${randomBytes(16).toString('hex')}`;
  try {
    const server = await startServer(
      {
        host: '127.0.0.1',
        port: 0,
        database: place.location,
        apiKey: key,
        credentialsFile: path.join(tmpdir(), 'ledger-test-no-credentials.json'),
        providers,
        http,
        worker: options.worker !== undefined,
      },
      options,
    );
    const close = async () => {
      await server.close();
      await place.remove();
    };
    return { url: server.url, key, location: place.location, close };
  } catch (error) {
    await place.remove();
    throw error;
  }
}

/**
 * A database that nobody else has: a temporary directory, or a new database on the test Postgres. An embedded one is
 * migrated already, unless it is to be `fresh`.
 */
export async function makeLocation(
  database: 'embedded' | 'postgres',
  { fresh = false }: { readonly fresh?: boolean } = {},
): Promise<{ location: DatabaseLocation; remove(): Promise<void> }> {
  if (database === 'postgres') {
    const { url, drop } = await createDatabase();
    return { location: { kind: 'url', url }, remove: drop };
  }
  const root = await mkdtemp(path.join(tmpdir(), 'ledger-test-'));
  if (fresh) await buildImage();
  else await copyTemplate(path.join(root, 'data'));
  return {
    location: { kind: 'embedded', dataDir: path.join(root, 'data') },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
