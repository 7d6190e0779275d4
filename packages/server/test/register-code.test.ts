import { checksum } from '@prompt-ledger/shared';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type Client } from './support/client.ts';
import { databases } from './support/databases.ts';
import { startTestServer, type TestServer } from './support/server.ts';

const REGISTER = '/v1/prompts/register-code';

describe.each(databases)('POST /v1/prompts/register-code on %s', (database) => {
  let server: TestServer;
  let client: Client;

  beforeAll(async () => {
    server = await startTestServer({ database });
    client = createClient(server);
  });
  afterAll(() => server?.close());

  it("answers the plan's example word for word", async () => {
    const register = async (template_source: string) => {
      const prompts = [{ name: 'WELCOME', template_source, template_hash: checksum(template_source) }];
      const { status, body } = await client.post(REGISTER, { prompts });
      expect(status).toBe(200);
      return body.registered;
    };
    const entry = { name: 'WELCOME', mode: 'tracking' };
    expect(checksum('Hello {{name}}!')).toBe(
      '0ac46560e041dd7ae408035089e631b9bef26d90d7e763b5eabfb947c41d05a3',
    );
    expect(await register('Hello {{name}}!')).toEqual([
      { ...entry, version: 1, change_detected: false, previous_version: null, action: 'new' },
    ]);
    expect(await register('Hello {{name}}!')).toEqual([
      { ...entry, version: 1, change_detected: false, previous_version: null, action: 'unchanged' },
    ]);
    expect(await register('Hi {{name}}, welcome!')).toEqual([
      { ...entry, version: 2, change_detected: true, previous_version: 1, action: 'updated' },
    ]);
    expect(await register('Hello {{name}}!')).toEqual([
      { ...entry, version: 1, change_detected: true, previous_version: 2, action: 'reverted' },
    ]);
    const history = await client.get('/v1/prompts/WELCOME/history');
    expect(history.body).toMatchObject({
      prompt_name: 'WELCOME',
      mode: 'tracking',
      current_version: 1,
      versions: [
        { version: 2, status: 'deprecated', template_source: 'Hi {{name}}, welcome!', execution_count: 0 },
        { version: 1, status: 'active', template_hash: checksum('Hello {{name}}!'), execution_count: 0 },
      ],
    });
  });

  it('answers one entry per entry of the request, in its order, with counts', async () => {
    await client.register({ 'order-a': 'a', 'order-c': 'c', 'order-d': 'd1' });
    await client.register({ 'order-d': 'd2' });
    const prompts = Object.entries({ 'order-d': 'd1', 'order-c': 'C', 'order-b': 'b', 'order-a': 'a' }).map(
      ([name, template_source]) => ({ name, template_source }),
    );
    const { body } = await client.post(REGISTER, { prompts });
    expect(body.registered.map((each: { name: string; action: string }) => [each.name, each.action])).toEqual(
      [
        ['order-d', 'reverted'],
        ['order-c', 'updated'],
        ['order-b', 'new'],
        ['order-a', 'unchanged'],
      ],
    );
    expect(body.counts).toEqual({ new: 1, updated: 1, reverted: 1, unchanged: 1 });
    expect(body.dry_run).toBe(false);
  });

  it.each([
    ['no list', {}],
    ['an empty list', { prompts: [] }],
    ['a null list', { prompts: null }],
    ['a null body', null],
  ])('refuses %s with 400', async (_what, request) => {
    const { status, body } = await client.post(REGISTER, request);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      code: 'no_prompts',
      detail: expect.stringContaining('No prompts provided'),
    });
  });

  it('refuses no body at all with 400', async () => {
    const { status, body } = await client.send(REGISTER, { method: 'POST' });
    expect([status, body.code]).toEqual([400, 'no_prompts']);
  });

  it('takes the same text twice, and refuses another text under the same name', async () => {
    const twice = { name: 'twice', template_source: 'a' };
    const same = await client.post(REGISTER, { prompts: [twice, twice] });
    expect(same.body.registered).toHaveLength(2);
    expect(same.body.registered[1]).toMatchObject({ version: 1, action: 'new' });
    const other = await client.post(REGISTER, { prompts: [twice, { name: 'twice', template_source: 'b' }] });
    expect(other.status).toBe(422);
    expect(other.body).toMatchObject({ code: 'duplicate_name', errors: [{ path: 'prompts.1.name' }] });
    expect(other.body.detail).toContain('"twice"');
  });

  it("refuses a hash that is not the text's, naming the entry, and stores nothing", async () => {
    const { status, body } = await client.post(REGISTER, {
      prompts: [
        { name: 'hash-good', template_source: 'a', template_hash: checksum('a') },
        { name: 'hash-bad', template_source: 'a', template_hash: checksum('b') },
      ],
    });
    expect([status, body.code]).toEqual([422, 'checksum_mismatch']);
    expect(body.detail).toContain('"hash-bad"');
    expect(body.errors).toHaveLength(1);
    expect((await client.get('/v1/prompts/hash-good')).status).toBe(404);
  });

  it('refuses a prompt in full mode, naming it and its mode, and stores nothing of the batch', async () => {
    await client.put('/v1/prompts/by-hand', { template_source: 'a' });
    const { status, body } = await client.post(REGISTER, {
      prompts: [
        { name: 'beside-by-hand', template_source: 'a' },
        { name: 'by-hand', template_source: 'a' },
      ],
    });
    expect([status, body.code]).toEqual([400, 'wrong_mode']);
    expect(body.detail).toContain('"by-hand" is in full mode');
    expect((await client.get('/v1/prompts/beside-by-hand')).status).toBe(404);
  });

  it('refuses a template that cannot be parsed, with line and column, and stores nothing', async () => {
    const { status, body } = await client.post(REGISTER, {
      prompts: [
        { name: 'beside-broken', template_source: 'a' },
        { name: 'broken', template_source: 'Hello\n{% if %}' },
      ],
    });
    expect([status, body.code]).toEqual([422, 'template_invalid']);
    expect(body.detail).toContain('"broken" cannot be parsed at line 2, column 7');
    expect(body.errors).toMatchObject([{ path: 'prompts.1.template_source' }]);
    expect((await client.get('/v1/prompts/beside-broken')).status).toBe(404);
  });

  it('answers a dry run the same and writes nothing', async () => {
    await client.register({ 'dry-old': 'a', 'dry-same': 'a' });
    const prompts = [
      { name: 'dry-new', template_source: 'a' },
      { name: 'dry-old', template_source: 'b' },
      { name: 'dry-same', template_source: 'a' },
    ];
    const dry = await client.post(REGISTER, { prompts, dry_run: true });
    expect(dry.body.dry_run).toBe(true);
    expect((await client.get('/v1/prompts/dry-new')).status).toBe(404);
    expect((await client.get('/v1/prompts/dry-old/versions')).body).toHaveLength(1);
    const real = await client.post(REGISTER, { prompts });
    expect(real.body).toEqual({ ...dry.body, dry_run: false });
  });

  it('reads the variables of a template, or takes those that the client found', async () => {
    const given = [{ name: 'x', required: false, opaque: true, expression: 'now()' }];
    await client.post(REGISTER, {
      prompts: [
        { name: 'variables-read', template_source: 'Hello {{ user.name }} {{ lang | default("en") }}' },
        { name: 'variables-given', template_source: '{{ x }}', variables: given },
        {
          name: 'variables-chat',
          kind: 'chat',
          template_source:
            '[{"role":"system","content":"{{ a }}"},{"role":"user","content":"{{ b }}{{ a }}"}]',
        },
      ],
    });
    const variablesOf = async (name: string) =>
      (await client.get(`/v1/prompts/${name}`)).body.active_version.variables;
    expect(await variablesOf('variables-read')).toEqual([
      { name: 'user.name', required: true },
      { name: 'lang', required: false, default: 'en' },
    ]);
    expect(await variablesOf('variables-given')).toEqual(given);
    expect(await variablesOf('variables-chat')).toEqual([
      { name: 'a', required: true },
      { name: 'b', required: true },
    ]);
  });

  it('keeps the description it is given, also beside a text that did not change', async () => {
    const describe = async (description?: string | null) => {
      await client.post(REGISTER, { prompts: [{ name: 'described', template_source: 'a', description }] });
      return (await client.get('/v1/prompts/described')).body.description;
    };
    expect(await describe('one')).toBe('one');
    expect(await describe('two')).toBe('two');
    expect(await describe()).toBe('two');
    expect(await describe(null)).toBe('two');
  });

  it('takes an empty description for one, once', async () => {
    const prompts = (description: string) => [{ name: 'undescribed', template_source: 'a', description }];
    await client.post(REGISTER, { prompts: prompts('A greeting') });
    await client.post(REGISTER, { prompts: prompts('') });
    const emptied = (await client.get('/v1/prompts/undescribed')).body;
    expect(emptied.description).toBe('');
    await client.post(REGISTER, { prompts: prompts('') });
    expect((await client.get('/v1/prompts/undescribed')).body).toEqual(emptied);
    expect((await client.get('/v1/audit?object=undescribed')).body.events).toHaveLength(2);
  });

  it('keeps every text as it came', async () => {
    const texts = [
      'a\r\nb\n',
      ' {{ x }} ',
      '\u{feff}é e\u0301 🙂',
      '\\ " \' $1 {a,b} NULL',
      'null',
      '\u0001\u007f',
    ];
    await client.register(Object.fromEntries(texts.map((text, index) => [`text-${index}`, text])));
    for (const [index, text] of texts.entries()) {
      const { body } = await client.get(`/v1/prompts/text-${index}`);
      expect(body.active_version.template_source).toBe(text);
      expect(body.active_version.checksum_hash).toBe(checksum(text));
    }
  });

  it.each([
    ['an empty name', { name: '', template_source: 'a' }, 'prompts.0.name'],
    ['a name with @', { name: 'a@1', template_source: 'a' }, 'prompts.0.name'],
    ['a name with a NUL', { name: 'a\0', template_source: 'a' }, 'prompts.0.name'],
    ['a name that is too long', { name: 'a'.repeat(201), template_source: 'a' }, 'prompts.0.name'],
    ['an empty template', { name: 'a', template_source: '' }, 'prompts.0.template_source'],
    ['a NUL in a template', { name: 'a', template_source: 'a\0' }, 'prompts.0.template_source'],
    ['half a surrogate pair', { name: 'a', template_source: 'a\ud800' }, 'prompts.0.template_source'],
    [
      'a template that is too long',
      { name: 'a', template_source: 'a'.repeat(2 ** 20 + 1) },
      'prompts.0.template_source',
    ],
    ['no template', { name: 'a' }, 'prompts.0.template_source'],
    ['a number for a template', { name: 'a', template_source: 1 }, 'prompts.0.template_source'],
    [
      'a malformed hash',
      { name: 'a', template_source: 'a', template_hash: 'abc123' },
      'prompts.0.template_hash',
    ],
    ['an unknown kind', { name: 'a', template_source: 'a', kind: 'poem' }, 'prompts.0.kind'],
    [
      'a NUL in a variable',
      { name: 'a', template_source: 'a', variables: [{ name: 'x\0', required: true }] },
      'prompts.0.variables.0.name',
    ],
    [
      'a NUL in a description',
      { name: 'a', template_source: 'a', description: '\0' },
      'prompts.0.description',
    ],
  ])('refuses %s with 422 and its path', async (_what, entry, path) => {
    const { status, body } = await client.post(REGISTER, { prompts: [entry] });
    expect(status).toBe(422);
    expect(body.code).toBe('validation_failed');
    expect(body.errors[0].path).toBe(path);
    expect(body.detail).toContain(path);
  });

  it('takes a megabyte of template', async () => {
    const text = 'é'.repeat(2 ** 20);
    const [entry] = await client.register({ long: text });
    expect(entry?.version).toBe(1);
    expect((await client.get('/v1/prompts/long')).body.active_version.checksum_hash).toBe(checksum(text));
  });
});
