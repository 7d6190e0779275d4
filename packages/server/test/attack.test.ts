import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJudge, shots, type Attack, type Sender } from './support/attack.ts';
import { createClient } from './support/client.ts';
import { databases } from './support/databases.ts';
import { startTestServer, type TestServer } from './support/server.ts';

/**
 * `ATTACK_REQUESTS=20000 npx vitest run packages/server/test/attack.test.ts` for a siege; ATTACK_SEED repeats one.
 */
const REQUESTS = Number(process.env['ATTACK_REQUESTS'] ?? 400);
const SEED = Number(process.env['ATTACK_SEED'] ?? Date.now() % 2 ** 31);
const SECRET = 'SECRET-OF-THE-NEIGHBOUR';
const IN_FLIGHT = 8;

describe.each(databases)('whatever is sent to a server on %s', (database) => {
  let server: TestServer;
  let attack: Attack;
  const logged: string[] = [];

  beforeAll(async () => {
    server = await startTestServer({ database, log: (line) => logged.push(line) });
    attack = await prepare(server);
  });
  afterAll(() => server?.close());

  it(
    `is answered as documented, without a 500 and without a leak (seed ${SEED})`,
    async () => {
      const { judge, close } = createJudge(attack, [SECRET], new Set(['root']));
      const all = fc.sample(shots(attack), { numRuns: REQUESTS, seed: SEED });
      const wrong: string[] = [];
      const answered = new Set<string>();
      let next = 0;
      const shoot = async () => {
        while (next < all.length && wrong.length < 20) {
          const shot = all[next];
          next += 1;
          if (shot === undefined) return;
          const complaint = await judge(shot);
          answered.add(`${shot.method} ${shot.template}`);
          if (complaint !== null) wrong.push(`${complaint}\n  ${JSON.stringify(shot).slice(0, 1000)}`);
        }
      };
      await Promise.all(Array.from({ length: IN_FLIGHT }, shoot));
      close();
      expect(wrong.join('\n\n')).toBe('');
      expect(logged).toEqual([]);
      // Of so many, every operation gets some.
      if (REQUESTS >= 1000) expect(answered.size).toBe(countOperations(attack));
      expect((await fetch(`${server.url}/health`)).status).toBe(200);
    },
    Math.max(120_000, REQUESTS * 100),
  );
});

const RUN = { prompt_name: 'kept', model: { provider: 'echo', model_name: 'm' }, variables: { name: 'x' } };
const GIT = { commit: 'c'.repeat(40), branch: 'main', base: null, author: 'a', dirty: false };
const EXAMPLES = {
  '/v1/prompts/register-code': [
    { prompts: [{ name: 'tracked', template_source: 'Hello {{ name }}' }] },
    {
      prompts: [
        {
          name: 'fresh',
          template_source: 'Bye {{ name }}',
          description: 'd',
          location: { path: 'a.ts', line: 1 },
        },
      ],
    },
    {
      prompts: [{ name: 'tracked', template_source: 'At a commit {{ name }}' }],
      git: GIT,
      source: 'ci',
      manifest: true,
    },
    {
      prompts: [{ name: 'tracked', template_source: 'Staged {{ name }}' }],
      git: { ...GIT, dirty: true },
      source: 'staged',
    },
  ],
  '/v1/prompts/import': [
    {
      branch: 'main',
      commits: [
        {
          commit: 'd'.repeat(40),
          author: 'a',
          committed_at: '2026-01-01T00:00:00Z',
          prompts: [
            { name: 'imported', template_source: 'Imported {{ name }}', location: { path: 'a.ts', line: 1 } },
          ],
          gone: ['tracked'],
        },
      ],
    },
  ],
  '/v1/labels/promote': [{ label: 'production', prompts: [{ name: 'tracked' }] }],
  '/v1/settings': [{ default_branch: 'main', protected_labels: ['production'] }],
  '/v1/prompts/{name}': [{ template_source: 'Kept {{ name }}', set_active: true }],
  '/v1/prompts/{name}/execute': [
    { provider: 'echo', model_name: 'm', variables: { name: 'x' } },
    { provider: 'echo', model_name: 'm', variables: { name: 'x' }, mode: 'async', idempotency_key: 'k' },
    { provider: 'echo', model_name: 'm', variables: { name: 'x' }, stream: true },
  ],
  '/v1/prompts/{name}/render': [{ variables: { name: 'x' } }, { template_source: 'A {{ x }}', kind: 'text' }],
  '/v1/executions/run': [RUN],
  '/v1/executions:run': [{ ...RUN, version_number: 1, params: { temperature: 0.5, max_tokens: 5 } }],
  '/v1/executions/submit': [{ ...RUN, idempotency_key: 'k' }],
  '/v1/executions:submit': [RUN],
};

/** Two projects, each with prompts and executions; the second one's texts are secret to the first one's keys. */
async function prepare(server: TestServer): Promise<Attack> {
  const root = createClient(server);
  const ids: string[] = [];
  const keyOf: Record<string, string> = {};
  for (const project of ['ours', 'theirs']) {
    const text = project === 'ours' ? 'Hello {{ name }}' : `${SECRET} {{ name }}`;
    await root.post('/v1/projects', { name: project });
    const made = await root.post('/v1/keys', { name: `${project} admin`, scopes: ['admin'], project });
    keyOf[project] = made.body.key;
    ids.push(made.body.key_id);
    const client = createClient({ url: server.url, key: made.body.key });
    await client.register({ tracked: text, [`only/${project}`]: text });
    await client.put('/v1/prompts/kept', { template_source: text, set_active: true, description: text });
    for (const path of ['tracked/execute', 'only%2F' + project + '/execute']) {
      const run = await client.post(`/v1/prompts/${path}`, {
        provider: 'echo',
        model_name: 'm',
        variables: { name: text },
      });
      ids.push(run.body.execution_id);
    }
  }
  const reader = await root.post('/v1/keys', { name: 'reader', scopes: ['read'], project: 'ours' });
  const revoked = await root.post('/v1/keys', { name: 'revoked', scopes: ['admin'], project: 'ours' });
  await root.post(`/v1/keys/${revoked.body.key_id}/revoke`, {});
  const ours = { 'x-api-key': keyOf['ours'] ?? '' };
  const senders: Sender[] = [
    { name: 'ours', headers: ours },
    ...['again', 'and again', 'once more', 'for ever'].map((name) => ({
      name: `ours ${name}`,
      headers: ours,
    })),
    { name: 'ours, naming theirs', headers: { ...ours, 'x-ledger-project': 'theirs' } },
    { name: 'reader', headers: { 'x-api-key': reader.body.key } },
    { name: 'revoked', headers: { 'x-api-key': revoked.body.key } },
    { name: 'nobody', headers: {} },
    { name: 'a stranger', headers: { authorization: "Bearer ' or 1=1 --" } },
    { name: 'root', headers: { 'x-api-key': server.key }, spares: /revoke$/ },
  ];
  const response = await fetch(`${server.url}/openapi.json`);
  const names = ['tracked', 'kept', 'only/ours', 'only/theirs', 'fresh'];
  const known = {
    name: names,
    prompt_name: names,
    object: names,
    id: ids,
    provider: ['echo', 'openai'],
    model_name: ['m', 'gpt-4o-mini'],
    project: ['ours', 'theirs', 'default'],
    template_source: ['Hello {{ name }}', 'Bye {{ name }}', '[{"role":"user","content":"{{ name }}"}]'],
    environment: ['dev'],
    label: ['production', 'branch/main', 'active'],
    branch: ['main', 'feature'],
    reference: ['1', '2', 'active', 'production', 'sha256:0ac46560'],
    cursor: ['MQ', 'Mg', 'InRyYWNrZWQi'],
  };
  return { url: server.url, document: await response.json(), senders, known, examples: EXAMPLES };
}

function countOperations({ document }: Attack): number {
  return Object.values<object>(document.paths).reduce((sum, methods) => sum + Object.keys(methods).length, 0);
}
