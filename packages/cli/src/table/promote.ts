import { toOptional, type CommandEntry } from '../command.ts';

export const promote: CommandEntry = {
  usage: 'promote [names...]',
  summary: 'move a label, or the active version, to other versions',
  description:
    'Points a label such as production at a version of each prompt named: the one behind its @, the one that another label or a commit has, else the active one. All move, or none. Without --label the active version itself is moved, and stays so until the text changes on the default branch. Going back is promoting an older version.',
  options: [
    { flags: '--label <label>', description: 'the label to move (active: what executions use)' },
    { flags: '--from <label>', description: 'to where this label or branch points' },
    { flags: '--commit <commit>', description: 'to what this commit has' },
    { flags: '--all', description: 'every prompt that --from or --commit has' },
    { flags: '--dry-run', description: 'say what would move, and store nothing' },
  ],
  examples: [
    ['ledger promote WELCOME --label production', 'the active version goes into production'],
    ['ledger promote WELCOME@3 --label production', 'version 3 does, or goes back there'],
    ['ledger promote WELCOME --label production --from staging', 'what staging has'],
    ['ledger promote --all --label production --commit HEAD', 'a release: all prompts of this commit'],
    ['ledger promote WELCOME@2', 'make version 2 active again'],
  ],
  act: async (call, [names], options) => {
    const { promote } = await import('../commands/promote.ts');
    return promote(call, Array.isArray(names) ? names : [], {
      label: toOptional(options['label']),
      from: toOptional(options['from']),
      commit: toOptional(options['commit']),
      all: options['all'] === true,
      dryRun: options['dryRun'] === true,
    });
  },
};
