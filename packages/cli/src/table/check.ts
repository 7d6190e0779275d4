import type { Call } from '../call.ts';
import type { CommandEntry } from '../command.ts';
import { CliError } from '../errors.ts';
import { FORMATS } from '../report/check/formats.ts';

export const check: CommandEntry = {
  usage: 'check',
  summary: 'show what a branch changes in the prompts, also without a server',
  description:
    'Compares the prompts of the work tree with those of the commit where it left its base: what is new, changed, back to an earlier text, renamed, moved or gone, and which variables came and went. Nothing is sent and no file is changed. It fails (exit code 1) where the prompts have errors, where a prompt can no longer be extracted, and where there was no prompt to look at; with --strict also where a variable was removed or renamed. Both sides are read under the configuration of the work tree, and lines end alike on both.',
  options: [
    {
      flags: '--base <ref>',
      description:
        'what to compare with (the first there is of origin/HEAD, origin/main, origin/master, main, master)',
    },
    {
      flags: '--against-ledger',
      description: 'compare with what is active in the ledger, instead of with a commit',
    },
    { flags: '--head <ref>', description: 'look at a commit instead of the work tree' },
    { flags: '--staged', description: 'look at what is staged instead of the work tree' },
    { flags: '--strict', description: 'fail where a variable was removed or renamed' },
    { flags: '--format <format>', description: 'how to say it (text)', choices: FORMATS },
  ],
  examples: [
    ['ledger check', 'what this branch changes'],
    ['ledger check --base HEAD --staged', 'what the next commit changes'],
    ['ledger check --base v1.2 --head v1.3', 'between two releases'],
    ['ledger check --against-ledger', 'what a sync would make active'],
    ['ledger check --format markdown', 'for a comment on a pull request'],
  ],
  act: async (call, _args, options) => {
    const { base, head, staged, strict, againstLedger } = options;
    if (typeof head === 'string' && staged === true) {
      throw new CliError('usage', '--head and --staged exclude each other.', 'Give one of them.');
    }
    if (typeof base === 'string' && againstLedger === true) {
      throw new CliError('usage', '--base and --against-ledger exclude each other.', 'Give one of them.');
    }
    const { check } = await import('../commands/check.ts');
    return check(call, {
      base: typeof base === 'string' ? base : null,
      head: typeof head === 'string' ? head : null,
      staged: staged === true,
      againstLedger: againstLedger === true,
      strict: strict === true,
      format: toFormat(call, options['format']),
    });
  },
};

/** `--json` is short for `--format json`. */
function toFormat({ flags }: Call, named: unknown): (typeof FORMATS)[number] {
  const format = FORMATS.find((one) => one === named);
  if (flags.json && format !== undefined && format !== 'json') {
    throw new CliError('usage', `--json and --format ${format} exclude each other.`, 'Give one of them.');
  }
  return flags.json ? 'json' : (format ?? 'text');
}
