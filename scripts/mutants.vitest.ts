import { defineConfig } from 'vitest/config';
import base from '../vitest.config.ts';

// Of the suite only what scripts/mutants.mjs names.
const include = process.env['MUTANTS_TESTS']?.split(' ') ?? [];
const without = process.env['MUTANTS_WITHOUT']?.split(' ') ?? [];

export default defineConfig({
  ...base,
  root: new URL('..', import.meta.url).pathname,
  // Threads that run into their limits of time and memory would do so for each change again.
  test: {
    ...base.test,
    include,
    exclude: ['**/node_modules/**', '**/templates/limits.test.ts', ...without],
    maxWorkers: 1,
  },
});
