import type { CommandEntry } from '../command.ts';

export const status: CommandEntry = {
  usage: 'status',
  summary: 'compare this repository with the ledger',
  description: 'Says what `ledger sync` would do, and which prompts of the ledger are not in this source.',
  examples: [
    ['ledger status', 'what is new, changed, renamed or gone'],
    ['ledger status --verbose', 'name every prompt that is gone'],
  ],
  act: async (call) => {
    const { status } = await import('../commands/status.ts');
    return status(call);
  },
};
