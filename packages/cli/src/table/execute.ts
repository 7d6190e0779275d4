import { toList, toOptional, toText, type CommandEntry } from '../command.ts';
import { CliError } from '../errors.ts';

export const execute: CommandEntry = {
  usage: 'execute <name>',
  alias: 'exec',
  summary: 'execute a prompt with a model',
  description:
    'Executes the active version of a prompt, or the one named, with values for its variables. The answer goes to stdout, and what it was made with and what it took (version, model, tokens, time, cost) to stderr. Values that are missing are asked for at a terminal; elsewhere all of them are listed.',
  options: [
    {
      flags: '-v, --var <name=value>',
      description: 'a value: name=text, name:=JSON, name=@file; user.name=text for a part',
      repeats: true,
    },
    { flags: '--vars <file>', description: 'the values as a JSON object in a file, or - for stdin' },
    { flags: '--at <version>', description: 'which version: 3, ~1, a label, branch, commit, {date}, work' },
    { flags: '--local', description: 'the text in the work tree, also uncommitted, as a draft (--at work)' },
    { flags: '--compare <version>', description: 'execute another version as well, and show both answers' },
    {
      flags: '--model <model>',
      description:
        'gpt-4o-mini, claude-sonnet-4-6, echo, … (gpt-4o-mini; echo where the server embeds its database and has no key)',
    },
    { flags: '--provider <provider>', description: 'openai, anthropic or echo (told by the model)' },
    {
      flags: '-p, --param <name=value>',
      description: 'of the model: temperature, top_p, top_k, max_new_tokens, repetition_penalty',
      repeats: true,
    },
    { flags: '--environment <name>', description: 'where this is executed, for statistics (dev)' },
    { flags: '--async', description: 'leave it to a worker, and print its id' },
    { flags: '--wait', description: 'leave it to a worker, and wait for it' },
    {
      flags: '--no-stream',
      description: 'show the answer when it is whole, for providers that cannot stream',
    },
    { flags: '--dry', description: 'say what would be executed, and send nothing' },
  ],
  examples: [
    ['ledger execute WELCOME -v name=Ada', 'the active version'],
    ['ledger execute WELCOME -v name=Ada --local', 'your text, before it is committed'],
    ['ledger execute SUMMARY -v text=@notes.md --model claude-sonnet-4-6', 'a file as a value'],
    ['jq . user.json | ledger execute WELCOME --vars -', 'values from a pipe'],
    ['ledger execute WELCOME --vars user.json --compare ~1', 'against the version before'],
    ['ledger wait $(ledger execute WELCOME --vars user.json --async)', 'by a worker'],
  ],
  act: async (call, [name], options) => {
    const { at, local, dry, async: isAsync, wait, compare, vars } = options;
    if (typeof at === 'string' && local === true) {
      throw new CliError('usage', '--at and --local exclude each other.', 'Give one of them.');
    }
    const { executePrompt } = await import('../commands/execute.ts');
    const { readParams } = await import('../execution/params.ts');
    return executePrompt(call, toText(name), {
      at: local === true ? 'work' : toOptional(at),
      given: { single: toList(options['var']), file: toOptional(vars) },
      model: toOptional(options['model']),
      provider: toOptional(options['provider']),
      params: readParams(toList(options['param'])),
      environment: toOptional(options['environment']),
      how: wait === true ? 'wait' : isAsync === true ? 'queue' : 'now',
      stream: options['stream'] !== false,
      dry: dry === true,
      compare: toOptional(compare),
    });
  },
};
