import { afterAll, beforeAll, describe, it } from 'vitest';
import { startTestServer, type TestServer } from './support/server.ts';
describe.each(['embedded', 'postgres'] as const)('%s', (database) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ database });
  });
  afterAll(() => server?.close());
  it('x', async () => {
    const r = await fetch(`${server.url}/v1/prompts/register-code`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': server.key },
      body: JSON.stringify({ prompts: [{ name: 'W', template_source: 'Hello {{name}}!' }] }),
    });
    console.log(r.status, await r.text());
    for (const u of [
      '/health',
      '/v1/prompts',
      '/v1/prompts/W',
      '/v1/prompts/W/history',
      '/v1/prompts/W/versions',
      '/nope',
    ]) {
      const g = await fetch(`${server.url}${u}`, { headers: { 'x-api-key': server.key } });
      console.log(g.status, await g.text());
    }
  });
});
