import { toOptional, type CommandEntry } from '../command.ts';
import { STATS_BY } from '../report/stats-by.ts';

export const stats: CommandEntry = {
  usage: 'stats',
  summary: 'show what executions took and cost',
  description:
    'Shows how often prompts were executed, how many failed, how long they took, and what they cost, by prompt, version, model, environment or day. A cost with ≥ lacks executions whose price is not known; days are of UTC.',
  options: [
    { flags: '--by <what>', description: 'what to count by (prompt)', choices: STATS_BY },
    { flags: '--since <moment>', description: 'only since then: 2026-08-01, "7 days ago"' },
    { flags: '-n, --limit <count>', description: 'most lines to show', number: 30 },
  ],
  examples: [
    ['ledger stats', 'the prompts that are used most'],
    ['ledger stats --by day --since "14 days ago"', 'two weeks day by day'],
    ['ledger stats --by model --json | jq .groups', 'for programs'],
  ],
  pages: true,
  act: async (call, _args, { by, since, limit }) => {
    const { stats } = await import('../commands/stats.ts');
    return stats(call, {
      by: STATS_BY.find((one) => one === by) ?? 'prompt',
      since: toOptional(since),
      limit: Number(limit),
    });
  },
};
