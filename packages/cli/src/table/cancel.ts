import { toText, type CommandEntry } from '../command.ts';

export const cancel: CommandEntry = {
  usage: 'cancel <id>',
  summary: 'cancel an execution',
  description: 'Ends an execution that is queued or running. One that has ended is left as it is.',
  examples: [['ledger cancel 0b6a2f4c', 'by the last digits of its id']],
  act: async (call, [id]) => {
    const { cancel } = await import('../commands/cancel.ts');
    return cancel(call, toText(id));
  },
};
