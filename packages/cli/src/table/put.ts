import { toOptional, toText, type CommandEntry } from '../command.ts';
import { CliError } from '../errors.ts';

export const put: CommandEntry = {
  usage: 'put <name>',
  summary: 'store a text of a prompt that is kept in the ledger',
  description:
    'Stores a text of a prompt in full mode, whose texts are kept in the ledger and not in code: from a file, from a pipe, or out of your editor (LEDGER_EDITOR, VISUAL, EDITOR), which begins with the active text. A text that the prompt had before is that version again. Without --activate it is a draft, which nothing uses until it is promoted.',
  options: [
    { flags: '--file <file>', description: 'read the text from a file, or - for stdin' },
    { flags: '--edit', description: 'edit the active text' },
    { flags: '--activate', description: 'make it the active version' },
    { flags: '--chat', description: 'the text is a JSON list of messages' },
    { flags: '--description <text>', description: 'what the prompt is for' },
    { flags: '--owner <team>', description: 'who looks after it' },
  ],
  examples: [
    ['ledger put greeting --file greeting.txt', 'a new prompt, or a new version'],
    ['ledger put greeting --edit --activate', 'change what is active'],
    ['pbpaste | ledger put greeting --file -', 'from a pipe'],
  ],
  act: async (call, [name], { file, edit, activate, chat, description, owner }) => {
    if ((typeof file === 'string') === (edit === true)) {
      throw new CliError('usage', 'A text comes from --file or from --edit.', 'Give one of them.');
    }
    const { put } = await import('../commands/put.ts');
    return put(call, toText(name), {
      file: toOptional(file),
      chat: chat === true,
      activate: activate === true,
      description: toOptional(description),
      owner: toOptional(owner),
    });
  },
};
