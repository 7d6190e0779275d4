import { toText, type CommandEntry } from '../command.ts';

export const blame: CommandEntry = {
  usage: 'blame <name>',
  summary: 'show which version brought each line of a prompt',
  description:
    'Shows each line of a prompt behind the version that brought it, the commit that this was first seen in, its author and its day.',
  examples: [
    ['ledger blame WELCOME', 'the active version'],
    ['ledger blame WELCOME@3', 'an earlier one'],
    ['ledger blame WELCOME | grep brief', 'since when it says so'],
  ],
  pages: true,
  act: async (call, [name]) => {
    const { blamePrompt } = await import('../commands/blame.ts');
    return blamePrompt(call, toText(name));
  },
};
