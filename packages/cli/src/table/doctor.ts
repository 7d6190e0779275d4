import type { CommandEntry } from '../command.ts';

export const doctor: CommandEntry = {
  usage: 'doctor',
  summary: 'find out why prompts do not reach the ledger',
  description:
    'Looks at Node, git, the configuration, the server and its key, each hook (which one runs, and why not), and at what waits to be delivered. Ends with 1 where something must be mended.',
  examples: [
    ['ledger doctor', 'look at everything'],
    ['ledger doctor --json', 'for programs'],
  ],
  act: async (call) => {
    const { doctor } = await import('../commands/doctor.ts');
    return doctor(call);
  },
};
