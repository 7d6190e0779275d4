import { defineConfig } from 'vitest/config';

const source = (path: string) => new URL(`packages/${path}`, import.meta.url).pathname;

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@prompt-ledger\/shared$/, replacement: source('shared/src/index.ts') },
      { find: /^@prompt-ledger\/shared\/contract$/, replacement: source('shared/src/contract/prompts.ts') },
      { find: /^@prompt-ledger\/shared\/variables$/, replacement: source('shared/src/variables.ts') },
      { find: /^@prompt-ledger\/server$/, replacement: source('server/src/index.ts') },
    ],
  },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts'],
    // Many tests wait for a process or a database, so more of them than cores are under way.
    maxWorkers: 3,
    // A worker reads each module once for all of its files, which is a quarter of the time; so no test may leave a module
    // or the environment changed behind it.
    isolate: false,
    testTimeout: 90_000,
    hookTimeout: 120_000,
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/bin.ts'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { lines: 93, branches: 90 },
    },
  },
});
