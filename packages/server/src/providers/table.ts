import type { ModelParams } from './provider.ts';

export const PROVIDER_NAMES = ['openai', 'anthropic', 'echo'] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];

interface ProviderFacts {
  /** What the names of its models begin with. */
  readonly models: RegExp;
  /** The variable that holds its key; null where none is needed. */
  readonly keyVariable: string | null;
  /**
   * Parameters that it has no such thing as.
   *
   * @param isOther whether another server is asked than the provider's own, one that is compatible with it
   */
  readonly lacks: (model: string, isOther: boolean) => readonly (keyof ModelParams)[];
}

/** Reasoning models choose these themselves. */
const REASONING = /^(o\d|gpt-([5-9]|\d{2}))(?!.*-chat)/;

export const PROVIDERS: Readonly<Record<ProviderName, ProviderFacts>> = {
  openai: {
    models: /^(gpt-|chatgpt-|o\d)/,
    keyVariable: 'OPENAI_API_KEY',
    // Ollama, vLLM and their like have both of the latter, by these names.
    lacks: (model, isOther) => [
      ...(REASONING.test(model) ? (['temperature', 'topP'] as const) : []),
      ...(isOther ? [] : (['topK', 'repetitionPenalty'] as const)),
    ],
  },
  anthropic: {
    models: /^claude-/,
    keyVariable: 'ANTHROPIC_API_KEY',
    lacks: () => ['repetitionPenalty'],
  },
  echo: { models: /^echo$/, keyVariable: null, lacks: () => [] },
};

export function isProviderName(name: string): name is ProviderName {
  return (PROVIDER_NAMES as readonly string[]).includes(name);
}

/** The provider that a model's name tells; null where it tells none. */
export function findProviderOf(model: string): ProviderName | null {
  return PROVIDER_NAMES.find((name) => PROVIDERS[name].models.test(model)) ?? null;
}
