const CHARACTERS_PER_TOKEN = 4;

/** About how many tokens a text has; a rule of thumb for English, to be shown with ≈. */
export function estimateTokens(text: string): number {
  return Math.ceil(text.length / CHARACTERS_PER_TOKEN);
}
