import type { CommandEntry } from '../command.ts';

export const types: CommandEntry = {
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
    const { types } = await import('../commands/types.ts');
    return types(call, {
      out: typeof out === 'string' ? out : 'ledger-prompts.d.ts',
      check: check === true,
    });
  },
};
