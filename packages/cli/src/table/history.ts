import { toText, type CommandEntry } from '../command.ts';

export const history: CommandEntry = {
  usage: 'history <name>',
  alias: 'log',
  summary: 'show the versions of a prompt',
  description:
    'Shows the versions of a prompt, newest first: status, checksum, when, by whom, runs, changed lines.',
  options: [{ flags: '-n, --limit <count>', description: 'most versions to show', number: 50 }],
  examples: [
    ['ledger history WELCOME', 'the newest 50 versions'],
    ['ledger history WELCOME --limit 5', 'the newest 5'],
    ['ledger history WELCOME --json', 'with the text of each version'],
  ],
  pages: true,
  act: async (call, [name], { limit }) => {
    const { history } = await import('../commands/history.ts');
    return history(call, toText(name), { limit: Number(limit) });
  },
};
