import type { CommandEntry } from '../command.ts';

export const whoami: CommandEntry = {
  usage: 'whoami',
  summary: 'say which server is asked, and with which key',
  description:
    'Says which server is asked and where its address comes from, which key is sent and where that comes from, and what it may do. The key itself is not shown.',
  examples: [
    ['ledger whoami', 'of the server that is set'],
    ['ledger whoami --json | jq .key.scopes', 'what the key may do'],
  ],
  act: async (call) => {
    const { whoami } = await import('../commands/whoami.ts');
    return whoami(call);
  },
};
