import type { CommandEntry } from '../command.ts';

export const open: CommandEntry = {
  usage: 'open',
  summary: "open the server's API pages in a browser",
  description:
    "Opens the server's API pages in a browser, and prints their address where there is no terminal or no screen.",
  options: [{ flags: '--print', description: 'only print the address' }],
  examples: [
    ['ledger open', 'in the browser'],
    ['ledger open --print', 'the address alone'],
  ],
  act: async (call, _args, { print }) => {
    const { open } = await import('../commands/open.ts');
    return open(call, { print: print === true });
  },
};
