import { z } from 'zod';
import { promptMode, versionNumber } from './prompts.ts';
import { executionStats } from './stats.ts';
import { isOfPlainYear, moment, PLAIN_YEARS, timestamp } from './texts.ts';

/** The end of the hour that it is in has to be of such a year as well. */
const LAST = Date.parse('9999-12-31T23:00:00Z');

const bound = moment.refine((text) => isOfPlainYear(text, LAST), PLAIN_YEARS);

export const analyticsGroup = z.enum(['prompt', 'version', 'model', 'environment']);
export const analyticsBucket = z.enum(['hour', 'day', 'month']);

/* GET /v1/analytics/prompts */

export const analyticsQuery = z.object({
  mode: z.enum(['all', 'full', 'tracking']).default('all'),
  /** Executions made from then on; the hour it is in counts whole. */
  from: bound.optional(),
  /** Executions made before then; the hour it is in counts whole. */
  to: bound.optional(),
  bucket: analyticsBucket.optional(),
  group_by: analyticsGroup.optional(),
});

/** What executions have in common; only what was grouped by is there. */
export const statsGroup = executionStats.extend({
  /** When its hour, day or month of UTC begins. */
  starts_at: timestamp.optional(),
  prompt_name: z.string().optional(),
  mode: promptMode.optional(),
  /** Null for a draft. */
  version: versionNumber.nullable().optional(),
  template_hash: z.string().optional(),
  provider: z.string().optional(),
  model_name: z.string().optional(),
  environment: z.string().optional(),
});

const window = {
  from: timestamp.nullable(),
  to: timestamp.nullable(),
  /** Only with group_by or bucket: the most used first, in the order of time. */
  groups: z.array(statsGroup).optional(),
};

export const allAnalytics = z.object({
  summary: executionStats.omit({ execution_count: true }).extend({
    total_executions: z.int(),
    full_mode_prompts: z.int(),
    tracking_mode_prompts: z.int(),
  }),
  by_mode: z.object({ full: executionStats, tracking: executionStats }),
  ...window,
});

export const modeAnalytics = executionStats.extend({ mode: promptMode, prompt_count: z.int(), ...window });

export type AnalyticsQuery = z.output<typeof analyticsQuery>;
export type AllAnalytics = z.infer<typeof allAnalytics>;
export type ModeAnalytics = z.infer<typeof modeAnalytics>;
export type StatsGroup = z.infer<typeof statsGroup>;
