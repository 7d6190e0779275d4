import { toText, type CommandEntry } from '../command.ts';
import { CliError } from '../errors.ts';

const FORMS = ['words', 'side', 'stat', 'markdown'] as const;

export const diff: CommandEntry = {
  usage: 'diff [name] [versions...]',
  summary: 'show what differs between two texts of a prompt',
  description:
    'Shows what changed in a prompt, line by line, with the words that differ within a line marked, and the variables that came and went. With a name alone it compares the active version with the text in your work tree, and where there is none, with the version before. With one version it compares that with the active one; with two, one with the other. Without a name it shows every prompt of your work tree that differs from the ledger.',
  options: [
    { flags: '--side', description: 'both texts side by side' },
    { flags: '--words', description: 'one text, with [-what went-] and {+what came+} within the lines' },
    { flags: '--stat', description: 'only how many lines and which variables came and went' },
    { flags: '--markdown', description: 'for pasting into a review' },
    { flags: '-U, --context <lines>', description: 'lines around each change', number: 3 },
    { flags: '--exit-code', description: 'end with 1 where there is a difference' },
  ],
  examples: [
    ['ledger diff', 'everything in the work tree that is not in the ledger'],
    ['ledger diff WELCOME', 'your text against the active version'],
    ['ledger diff WELCOME 1 3', 'version 1 against version 3'],
    ['ledger diff WELCOME ~1', 'what the active version changed'],
    ['ledger diff WELCOME main work', 'a branch against the work tree, without a server'],
    ['ledger diff WELCOME@{yesterday}', 'yesterday against what is active'],
    ['ledger diff --stat', 'in short'],
  ],
  pages: true,
  act: async (call, [name, versions], options) => {
    const forms = FORMS.filter((form) => options[form] === true);
    if (forms.length > 1) {
      const named = forms.map((form) => `--${form}`).join(' and ');
      throw new CliError('usage', `${named} exclude each other.`, 'Give one of them.');
    }
    const { diff } = await import('../commands/diff.ts');
    const given = [toText(name), ...(Array.isArray(versions) ? versions : [])].filter((text) => text !== '');
    return diff(call, given, {
      form: forms[0] ?? 'lines',
      context: Number(options['context']),
      exitCode: options['exitCode'] === true,
    });
  },
};
