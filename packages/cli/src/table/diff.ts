import { toText, type CommandEntry } from '../command.ts';

export const diff: CommandEntry = {
  usage: 'diff <name> [versions...]',
  summary: 'show what differs between two versions',
  description:
    'Shows what changed in a prompt: the active version against the one before, one version against the active one, or one against another.',
  examples: [
    ['ledger diff WELCOME', 'the active version against the one before'],
    ['ledger diff WELCOME 1', 'version 1 against the active one'],
    ['ledger diff WELCOME 1 3', 'version 1 against version 3'],
  ],
  act: async (call, [name, versions]) => {
    const { diff } = await import('../commands/diff.ts');
    return diff(call, toText(name), Array.isArray(versions) ? versions : []);
  },
};
