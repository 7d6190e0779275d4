import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createClient, type Answer, type Client } from './client.ts';
import { startProvider, type FakeProvider } from './provider.ts';
import { startTestServer, type TestServer } from './server.ts';
import { countsAsWork } from './statements.ts';

/** What a test of executions asks a server for; the server and its fake provider are there while the tests run. */
export interface Executing {
  readonly client: Client;
  readonly provider: FakeProvider;
  /** All that the server asked its database, for tests that count them. */
  readonly statements: string[];
  /** Executes a prompt in tracking mode: `greet`, unless another is named. */
  execute(body?: object, name?: string): Promise<Answer>;
  /** Executes a prompt in full mode, `managed`, unless the body names another. */
  run(body: object, verb?: string): Promise<Answer>;
  get(id: string): Promise<Answer['body']>;
  /** The execution when it has ended. */
  ended(id: string): Promise<Answer['body']>;
}

/** Starts a server with a worker and a few prompts before the tests of a suite, and forgets between them what was sent. */
export function useExecuting(database: 'embedded' | 'postgres'): Executing {
  const statements: string[] = [];
  let provider: FakeProvider;
  let server: TestServer;
  let client: Client;

  beforeAll(async () => {
    provider = await startProvider({ timeoutMs: 25_000 });
    server = await startTestServer({
      database,
      providers: provider.settings,
      worker: { retryDelaysMs: [20, 20, 20], pollMs: 10_000 },
      onQuery: (event) => countsAsWork(event) && statements.push(event.query.sql),
    });
    client = createClient(server);
    await client.register({ greet: 'Hello {{ name }}!' });
    await client.put('/v1/prompts/managed', { template_source: 'Managed {{ a }}', set_active: true });
    await client.put('/v1/prompts/drafted', { template_source: 'Draft' });
  });
  afterAll(async () => {
    await server?.close();
    await provider?.close();
  });
  beforeEach(() => {
    provider.received.length = 0;
    provider.next.length = 0;
  });

  const get = async (id: string) => (await client.get(`/v1/executions/${id}`)).body;
  return {
    get client() {
      return client;
    },
    get provider() {
      return provider;
    },
    statements,
    get,
    execute: (body = {}, name = 'greet') =>
      client.post(`/v1/prompts/${name}/execute`, { variables: { name: 'Ann' }, ...body }),
    run: (body, verb = '/run') =>
      client.post(`/v1/executions${verb}`, {
        prompt_name: 'managed',
        model: { provider: 'openai', model_name: 'gpt-4o' },
        variables: { a: 1 },
        ...body,
      }),
    ended: async (id) => {
      for (let pause = 10; pause < 2000; pause *= 1.2) {
        const execution = await get(id);
        if (!['queued', 'running'].includes(execution.status)) return execution;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
      throw new Error(`The execution ${id} did not end`);
    },
  };
}
