import { LedgerError } from '@prompt-ledger/shared';
import type {
  AllAnalytics,
  AnalyticsQuery,
  ModeAnalytics,
  StatsGroup,
} from '@prompt-ledger/shared/contract/analytics';
import type { ExecutionStats } from '@prompt-ledger/shared/contract/stats';
import type { Kysely } from 'kysely';
import type { Context } from '../context.ts';
import type { PromptMode, Tables } from '../db/tables.ts';
import { countPrompts, sumCounts, sumVersions, type CountsQuery } from './repository/counts.ts';
import type { GroupKey } from './repository/groupings.ts';
import { addCounts, NOTHING, toStats } from './stats.ts';
import { coverWindow, endOf, startOf } from './window.ts';

/** What the project's executions took and came to, all of it as of one moment. @throws LedgerError validation_failed */
export async function getAnalytics(
  context: Context,
  projectId: string,
  query: AnalyticsQuery,
): Promise<AllAnalytics | ModeAnalytics> {
  const window = readWindow(query);
  const bounds = { from: window.from?.toISOString() ?? null, to: window.to?.toISOString() ?? null };
  const [mode, bucket] = [query.mode === 'all' ? null : query.mode, query.bucket ?? null];
  const whole = { projectId, mode, pieces: coverWindow(window.from, window.to, null), bucket: null };
  const parts = { ...whole, pieces: coverWindow(window.from, window.to, bucket), bucket };
  return context.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (db) => {
      const prompts = await countPrompts(db, projectId);
      const modes = await readModes(db, { ...whole, groupBy: 'mode' });
      const groups =
        bucket === null && query.group_by === undefined
          ? {}
          : { groups: await readGroups(db, { ...parts, groupBy: query.group_by ?? null }) };
      if (mode !== null) {
        return { mode, prompt_count: prompts[mode], ...modes[mode], ...bounds, ...groups };
      }
      const { execution_count: total_executions, ...summary } = modes.all;
      return {
        summary: {
          total_executions,
          full_mode_prompts: prompts.full,
          tracking_mode_prompts: prompts.tracking,
          ...summary,
        },
        by_mode: { full: modes.full, tracking: modes.tracking },
        ...bounds,
        ...groups,
      };
    });
}

/** The use of each version in all, by its id. */
export async function readVersionStats(
  db: Kysely<Tables>,
  projectId: string,
  versionIds: readonly string[],
): Promise<(versionId: string) => ExecutionStats> {
  const sums = await sumVersions(db, projectId, versionIds);
  return (versionId) => toStats(sums.get(versionId) ?? NOTHING);
}

function readWindow({ from, to }: AnalyticsQuery): { from: Date | null; to: Date | null } {
  const window = {
    from: from === undefined ? null : startOf(new Date(from), 'hour'),
    to: to === undefined ? null : endOf(new Date(to), 'hour'),
  };
  if (window.from === null || window.to === null || window.from < window.to) return window;
  throw new LedgerError('validation_failed', 'The request is not valid: to must be after from.', [
    { path: 'to', message: 'must be after from' },
  ]);
}

async function readModes(
  db: Kysely<Tables>,
  query: CountsQuery,
): Promise<Record<PromptMode | 'all', ExecutionStats>> {
  const counts = await sumCounts(db, query);
  const statsOf = (modes: readonly PromptMode[]) =>
    toStats(addCounts(counts.filter(({ key }) => key.mode !== null && modes.includes(key.mode))));
  return { all: statsOf(['full', 'tracking']), full: statsOf(['full']), tracking: statsOf(['tracking']) };
}

async function readGroups(db: Kysely<Tables>, query: CountsQuery): Promise<StatsGroup[]> {
  const counts = await sumCounts(db, query);
  // Not by spreading: that makes a slow object of each, and there are hundreds.
  return counts.map((group) => Object.assign(toStats(group), formatKey(group.key, query)));
}

function formatKey(key: GroupKey, { groupBy }: CountsQuery): Partial<StatsGroup> {
  const { startsAt, promptName, mode, version, checksum, provider, model, environment } = key;
  const group: Partial<StatsGroup> = startsAt === null ? {} : { starts_at: startsAt.toISOString() };
  if (promptName !== null) group.prompt_name = promptName;
  if (mode !== null) group.mode = mode;
  if (groupBy === 'version') group.version = version;
  if (checksum !== null) group.template_hash = checksum;
  if (provider !== null) group.provider = provider;
  if (model !== null) group.model_name = model;
  if (environment !== null) group.environment = environment;
  return group;
}
