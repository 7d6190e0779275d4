import type { CommandEntry } from '../command.ts';

export const status: CommandEntry = {
  usage: 'status',
  summary: 'compare this repository with the ledger',
  description:
    'Says what `ledger sync` would do, which prompts of the ledger are not in this source, and how many registrations of hooks wait for a server.',
  options: [{ flags: '--porcelain', description: 'for programs: stable lines of fields between tabs' }],
  examples: [
    ['ledger status', 'what is new, changed, renamed or gone'],
    ['ledger status --verbose', 'name every prompt that is gone'],
    ['ledger status --porcelain | cut -f 2', 'the names of what differs'],
  ],
  act: async (call, _args, { porcelain }) => {
    const { status } = await import('../commands/status.ts');
    return status(call, porcelain === true);
  },
};
