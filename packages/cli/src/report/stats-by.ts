/** What executions can be counted by. */
export const STATS_BY = ['prompt', 'version', 'model', 'environment', 'day'] as const;
export type StatsBy = (typeof STATS_BY)[number];
