import { toOptional, toText, type CommandEntry } from '../command.ts';

export const runs: CommandEntry = {
  usage: 'runs [name]',
  summary: 'list executions',
  description:
    'Lists executions, the newest first: id, prompt, status, when they were made and how long they took, the time in the queue included. `ledger wait ID` shows the answer of one.',
  options: [
    {
      flags: '--status <status>',
      description: 'only those',
      choices: ['queued', 'running', 'succeeded', 'failed', 'canceled'],
    },
    { flags: '-n, --limit <count>', description: 'most to show (up to 200)', number: 20 },
  ],
  examples: [
    ['ledger runs', 'the newest 20'],
    ['ledger runs WELCOME --status failed', 'what failed of one prompt'],
  ],
  pages: true,
  act: async (call, [name], { status, limit }) => {
    const { runs } = await import('../commands/runs.ts');
    const promptName = toText(name) === '' ? null : toText(name);
    return runs(call, { promptName, status: toOptional(status), limit: Number(limit) });
  },
};
