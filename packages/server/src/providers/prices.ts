import type { ProviderName } from './table.ts';

/** USD for 1000 tokens in and out; the first match counts, and `*` stands for anything. */
const PRICES: readonly (readonly [provider: ProviderName, model: string, input: number, output: number])[] = [
  ['anthropic', 'claude-haiku-4-5-*', 0.0008, 0.004],
  ['anthropic', 'claude-sonnet-4-6*', 0.003, 0.015],
  ['anthropic', 'claude-opus-4-6*', 0.015, 0.075],
  ['openai', 'gpt-4o-mini*', 0.00015, 0.0006],
  ['openai', 'gpt-4o*', 0.0025, 0.01],
];

/** @returns what a call cost in USD; null where the price or the tokens are unknown, which is not 0 */
export function costOf(
  { provider, model }: { readonly provider: string; readonly model: string },
  tokens: { readonly promptTokens: number | null; readonly responseTokens: number | null },
): number | null {
  const price = PRICES.find(([of, pattern]) => of === provider && matches(pattern, model));
  if (price === undefined || tokens.promptTokens === null || tokens.responseTokens === null) return null;
  const [, , input, output] = price;
  const cost = (tokens.promptTokens * input + tokens.responseTokens * output) / 1000;
  // Without the dust of binary fractions.
  return Number(cost.toFixed(12));
}

function matches(pattern: string, model: string): boolean {
  return pattern.endsWith('*') ? model.startsWith(pattern.slice(0, -1)) : model === pattern;
}
