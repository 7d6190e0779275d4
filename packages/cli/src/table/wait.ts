import { toText, type CommandEntry } from '../command.ts';

export const wait: CommandEntry = {
  usage: 'wait <id>',
  summary: 'wait for an execution, and show its answer',
  description:
    'Waits until an execution has ended and shows its answer; of one that has ended, at once. Ctrl-C leaves it running. The last digits of an id are enough for the newest executions. Ends with 1 where it failed or was canceled.',
  examples: [
    ['ledger wait 0b6a2f4c', 'its answer'],
    ['ledger wait 0b6a2f4c --verbose', 'with the prompt that was sent'],
    ['ledger wait 0b6a2f4c --json | jq .telemetry', 'for programs'],
  ],
  act: async (call, [id]) => {
    const { wait } = await import('../commands/wait.ts');
    return wait(call, toText(id));
  },
};
