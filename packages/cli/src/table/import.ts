import { toOptional, type CommandEntry } from '../command.ts';

export const importHistory: CommandEntry = {
  usage: 'import',
  summary: 'register the versions that git remembers',
  description:
    "Goes through the commits of the branch, oldest first, and registers every version that a prompt ever had, with its commit, date and author. A merge counts as one commit, with what it brought in. The configuration is today's. What was imported before changes nothing: the next import, also of one that was interrupted, goes on where the last one came to.",
  options: [
    { flags: '--from-git', description: 'from the history of this repository' },
    { flags: '--since <ref>', description: 'only what came after a commit, and the prompts it had' },
    { flags: '--branch <name>', description: 'another branch than the one that is checked out' },
    { flags: '--dry-run', description: 'say what would happen, and store nothing' },
  ],
  examples: [
    ['ledger import --from-git', 'all of the history'],
    ['ledger import --from-git --since v2.0', 'what came after a release'],
    ['ledger import --from-git --dry-run --json', 'only count, for programs'],
  ],
  act: async (call, _args, { fromGit, since, branch, dryRun }) => {
    const { importPrompts } = await import('../commands/import.ts');
    return importPrompts(call, {
      fromGit: fromGit === true,
      since: toOptional(since),
      branch: toOptional(branch),
      dryRun: dryRun === true,
    });
  },
};
