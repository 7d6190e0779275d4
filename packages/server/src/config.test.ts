import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readEnv, readServerConfig } from './config.ts';

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
