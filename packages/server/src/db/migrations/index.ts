import type { Migration } from 'kysely';
import * as initialSchema from './2026-11-23-01-initial-schema.ts';
import * as promptMode from './2026-11-23-02-prompt-mode.ts';
import * as executionQueue from './2026-11-23-03-execution-queue.ts';

/** Every migration by name, in the order of their names. Once released, one is never edited. */
export const migrations: Readonly<Record<string, Migration>> = {
  '2026-11-23-01-initial-schema': { up: initialSchema.up, down: initialSchema.down },
  '2026-11-23-02-prompt-mode': { up: promptMode.up, down: promptMode.down },
  '2026-11-23-03-execution-queue': { up: executionQueue.up, down: executionQueue.down },
};
