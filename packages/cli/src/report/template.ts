import { parseMessages, type PromptKind } from '@prompt-ledger/shared';

/** A version's text as people read it: a chat prompt by turns, each under its role; a plain text as it is. */
export function formatTemplate(template: string, kind: PromptKind | undefined): string {
  const messages = kind === 'chat' ? parseMessages(template) : null;
  if (messages === null) return template;
  return messages.map(({ role, content }) => `[${role}]\n${content}`).join('\n\n');
}
