import type { Migration } from 'kysely';
import * as initialSchema from './2026-11-23-01-initial-schema.ts';
import * as promptMode from './2026-11-23-02-prompt-mode.ts';
import * as executionQueue from './2026-11-23-03-execution-queue.ts';
import * as executionPartitions from './2026-11-25-01-execution-partitions.ts';
import * as executionTotals from './2026-11-25-02-execution-totals.ts';
import * as keysOfEveryProject from './2026-11-25-10-keys-of-every-project.ts';
import * as audit from './2026-11-25-11-audit.ts';
import * as drafts from './2026-11-25-20-drafts.ts';
import * as sightings from './2026-11-25-21-sightings.ts';
import * as labels from './2026-11-25-22-labels.ts';
import * as projectSettings from './2026-11-25-23-project-settings.ts';
import * as latenciesOfAllTime from './2026-11-25-30-latencies-of-all-time.ts';
import * as executedBy from './2026-11-25-41-executed-by.ts';
import * as histograms from './2026-11-25-40-histograms.ts';
import * as histogramsAddUp from './2026-11-26-01-histograms-add-up.ts';
import * as promptTotals from './2026-11-26-02-prompt-totals.ts';

/** Every migration by name, in the order of their names. Once released, one is never edited. */
export const migrations: Readonly<Record<string, Migration>> = {
  '2026-11-23-01-initial-schema': { up: initialSchema.up, down: initialSchema.down },
  '2026-11-23-02-prompt-mode': { up: promptMode.up, down: promptMode.down },
  '2026-11-23-03-execution-queue': { up: executionQueue.up, down: executionQueue.down },
  '2026-11-25-01-execution-partitions': { up: executionPartitions.up, down: executionPartitions.down },
  '2026-11-25-02-execution-totals': { up: executionTotals.up, down: executionTotals.down },
  '2026-11-25-10-keys-of-every-project': { up: keysOfEveryProject.up, down: keysOfEveryProject.down },
  '2026-11-25-11-audit': { up: audit.up, down: audit.down },
  '2026-11-25-20-drafts': { up: drafts.up, down: drafts.down },
  '2026-11-25-21-sightings': { up: sightings.up, down: sightings.down },
  '2026-11-25-22-labels': { up: labels.up, down: labels.down },
  '2026-11-25-23-project-settings': { up: projectSettings.up, down: projectSettings.down },
  '2026-11-25-30-latencies-of-all-time': { up: latenciesOfAllTime.up, down: latenciesOfAllTime.down },
  '2026-11-25-40-histograms': { up: histograms.up, down: histograms.down },
  '2026-11-25-41-executed-by': { up: executedBy.up, down: executedBy.down },
  '2026-11-26-01-histograms-add-up': { up: histogramsAddUp.up, down: histogramsAddUp.down },
  '2026-11-26-02-prompt-totals': { up: promptTotals.up, down: promptTotals.down },
};
