import type { Call } from './call.ts';
import { FIELDS } from './config/fields.ts';
import { CliError, type ExitCode } from './errors.ts';
import { FORMATS } from './report/check/formats.ts';

/** One command: what its help says, and what it loads and does when it is called. */
export interface CommandEntry {
  /** As commander reads it: `history <name>`. */
  readonly usage: string;
  readonly alias?: string;
  /** For the list of all commands. */
  readonly summary: string;
  readonly description: string;
  readonly options?: readonly Option[];
  readonly examples: readonly (readonly [command: string, what: string])[];
  readonly notes?: () => string;
  readonly act: (call: Call, args: Args, options: Options) => Promise<ExitCode>;
}

export interface Option {
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
  /** For a count: its default. */
  readonly number?: number;
}

type Args = readonly (string | string[] | undefined)[];
type Options = Readonly<Record<string, unknown>>;

/**
 * The table of commands. Each loads its module when it is called and not before: the bundler makes a chunk of it, and
 * a command pays for no other one.
 */
export const COMMANDS: readonly CommandEntry[] = [
  {
    usage: 'sync',
    summary: 'register the prompts of this repository',
    description:
      'Reads the work tree, finds its prompts, and registers them: new texts become new versions, known ones become active again. Nothing is sent while the source has errors.',
    options: [{ flags: '--dry-run', description: 'say what would happen, and store nothing' }],
    examples: [
      ['ledger sync', 'register what is new or changed'],
      ['ledger sync --dry-run', 'only say what would happen'],
      ['ledger sync --json | jq .counts', 'for programs'],
    ],
    act: async (call, _args, { dryRun }) => {
      const { sync } = await import('./commands/sync.ts');
      return sync(call, { dryRun: dryRun === true });
    },
  },
  {
    usage: 'status',
    summary: 'compare this repository with the ledger',
    description: 'Says what `ledger sync` would do, and which prompts of the ledger are not in this source.',
    examples: [
      ['ledger status', 'what is new, changed, renamed or gone'],
      ['ledger status --verbose', 'name every prompt that is gone'],
    ],
    act: async (call) => {
      const { status } = await import('./commands/status.ts');
      return status(call);
    },
  },
  {
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
        const { explainName } = await import('./commands/explain.ts');
        return explainName(call, explain, flags);
      }
      const { extract } = await import('./commands/extract.ts');
      return extract(call, flags);
    },
  },
  {
    usage: 'check',
    summary: 'show what a branch changes in the prompts, without a server',
    description:
      'Compares the prompts of the work tree with those of the commit where it left its base: what is new, changed, renamed, moved or gone, and which variables came and went. Nothing is sent and no file is changed. It fails (exit code 1) where the prompts have errors, where a prompt can no longer be extracted, and where there was no prompt to look at; with --strict also where a variable was removed or renamed. Both sides are read under the configuration of the work tree, and lines end alike on both.',
    options: [
      {
        flags: '--base <ref>',
        description:
          'what to compare with (the first there is of origin/HEAD, origin/main, origin/master, main, master)',
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
      ['ledger check --format markdown', 'for a comment on a pull request'],
    ],
    act: async (call, _args, options) => {
      const { base, head, staged, strict } = options;
      if (typeof head === 'string' && staged === true) {
        throw new CliError('usage', '--head and --staged exclude each other.', 'Give one of them.');
      }
      const { check } = await import('./commands/check.ts');
      return check(call, {
        base: typeof base === 'string' ? base : null,
        head: typeof head === 'string' ? head : null,
        staged: staged === true,
        strict: strict === true,
        format: toFormat(call, options['format']),
      });
    },
  },
  {
    usage: 'types',
    summary: 'write the types of the prompts and their variables',
    description:
      'Writes a TypeScript declaration file of the prompts in the source and of their variables, so that a misspelt name or a forgotten variable does not compile.',
    options: [
      { flags: '--out <file>', description: 'where to write it (ledger-prompts.d.ts)' },
      { flags: '--check', description: 'write nothing, and fail when the file is stale' },
    ],
    examples: [
      ['ledger types', 'write ledger-prompts.d.ts'],
      ['ledger types --out src/prompts.d.ts', 'write another file'],
      ['ledger types --check', 'in CI: fail when somebody forgot to'],
    ],
    act: async (call, _args, { out, check }) => {
      const { types } = await import('./commands/types.ts');
      return types(call, {
        out: typeof out === 'string' ? out : 'ledger-prompts.d.ts',
        check: check === true,
      });
    },
  },
  {
    usage: 'list [text]',
    alias: 'ls',
    summary: 'list the prompts of the ledger',
    description: 'Lists the prompts of the ledger, or those whose name contains a text.',
    options: [
      { flags: '--mode <mode>', description: 'only prompts of this mode', choices: ['full', 'tracking'] },
    ],
    examples: [
      ['ledger list', 'all prompts'],
      ['ledger list welcome', 'those with "welcome" in their name'],
      ['ledger list --mode tracking --json', 'those that live in code, as JSON'],
    ],
    act: async (call, [text], { mode }) => {
      const { list } = await import('./commands/list.ts');
      const modes = ['full', 'tracking'] as const;
      return list(call, { q: toText(text) || undefined, mode: modes.find((one) => one === mode) });
    },
  },
  {
    usage: 'show <name>',
    summary: 'show a prompt, or one version of it',
    description:
      'Shows the active version of a prompt, or the one named. The text goes to stdout, byte for byte when that is a pipe or file; the facts about it go to stderr.',
    examples: [
      ['ledger show WELCOME', 'the active version'],
      ['ledger show WELCOME@2', 'version 2'],
      ['ledger show WELCOME@sha256:0ac46560', 'by its digest'],
      ['ledger show WELCOME > welcome.txt', 'the text alone'],
    ],
    act: async (call, [name]) => {
      const { show } = await import('./commands/show.ts');
      return show(call, toText(name));
    },
  },
  {
    usage: 'history <name>',
    alias: 'log',
    summary: 'show the versions of a prompt',
    description:
      'Shows the versions of a prompt, newest first: status, checksum, when, by whom, runs, changed lines.',
    options: [{ flags: '-n, --limit <count>', description: 'most versions to show', number: 50 }],
    examples: [
      ['ledger history WELCOME', 'the newest 50 versions'],
      ['ledger history WELCOME --limit 5', 'the newest 5'],
      ['ledger history WELCOME --json', 'with the text of each version'],
    ],
    act: async (call, [name], { limit }) => {
      const { history } = await import('./commands/history.ts');
      return history(call, toText(name), { limit: Number(limit) });
    },
  },
  {
    usage: 'diff <name> [versions...]',
    summary: 'show what differs between two versions',
    description:
      'Shows what changed in a prompt: the active version against the one before, one version against the active one, or one against another.',
    examples: [
      ['ledger diff WELCOME', 'the active version against the one before'],
      ['ledger diff WELCOME 1', 'version 1 against the active one'],
      ['ledger diff WELCOME 1 3', 'version 1 against version 3'],
    ],
    act: async (call, [name, versions]) => {
      const { diff } = await import('./commands/diff.ts');
      return diff(call, toText(name), Array.isArray(versions) ? versions : []);
    },
  },
  {
    usage: 'init',
    summary: 'write a configuration for this repository',
    description:
      'Writes ledger.config.json at the top of the repository and shows what is found here. Nothing is asked, and a configuration that is there is left as it is.',
    examples: [
      ['ledger init', 'with the defaults'],
      ['ledger init --server https://ledger.example.com', 'for a server of your own'],
    ],
    notes: formatFields,
    act: async (call) => {
      const { init } = await import('./commands/init.ts');
      return init(call);
    },
  },
];

function toText(argument: string | string[] | undefined): string {
  return typeof argument === 'string' ? argument : '';
}

/** `--json` is short for `--format json`. */
function toFormat({ flags }: Call, named: unknown): (typeof FORMATS)[number] {
  const format = FORMATS.find((one) => one === named);
  if (flags.json && format !== undefined && format !== 'json') {
    throw new CliError('usage', `--json and --format ${format} exclude each other.`, 'Give one of them.');
  }
  return flags.json ? 'json' : (format ?? 'text');
}

function formatFields(): string {
  const fields = Object.entries(FIELDS).map(
    ([name, { description }]) => `  ${name.padEnd(12)}  ${description}`,
  );
  return `ledger.config.json, or "ledger" in package.json, may hold:\n${fields.join('\n')}`;
}
