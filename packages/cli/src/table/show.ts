import { toText, type CommandEntry } from '../command.ts';

export const show: CommandEntry = {
  usage: 'show <name>',
  summary: 'show a prompt, or one version of it',
  description:
    'Shows the active version of a prompt, or the one named. The text goes to stdout, byte for byte when that is a pipe or file; the facts about it go to stderr.',
  examples: [
    ['ledger show WELCOME', 'the active version'],
    ['ledger show WELCOME@2', 'version 2'],
    ['ledger show WELCOME@sha256:0ac46560', 'by its digest'],
    ['ledger show WELCOME > welcome.txt', 'the text alone'],
  ],
  pages: true,
  act: async (call, [name]) => {
    const { show } = await import('../commands/show.ts');
    return show(call, toText(name));
  },
};
