import { toOptional, toText, type CommandEntry } from '../command.ts';

export const eject: CommandEntry = {
  usage: 'eject <name>',
  summary: 'move a prompt from the ledger into your source',
  description:
    'Writes a prompt that is kept in the ledger (full mode) as a typed export into the source, and lets it live in code from then on (tracking mode). What is written is read back first: from the export comes the very same text, with the same checksum, and so the same version. The way back is `ledger adopt`.',
  options: [
    { flags: '--to <file>', description: 'the file; an export is added at its end (src/prompts/NAME.ts)' },
  ],
  examples: [
    ['ledger eject greeting', 'the active version'],
    ['ledger eject greeting --to src/prompts/all.ts', 'into a file that is there'],
  ],
  act: async (call, [name], { to }) => {
    const { eject } = await import('../commands/eject.ts');
    return eject(call, toText(name), { to: toOptional(to) });
  },
};
