import { toText, type CommandFamily } from '../command.ts';

export const projects: CommandFamily = {
  usage: 'projects',
  summary: 'make, list and rename projects',
  description:
    'Projects of the server: each has prompts, executions and keys of its own, so that two repositories may use the same names. Needs a key of every project.',
  commands: [
    {
      usage: 'create <name>',
      summary: 'make a project',
      description: 'Makes a project, which "project" in ledger.config.json then chooses.',
      examples: [['ledger projects create support-bot', 'for the prompts of one repository']],
      act: async (call, [name]) => {
        const { createProject } = await import('../commands/projects.ts');
        return createProject(call, toText(name));
      },
    },
    {
      usage: 'list',
      summary: 'list the projects',
      description: 'Lists the projects of the server.',
      examples: [['ledger projects list', 'all of them']],
      act: async (call) => {
        const { listProjects } = await import('../commands/projects.ts');
        return listProjects(call);
      },
    },
    {
      usage: 'rename <name> <to>',
      summary: 'rename a project',
      description:
        'Gives a project another name. What is in it stays; configurations that name it have to follow.',
      examples: [['ledger projects rename bot support-bot', 'what was called bot']],
      act: async (call, [name, to]) => {
        const { renameProject } = await import('../commands/projects.ts');
        return renameProject(call, toText(name), toText(to));
      },
    },
  ],
};
