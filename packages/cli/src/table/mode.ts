import { toText, type CommandEntry } from '../command.ts';

export const mode: CommandEntry = {
  usage: 'mode <name> <mode>',
  summary: 'move a prompt from code into the ledger, or back',
  description:
    'Changes the mode of a prompt: tracking (its text lives in code, `ledger sync` registers it) or full (its text is kept in the ledger). Its history stays. Refused where something would be lost. Needs a key with the scope admin.',
  options: [{ flags: '--force', description: 'go on where the refusal said that something would be lost' }],
  examples: [
    ['ledger mode WELCOME full', 'from now on it is changed in the ledger'],
    ['ledger mode WELCOME tracking', 'from now on it is changed in code'],
  ],
  act: async (call, [name, to], { force }) => {
    const { mode } = await import('../commands/mode.ts');
    return mode(call, toText(name), toText(to), force === true);
  },
};
