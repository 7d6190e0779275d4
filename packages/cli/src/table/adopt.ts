import { toText, type CommandEntry } from '../command.ts';

export const adopt: CommandEntry = {
  usage: 'adopt <name>',
  summary: 'move a prompt from your source into the ledger',
  description:
    'Lets a prompt that lives in code be kept in the ledger from then on (full mode), where `ledger put` changes it. Its versions stay. The source is not changed: remove the export there, as `ledger sync` refuses its name from then on. The way back is `ledger eject`.',
  options: [{ flags: '--force', description: 'also where the text in the source is not the active one' }],
  examples: [['ledger adopt WELCOME', 'keep it in the ledger']],
  act: async (call, [name], { force }) => {
    const { adopt } = await import('../commands/adopt.ts');
    return adopt(call, toText(name), { force: force === true });
  },
};
