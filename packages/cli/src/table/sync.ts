import type { CommandEntry } from '../command.ts';

export const sync: CommandEntry = {
  usage: 'sync',
  summary: 'register the prompts of this repository',
  description:
    'Finds the prompts and registers them: new texts become new versions, known ones become active again. By hand it reads the work tree: what is as HEAD has it counts as seen in that commit, what is not as a draft, which gets its number when it is committed. In a hook it reads what is staged or was committed, in a build the commit that is built; both are told from the environment. Nothing is sent while the source has errors.',
  options: [
    { flags: '--staged', description: 'in a pre-commit hook: check what is staged, and record it as drafts' },
    { flags: '--commit <ref>', description: 'in a post-commit hook: record what a commit changed' },
    {
      flags: '--spooled',
      description: 'in a pre-push hook: deliver what waits for the server, and nothing else',
    },
    { flags: '--ci', description: 'in a build: register all prompts of the commit that is built' },
    { flags: '--branch <name>', description: 'the branch, where git and the build do not say it' },
    { flags: '--activate', description: 'make what is committed active, whatever the branch' },
    { flags: '--dry-run', description: 'say what would happen, and store nothing' },
    { flags: '--allow-failure', description: 'warn where the server fails, and end with 0' },
    { flags: '--quiet', description: 'print no result' },
  ],
  examples: [
    ['ledger sync', 'register what is new or changed'],
    ['ledger sync --dry-run', 'only say what would happen'],
    ['ledger sync --json | jq .counts', 'for programs'],
    ['ledger sync --ci --allow-failure', 'in a build that must not fail because of the server'],
    ['ledger sync --ci --commit "$SHA" --branch main', 'in a build without git'],
  ],
  act: async (call, _args, options) => {
    const { sync } = await import('../commands/sync.ts');
    const text = (name: string) => (typeof options[name] === 'string' ? options[name] : null);
    return sync(call, {
      staged: options['staged'] === true,
      commit: text('commit'),
      spooled: options['spooled'] === true,
      ci: options['ci'] === true,
      branch: text('branch'),
      activate: options['activate'] === true,
      dryRun: options['dryRun'] === true,
      allowFailure: options['allowFailure'] === true,
      quiet: options['quiet'] === true,
    });
  },
};
