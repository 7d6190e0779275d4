import type { CommandEntry, CommandFamily } from '../command.ts';

const options = [
  {
    flags: '--manager <name>',
    description: 'who manages the hooks (else found)',
    choices: ['husky', 'lefthook', 'pre-commit', 'simple-git-hooks', 'plain'],
  },
];

const toFlags = (options: Readonly<Record<string, unknown>>) => ({
  manager: typeof options['manager'] === 'string' ? options['manager'] : null,
});

const install: CommandEntry = {
  usage: 'install',
  summary: 'add Prompt Ledger to the hooks',
  description:
    'Adds a marked part to the pre-commit, post-commit and pre-push hooks, for whoever manages them here: husky, lefthook, pre-commit, simple-git-hooks, or git itself. What others have there stays as it is. In a folder with a configuration of its own it is for that folder.',
  options,
  examples: [
    ['ledger hooks install', 'for whoever manages the hooks here'],
    ['ledger hooks install --manager plain', 'into the hooks of git itself'],
    ['LEDGER=0 git commit', 'a commit without it'],
  ],
  act: async (call, _args, given) => {
    const { installHooks } = await import('../commands/hooks.ts');
    return installHooks(call, toFlags(given));
  },
};

const uninstall: CommandEntry = {
  usage: 'uninstall',
  summary: 'remove it from the hooks',
  description: 'Removes what `ledger hooks install` added, and nothing else.',
  options,
  examples: [['ledger hooks uninstall', 'leave the hooks as they were']],
  act: async (call, _args, given) => {
    const { uninstallHooks } = await import('../commands/hooks.ts');
    return uninstallHooks(call, toFlags(given));
  },
};

const status: CommandEntry = {
  usage: 'status',
  summary: 'say which hooks do something',
  description:
    'Says of each hook whether it is installed and up to date, and why not; ends with 1 where one is not.',
  options,
  examples: [['ledger hooks status', 'which hooks do something here']],
  act: async (call, _args, given) => {
    const { showHooks } = await import('../commands/hooks.ts');
    return showHooks(call, toFlags(given));
  },
};

export const hooks: CommandFamily = {
  usage: 'hooks',
  summary: 'look at the prompts of every commit',
  description:
    'Hooks check the prompts that are staged, record them, and deliver later what a server could not take. A commit never waits for a server longer than 0.8 s, and never fails because of one.',
  commands: [install, uninstall, status],
};
