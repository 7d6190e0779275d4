import { parseMessages, type PromptKind } from '@prompt-ledger/shared';
import { parseTemplate } from './engine.ts';
import { formatProblem, parseReport } from './syntax-error.ts';

interface Template {
  readonly template: string;
  readonly kind: PromptKind;
}

/**
 * Finds the templates that cannot be rendered, whatever the values.
 *
 * @returns those, each with what is wrong as the end of a sentence about it; none when all are fine
 */
export function checkTemplates<T extends Template>(entries: readonly T[]): { entry: T; message: string }[] {
  return entries.flatMap((entry) => {
    const message = entry.kind === 'chat' ? findChatProblem(entry.template) : findProblem(entry.template);
    return message === null ? [] : [{ entry, message }];
  });
}

function findChatProblem(template: string): string | null {
  const messages = parseMessages(template);
  if (messages === null) {
    return (
      'is of kind "chat" and so must be the canonical JSON of its messages: [{"role":…,"content":…}] with nothing ' +
      'else and no white space'
    );
  }
  for (const [index, { role, content }] of messages.entries()) {
    const problem = findProblem(content);
    if (problem !== null) return `${problem} (in message ${index + 1}, role "${role}")`;
  }
  return null;
}

function findProblem(template: string): string | null {
  const result = parseTemplate(template);
  switch (result.kind) {
    case 'parsed':
      return null;
    case 'refused':
      return formatProblem(parseReport(result.report));
    case 'crashed':
      return 'cannot be parsed: an expression is too long or nested too deeply, or a tag in a very long line has no end';
  }
}
