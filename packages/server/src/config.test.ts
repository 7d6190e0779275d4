import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readEnv, readLogSettings, readServerConfig, readWorkerConfig } from './config.ts';

describe('LEDGER_PRICES', () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'ledger-test-prices-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const read = (text: string | null) => {
    const file = path.join(directory, 'prices.json');
    rmSync(file, { force: true });
    if (text !== null) writeFileSync(file, text);
    return readServerConfig({}, readEnv({ LEDGER_PRICES: file })).providers?.prices ?? [];
  };

  it('names a file of prices that come first', () => {
    const own = { provider: 'openai', model: 'gpt-4o', input_per_1k: 1, output_per_1k: 2 };
    const prices = read(JSON.stringify([own]));
    expect(prices[0]).toEqual({ provider: 'openai', model: 'gpt-4o', input: 1, output: 2 });
    expect(prices.length).toBeGreaterThan(1);
  });

  it.each([null, '', '{}', '[{"provider":"nobody"}]'])('with %j is refused, and says which file', (text) => {
    expect(() => read(text)).toThrow(/prices\.json, named by LEDGER_PRICES, cannot be used/);
  });
});

const read = (env: Record<string, string>) => readServerConfig({}, readEnv(env));

describe('the environment', () => {
  it('names the keys and addresses of providers', () => {
    const { providers } = read({
      OPENAI_API_KEY: 'open',
      OPENAI_BASE_URL: 'https://proxy.example/openai',
      ANTHROPIC_API_KEY: 'anthropic',
      ANTHROPIC_BASE_URL: 'https://proxy.example/v2',
    });
    expect(providers).toMatchObject({
      openai: { key: 'open', baseUrl: 'https://proxy.example/openai' },
      anthropic: { key: 'anthropic', baseUrl: 'https://proxy.example/v2' },
    });
  });

  it.each(['https://proxy.example', 'https://proxy.example/'])(
    'names Anthropic as its own libraries take it, without a version: %s',
    (url) => {
      expect(read({ ANTHROPIC_BASE_URL: url }).providers?.anthropic.baseUrl).toBe('https://proxy.example/v1');
    },
  );

  it('says who may ask, from where and how often', () => {
    expect(
      read({
        LEDGER_ALLOWED_HOSTS: 'Ledger.Example.com, [::1]',
        LEDGER_CORS_ORIGINS: 'https://app.example.com\nhttp://localhost:5173',
        LEDGER_RATE_LIMIT: '600',
      }).http,
    ).toEqual({
      allowedHosts: ['ledger.example.com', '[::1]'],
      corsOrigins: ['https://app.example.com', 'http://localhost:5173'],
      rateLimit: 600,
    });
    expect(read({ LEDGER_CORS_ORIGINS: '*' }).http?.corsOrigins).toEqual(['*']);
    expect(read({}).http).toMatchObject({ allowedHosts: [], corsOrigins: [] });
  });

  it.each([
    ['OPENAI_BASE_URL', 'api.example.com'],
    ['ANTHROPIC_BASE_URL', 'https://:x'],
    ['OPENAI_API_KEY', 'with spaces'],
    ['ANTHROPIC_API_KEY', 'schlüssel'],
    ['LEDGER_API_KEY', 'with spaces'],
    ['LEDGER_ALLOWED_HOSTS', 'ledger.example.com:8080'],
    ['LEDGER_CORS_ORIGINS', 'https://app.example.com/path'],
    ['LEDGER_CORS_ORIGINS', 'app'],
    ['LEDGER_RATE_LIMIT', '-1'],
    ['LEDGER_RATE_LIMIT', 'many'],
    ['DATABASE_URL', 'mysql://a/b'],
  ])('is refused where %s is %j, by that name', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(name);
  });

  it.each([
    [{}, true, { format: 'text', level: 'warn' }],
    [{}, false, { format: 'json', level: 'info' }],
    [{ LEDGER_LOG_FORMAT: 'TEXT' }, false, { format: 'text', level: 'warn' }],
    [{ LEDGER_LOG_FORMAT: 'json' }, true, { format: 'json', level: 'info' }],
    [{ LEDGER_LOG_LEVEL: 'error' }, true, { format: 'text', level: 'error' }],
  ])('%j, on a terminal: %s, logs as %j', (env, isTerminal, settings) => {
    expect(readLogSettings(readEnv(env), isTerminal)).toEqual(settings);
  });

  it.each(['LEDGER_LOG_FORMAT', 'LEDGER_LOG_LEVEL'])('%s is one of those there are', (name) => {
    expect(() => readLogSettings(readEnv({ [name]: 'loud' }), true)).toThrow(
      new RegExp(`^${name} must be one of .*, not "loud"`),
    );
  });
});

describe('flags', () => {
  const database = { databaseUrl: 'postgres://user@db/ledger' };

  it('win over the environment', () => {
    const env = readEnv({ DATABASE_URL: 'postgres://other@db/ledger' });
    expect(readServerConfig(database, env).database).toEqual({ kind: 'url', url: database.databaseUrl });
    expect(readServerConfig({ dataDir: '/data' }, env).database).toEqual({
      kind: 'embedded',
      dataDir: '/data',
    });
    expect(readServerConfig({}, env).database).toMatchObject({ url: 'postgres://other@db/ledger' });
  });

  it('say where a server listens, and whether it runs what is queued', () => {
    const config = readServerConfig({ host: '[::1]', port: '0', worker: false }, readEnv({}));
    expect(config).toMatchObject({ host: '::1', port: 0, worker: false });
    expect(readServerConfig({}, readEnv({})).worker).toBe(true);
  });

  it.each([
    ['1', 1],
    ['1000', 1000],
  ])('let a worker run %s at once', (concurrency, number) => {
    expect(readWorkerConfig({ ...database, concurrency }, readEnv({})).concurrency).toBe(number);
  });

  it.each(['0', '1001', 'few', '-1'])('do not let a worker run %s at once', (concurrency) => {
    expect(() => readWorkerConfig({ ...database, concurrency }, readEnv({}))).toThrow(
      '--concurrency must be',
    );
  });
});
