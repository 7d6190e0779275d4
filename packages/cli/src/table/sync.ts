import type { CommandEntry } from '../command.ts';

export const sync: CommandEntry = {
  usage: 'sync',
  summary: 'register the prompts of this repository',
  description:
    'Reads the work tree, finds its prompts, and registers them: new texts become new versions, known ones become active again. Nothing is sent while the source has errors.',
  options: [{ flags: '--dry-run', description: 'say what would happen, and store nothing' }],
  examples: [
    ['ledger sync', 'register what is new or changed'],
    ['ledger sync --dry-run', 'only say what would happen'],
    ['ledger sync --json | jq .counts', 'for programs'],
  ],
  act: async (call, _args, { dryRun }) => {
    const { sync } = await import('../commands/sync.ts');
    return sync(call, { dryRun: dryRun === true });
  },
};
