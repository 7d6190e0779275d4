import { isProviderName, PROVIDER_NAMES, type ProviderName } from './table.ts';
import prices from './prices.json' with { type: 'json' };

/** What a model costs, in USD for 1000 tokens in and out; `*` at the end of its name stands for anything. */
export interface Price {
  readonly provider: ProviderName;
  readonly model: string;
  readonly input: number;
  readonly output: number;
}

/** The prices that come with this version. */
export const BUILT_IN_PRICES: readonly Price[] = parsePrices(prices);

/** @param table the first match counts. @returns USD; null where the price or the tokens are unknown, which is not 0 */
export function costOf(
  table: readonly Price[],
  { provider, model }: { readonly provider: string; readonly model: string },
  tokens: { readonly promptTokens: number | null; readonly responseTokens: number | null },
): number | null {
  const price = priceOf(table, { provider, model });
  if (price === null || tokens.promptTokens === null || tokens.responseTokens === null) return null;
  const cost = (tokens.promptTokens * price.input + tokens.responseTokens * price.output) / 1000;
  // Without the dust of binary fractions.
  return Number(cost.toFixed(12));
}

/** @param table the first match counts. @returns null where the model is in none of it */
export function priceOf(
  table: readonly Price[],
  { provider, model }: { readonly provider: string; readonly model: string },
): Price | null {
  return table.find((each) => each.provider === provider && matches(each.model, model)) ?? null;
}

/** @throws Error that says what is wrong with the data, and where */
export function parsePrices(data: unknown): Price[] {
  if (!Array.isArray(data)) throw new Error('it must be a list');
  return data.map((entry: unknown, index) => {
    const where = `entry ${index + 1}`;
    if (typeof entry !== 'object' || entry === null) throw new Error(`${where} must be an object`);
    const { provider, model, input_per_1k, output_per_1k } = entry as Record<string, unknown>;
    if (typeof provider !== 'string' || !isProviderName(provider)) {
      throw new Error(`${where}: "provider" must be one of ${PROVIDER_NAMES.join(', ')}`);
    }
    if (typeof model !== 'string' || !/^[^*]+\*?$/.test(model)) {
      throw new Error(`${where}: "model" must be a name, with "*" at its end at most`);
    }
    return {
      provider,
      model,
      input: toPrice(input_per_1k, `${where}: "input_per_1k"`),
      output: toPrice(output_per_1k, `${where}: "output_per_1k"`),
    };
  });
}

function toPrice(value: unknown, where: string): number {
  if (typeof value === 'number' && value >= 0 && value < 1_000_000) return value;
  throw new Error(`${where} must be a number of USD from 0 up`);
}

function matches(pattern: string, model: string): boolean {
  return pattern.endsWith('*') ? model.startsWith(pattern.slice(0, -1)) : model === pattern;
}
