import type { CommandEntry } from '../command.ts';
import { FIELDS } from '../config/fields.ts';

export const init: CommandEntry = {
  usage: 'init',
  summary: 'write a configuration for this repository',
  description:
    'Writes ledger.config.json at the top of the repository and shows what is found here. At a terminal it asks where the server is, and offers to look at the prompts of every commit. A configuration that is there is left as it is.',
  options: [{ flags: '-y, --yes', description: 'ask nothing, and take what is usual' }],
  examples: [
    ['ledger init', 'ask little, and write a configuration'],
    ['ledger init --yes', 'with the defaults'],
    ['ledger init --server https://ledger.example.com', 'for a server of your own'],
  ],
  notes: formatFields,
  act: async (call, _args, { yes }) => {
    const { init } = await import('../commands/init.ts');
    return init(call, { yes: yes === true });
  },
};

function formatFields(): string {
  const fields = Object.entries(FIELDS).map(
    ([name, { description }]) => `  ${name.padEnd(12)}  ${description}`,
  );
  return `ledger.config.json, or "ledger" in package.json, may hold:\n${fields.join('\n')}`;
}
