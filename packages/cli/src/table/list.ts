import { toText, type CommandEntry } from '../command.ts';

export const list: CommandEntry = {
  usage: 'list [text]',
  alias: 'ls',
  summary: 'list the prompts of the ledger',
  description: 'Lists the prompts of the ledger, or those whose name contains a text.',
  options: [
    { flags: '--mode <mode>', description: 'only prompts of this mode', choices: ['full', 'tracking'] },
  ],
  examples: [
    ['ledger list', 'all prompts'],
    ['ledger list welcome', 'those with "welcome" in their name'],
    ['ledger list --mode tracking --json', 'those that live in code, as JSON'],
  ],
  pages: true,
  act: async (call, [text], { mode }) => {
    const { list } = await import('../commands/list.ts');
    const modes = ['full', 'tracking'] as const;
    return list(call, { q: toText(text) || undefined, mode: modes.find((one) => one === mode) });
  },
};
