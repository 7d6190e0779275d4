import { toText, type CommandEntry } from '../command.ts';

export const completion: CommandEntry = {
  usage: 'completion <shell>',
  summary: 'let your shell complete commands and prompts',
  description:
    'Prints the script by which bash, zsh or fish completes commands, options, names of prompts and their versions. Names come from the ledger, if it answers at once.',
  examples: [
    ['eval "$(ledger completion bash)"', 'in ~/.bashrc'],
    ['eval "$(ledger completion zsh)"', 'in ~/.zshrc, after compinit'],
    ['ledger completion fish > ~/.config/fish/completions/ledger.fish', 'once'],
  ],
  act: async (call, [shell]) => {
    const { completion } = await import('../commands/completion.ts');
    return completion(call, toText(shell));
  },
};
