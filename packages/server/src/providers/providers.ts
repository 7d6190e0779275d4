import { LedgerError } from '@prompt-ledger/shared';
import { withinTime } from '../time-limit.ts';
import { echo } from './echo.ts';
import { BUILT_IN_PRICES, costOf, priceOf, type Price } from './prices.ts';
import {
  ProviderError,
  type Completion,
  type CompletionRequest,
  type ModelParams,
  type Provider,
} from './provider.ts';
import { findProviderOf, isProviderName, PROVIDER_NAMES, PROVIDERS, type ProviderName } from './table.ts';

/** Where a provider is, and its key. */
export interface Account {
  /** Null where the environment has none. */
  readonly key: string | null;
  readonly baseUrl: string;
}

export interface ProviderSettings {
  readonly openai: Account;
  readonly anthropic: Account;
  /** How long one call may take. */
  readonly timeoutMs: number;
  /** What models cost; the first match counts. Default: the prices of this version. */
  readonly prices?: readonly Price[];
}

export const DEFAULT_PROVIDER_SETTINGS: ProviderSettings = {
  openai: { key: null, baseUrl: 'https://api.openai.com/v1' },
  anthropic: { key: null, baseUrl: 'https://api.anthropic.com/v1' },
  timeoutMs: 120_000,
};

/** A model, and who answers for it. */
export interface ModelChoice {
  readonly provider: ProviderName;
  readonly model: string;
}

export interface Providers {
  readonly timeoutMs: number;
  /** Those that can be asked here. */
  readonly able: readonly ProviderName[];
  /**
   * Settles before anything is stored whether a model can be asked at all.
   *
   * @param wanted without a model `gpt-4o-mini` is meant, or `echo` where the server has nobody else to ask
   * @param usual who is asked for a model whose name tells no provider; null refuses it
   * @throws LedgerError unknown_provider, provider_not_configured or validation_failed
   */
  choose(
    wanted: { readonly provider: string | null; readonly model: string | null; readonly params: ModelParams },
    usual: ProviderName | null,
  ): ModelChoice;
  /** @returns what a model costs, or null where that is not known */
  priceOf(choice: { readonly provider: string; readonly model: string }): Price | null;
  /** @returns what a call cost in USD, or null where that is not known */
  costOf(
    choice: { readonly provider: string; readonly model: string },
    tokens: { readonly promptTokens: number | null; readonly responseTokens: number | null },
  ): number | null;
  /** @throws ProviderError */
  complete(provider: string, request: CompletionRequest): Promise<Completion>;
}

/** What is asked where nothing is said. */
const USUAL_MODEL = 'gpt-4o-mini';
const ECHO: ModelChoice = { provider: 'echo', model: 'echo' };

/** @param isTrial whether a server that has no key of any provider is being tried out, so that the first execution is answered */
export function createProviders(settings: ProviderSettings, { isTrial = false } = {}): Providers {
  const able = PROVIDER_NAMES.filter((name) => !isKeyMissing(name, settings));
  const echoes = isTrial && able.every((name) => name === 'echo');
  const prices = settings.prices ?? BUILT_IN_PRICES;
  const opened = new Map<ProviderName, Promise<Provider>>();
  const open = (name: ProviderName): Promise<Provider> => {
    const known = opened.get(name) ?? openProvider(name, settings);
    opened.set(name, known);
    return known;
  };
  return {
    timeoutMs: settings.timeoutMs,
    able,
    choose: ({ provider, model: wanted, params }, usual) => {
      if (wanted === null && provider === null && echoes) return ECHO;
      const model = wanted ?? USUAL_MODEL;
      const name = chooseName(provider, model, usual);
      refuseMissingKey(name, settings);
      refuseLacking(name, model, params, isOther(name, settings));
      return { provider: name, model };
    },
    priceOf: (choice) => priceOf(prices, choice),
    costOf: (choice, tokens) => costOf(prices, choice, tokens),
    complete: async (provider, request) => {
      if (!isProviderName(provider)) {
        throw new ProviderError('provider_not_configured', `This worker knows no provider "${provider}".`);
      }
      if (isKeyMissing(provider, settings)) {
        const { keyVariable } = PROVIDERS[provider];
        throw new ProviderError(
          'provider_not_configured',
          `No worker that has a key for "${provider}" took it in time. Set ${keyVariable} where a worker starts.`,
        );
      }
      const asked = await open(provider);
      return withinTime(settings.timeoutMs, request.signal, (signal) =>
        asked.complete({ ...request, signal }),
      );
    },
  };
}

/** The SDKs are heavy, so each comes with its first call. */
async function openProvider(name: ProviderName, settings: ProviderSettings): Promise<Provider> {
  switch (name) {
    case 'openai': {
      const { key, baseUrl } = settings.openai;
      return (await import('./openai.ts')).createOpenAi({ key: key ?? '', baseUrl });
    }
    case 'anthropic': {
      const { key, baseUrl } = settings.anthropic;
      return (await import('./anthropic.ts')).createAnthropic({ key: key ?? '', baseUrl });
    }
    case 'echo':
      return echo;
  }
}

function chooseName(provider: string | null, model: string, usual: ProviderName | null): ProviderName {
  if (provider !== null && !isProviderName(provider)) {
    throw new LedgerError(
      'unknown_provider',
      `There is no provider "${provider.slice(0, 200)}". There are ${PROVIDER_NAMES.join(', ')}.`,
    );
  }
  const name = provider ?? findProviderOf(model) ?? usual;
  if (name !== null) return name;
  throw new LedgerError(
    'unknown_provider',
    `The model name "${model.slice(0, 200)}" does not tell whose it is. Name the provider: ${PROVIDER_NAMES.join(', ')}.`,
  );
}

function isKeyMissing(name: ProviderName, settings: ProviderSettings): boolean {
  return name !== 'echo' && settings[name].key === null;
}

function refuseMissingKey(name: ProviderName, settings: ProviderSettings): void {
  if (!isKeyMissing(name, settings)) return;
  throw new LedgerError(
    'provider_not_configured',
    `This server has no key for the provider "${name}". Set ${PROVIDERS[name].keyVariable} where the server starts ` +
      '(a compatible server that needs none takes any text), or ask the provider "echo".',
  );
}

const SPELLINGS: Readonly<Record<keyof ModelParams, string>> = {
  temperature: 'temperature',
  topP: 'top_p',
  topK: 'top_k',
  repetitionPenalty: 'repetition_penalty',
  maxTokens: 'max_new_tokens',
};

/** Whether the server that is asked is another than OpenAI's own, or the one that Azure runs for it. */
function isOther(name: ProviderName, { openai }: ProviderSettings): boolean {
  return name === 'openai' && !/(^|\.)(openai|azure)\.com$/.test(new URL(openai.baseUrl).hostname);
}

function refuseLacking(name: ProviderName, model: string, params: ModelParams, isOther: boolean): void {
  const problems = PROVIDERS[name]
    .lacks(model, isOther)
    .filter((param) => params[param] !== undefined)
    .map((param) => ({
      path: `params.${SPELLINGS[param]}`,
      message: `is nothing that "${model}" of the provider "${name}" has`,
    }));
  if (problems.length === 0) return;
  throw new LedgerError(
    'validation_failed',
    `The request is not valid: ${problems[0]?.path} ${problems[0]?.message}. Leave it out.`,
    problems,
  );
}
