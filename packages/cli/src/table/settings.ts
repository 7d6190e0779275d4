import { toText, type CommandFamily } from '../command.ts';

export const settings: CommandFamily = {
  usage: 'settings',
  summary: 'show and change what a project does by itself',
  description:
    'Settings of a project in the ledger: default-branch, whose commits become active (main or master where nobody said), and protected-labels, which only a key with the scope promote or admin moves. Changing them needs the scope admin.',
  commands: [
    {
      usage: 'show',
      summary: 'show the settings',
      description: 'Shows the settings of the project.',
      examples: [['ledger settings show', 'all of them']],
      act: async (call) => {
        const { showSettings } = await import('../commands/settings.ts');
        return showSettings(call);
      },
    },
    {
      usage: 'set <key> <value>',
      summary: 'change a setting',
      description: 'Changes a setting. What is active now stays; it counts from the next registration on.',
      examples: [
        ['ledger settings set default-branch trunk', 'commits on trunk become active'],
        ['ledger settings set protected-labels "production,release/*"', 'and all that begin with release/'],
      ],
      act: async (call, [key, value]) => {
        const { setSetting } = await import('../commands/settings.ts');
        return setSetting(call, toText(key), toText(value));
      },
    },
    {
      usage: 'unset <key>',
      summary: 'take a setting back',
      description:
        'Takes a setting back: main and master are default branches again, or no label is protected.',
      examples: [['ledger settings unset default-branch', 'main or master']],
      act: async (call, [key]) => {
        const { unsetSetting } = await import('../commands/settings.ts');
        return unsetSetting(call, toText(key));
      },
    },
  ],
};
