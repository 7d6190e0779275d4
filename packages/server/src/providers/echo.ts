import type { Provider } from './provider.ts';

/** Answers with the prompt, of a chat with its last message; a token is a word. For trying things out without a key. */
export const echo: Provider = {
  complete: async ({ messages, onText }) => {
    const text = messages.at(-1)?.content ?? '';
    const promptTokens = messages.reduce((sum, { content }) => sum + countWords(content), 0);
    if (onText) for (const piece of toPieces(text)) await onText(piece);
    return { text, promptTokens, responseTokens: countWords(text) };
  },
};

/** At the end of each word; the two looks are a character each, however much space there is. */
function toPieces(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\S)(?=\s)/);
}

function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}
