import { defineConfig } from 'vitest/config';
import base from '../vitest.config.ts';

// Of the suite only what scripts/mutants.mjs names.
const include = process.env['MUTANTS_TESTS']?.split(' ') ?? [];

export default defineConfig({
  ...base,
  root: new URL('..', import.meta.url).pathname,
  test: { ...base.test, include, maxWorkers: 1 },
});
