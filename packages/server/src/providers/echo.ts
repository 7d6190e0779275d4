import type { Provider } from './provider.ts';

/** Answers with the prompt, of a chat with its last message; a token is a word. For trying things out without a key. */
export const echo: Provider = {
  complete: async ({ messages, onText }) => {
    const text = messages.at(-1)?.content ?? '';
    const promptTokens = messages.reduce((sum, { content }) => sum + countWords(content), 0);
    if (onText) for (const piece of text.match(/\s*\S+\s*$|\s*\S+/g) ?? []) await onText(piece);
    return { text, promptTokens, responseTokens: countWords(text) };
  },
};

function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}
