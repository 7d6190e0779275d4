import { toOptional, toText, type CommandEntry } from '../command.ts';

export const rerun: CommandEntry = {
  usage: 'rerun <id>',
  summary: 'execute again what was executed',
  description:
    'Executes the same prompt with the same values and parameters once more: the same version with the same model, unless others are named.',
  options: [
    { flags: '--at <version>', description: 'another version: 3, ~1, active, a label, branch, commit, work' },
    { flags: '--model <model>', description: 'another model' },
    { flags: '--provider <provider>', description: 'another provider' },
  ],
  examples: [
    ['ledger rerun 0b6a2f4c', 'the same again'],
    ['ledger rerun 0b6a2f4c --at work', 'with your text'],
    ['ledger rerun 0b6a2f4c --model claude-haiku-4-5', 'with another model'],
  ],
  act: async (call, [id], { at, model, provider }) => {
    const { rerun } = await import('../commands/rerun.ts');
    return rerun(call, toText(id), {
      at: toOptional(at),
      model: toOptional(model),
      provider: toOptional(provider),
    });
  },
};
