import type { CommandEntry } from '../command.ts';

export const login: CommandEntry = {
  usage: 'login',
  summary: 'keep an API key for a server',
  description:
    'Asks for the API key of the server and keeps it, once the server has accepted it, in a file that only you can read. Keys are kept by server; the one of LEDGER_API_KEY wins over them. A key is never an argument: others could see it in the list of processes.',
  options: [{ flags: '--with-token', description: 'read the key from stdin' }],
  examples: [
    ['ledger login', 'ask for the key of the server that is set'],
    ['ledger login --server https://ledger.example.com', 'of another one'],
    ['ledger login --with-token < key.txt', 'without a terminal'],
  ],
  act: async (call, _args, { withToken }) => {
    const { login } = await import('../commands/login.ts');
    return login(call, { withToken: withToken === true });
  },
};
