import { toOptional, toText, type CommandFamily } from '../command.ts';
import { promote } from './promote.ts';

export const labels: CommandFamily = {
  usage: 'labels',
  summary: 'list, move and delete labels, and show where they were',
  description:
    'Labels are movable pointers to versions: production, staging, and branch/<name> for what was last seen on a branch. A prompt is named with one behind an @: WELCOME@production, WELCOME@feat/x. Protected ones need a key with the scope promote or admin.',
  commands: [
    {
      usage: 'list [prompt]',
      summary: 'list the labels and where they point',
      description: 'Lists the labels of all prompts, or of one; those of branches only with --branches.',
      options: [
        { flags: '--label <label>', description: 'only this label' },
        { flags: '--branches', description: 'also those of branches' },
      ],
      examples: [
        ['ledger labels list', 'all but those of branches'],
        ['ledger labels list WELCOME --branches', 'every label of one prompt'],
        ['ledger labels list --label production --json', 'what is in production, as JSON'],
      ],
      pages: true,
      act: async (call, [prompt], { label, branches }) => {
        const { listLabels } = await import('../commands/labels.ts');
        return listLabels(call, {
          label: toOptional(label),
          prompt: toText(prompt) || null,
          branches: branches === true,
        });
      },
    },
    {
      ...promote,
      usage: 'move <label> <names...>',
      summary: 'the same as `ledger promote NAME… --label LABEL`',
      options: (promote.options ?? []).filter(({ flags }) => !/^--(label|all)\b/.test(flags)),
      examples: [['ledger labels move production WELCOME@3', 'version 3 is in production']],
      act: (call, [label, names], options) =>
        promote.act(call, [names], { ...options, label: toText(label) }),
    },
    {
      usage: 'delete <label> [names...]',
      summary: 'take a label away',
      description:
        'Takes a label away from the prompts named, or from all. The versions stay, and so does its history.',
      options: [{ flags: '--all', description: 'from every prompt' }],
      examples: [
        ['ledger labels delete canary WELCOME', 'from one prompt'],
        ['ledger labels delete branch/feat/x --all', 'of a branch that is no more'],
      ],
      act: async (call, [label, names], { all }) => {
        const { deleteLabel } = await import('../commands/labels.ts');
        return deleteLabel(call, toText(label), Array.isArray(names) ? names : [], { all: all === true });
      },
    },
    {
      usage: 'history <label> [prompt]',
      summary: 'show where a label was',
      description: 'Shows the moves of a label, newest first; active is one too.',
      options: [{ flags: '-n, --limit <count>', description: 'most moves to show', number: 50 }],
      examples: [
        ['ledger labels history production', 'what was in production, and when'],
        ['ledger labels history active WELCOME', 'which versions were active'],
      ],
      pages: true,
      act: async (call, [label, prompt], { limit }) => {
        const { showLabelHistory } = await import('../commands/labels.ts');
        return showLabelHistory(call, toText(label), toText(prompt) || null, Number(limit));
      },
    },
  ],
};
