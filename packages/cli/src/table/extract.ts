import type { CommandEntry } from '../command.ts';
import { FIELDS } from '../config/fields.ts';

export const extract: CommandEntry = {
  usage: 'extract [paths...]',
  summary: 'show the prompts in the source, without a server',
  description:
    'Finds the prompts in the work tree, or in the files and folders named, and says why others cannot be tracked. Results go to stdout, diagnostics to stderr; with --json both are in one object.',
  options: [
    {
      flags: '--placeholders <kind>',
      description: 'whether {{ name }} in a plain text is a variable or literal text',
      choices: FIELDS.placeholders.type,
    },
    {
      flags: '--explain <name>',
      description: 'say why a prompt, an export or file:export was or was not taken',
    },
    {
      flags: '--suggest',
      description: 'list prompts that are written where they are used, each with an export to paste',
    },
  ],
  examples: [
    ['ledger extract', 'everything in this repository'],
    ['ledger extract src/prompts', 'one folder'],
    ['ledger extract --json', 'templates, variables and diagnostics as JSON'],
    ['ledger extract --explain WELCOME', 'why it is a prompt, or why it is none'],
    ['ledger extract --suggest', 'and what could be exported to be tracked'],
  ],
  act: async (call, [paths], { placeholders, explain, suggest }) => {
    const flags = {
      paths: Array.isArray(paths) ? paths : [],
      placeholders: FIELDS.placeholders.type.find((kind) => kind === placeholders),
      suggest: suggest === true,
    };
    if (typeof explain === 'string') {
      const { explainName } = await import('../commands/explain.ts');
      return explainName(call, explain, flags);
    }
    const { extract } = await import('../commands/extract.ts');
    return extract(call, flags);
  },
};
