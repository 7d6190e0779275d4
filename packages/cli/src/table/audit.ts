import { toText, type CommandEntry } from '../command.ts';

export const audit: CommandEntry = {
  usage: 'audit [object]',
  summary: 'show who changed what',
  description:
    'Shows changes of the project, newest first: with which key, what, and when. Of one prompt, project or key where one is named. Needs a key with the scope admin.',
  options: [{ flags: '-n, --limit <count>', description: 'most changes to show', number: 50 }],
  examples: [
    ['ledger audit', 'the newest 50 changes'],
    ['ledger audit WELCOME', 'those of one prompt'],
  ],
  act: async (call, [object], { limit }) => {
    const { audit } = await import('../commands/audit.ts');
    return audit(call, toText(object), Number(limit));
  },
};
