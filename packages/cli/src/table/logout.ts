import type { CommandEntry } from '../command.ts';

export const logout: CommandEntry = {
  usage: 'logout',
  summary: 'forget the API key of a server',
  description:
    'Removes the key of the server from the file that `ledger login` keeps it in. The key itself stays valid.',
  examples: [
    ['ledger logout', 'for the server that is set'],
    ['ledger logout --server https://ledger.example.com', 'for another one'],
  ],
  act: async (call) => {
    const { logout } = await import('../commands/logout.ts');
    return logout(call);
  },
};
