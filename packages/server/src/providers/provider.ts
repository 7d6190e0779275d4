import type { Message } from '@prompt-ledger/shared';

/** How a model is asked to answer; what is not given is the provider's to choose. */
export interface ModelParams {
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly repetitionPenalty?: number;
  readonly maxTokens?: number;
}

export interface CompletionRequest {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly params: ModelParams;
  readonly signal: AbortSignal;
  /** Asks for the answer in pieces, and hears each; it is waited for. */
  readonly onText?: (text: string) => Promise<void>;
}

export interface Completion {
  readonly text: string;
  /** Null where the provider does not tell. */
  readonly promptTokens: number | null;
  readonly responseTokens: number | null;
}

/** Somebody who answers prompts. */
export interface Provider {
  /** @throws ProviderError */
  complete(request: CompletionRequest): Promise<Completion>;
}

/** Why there was no answer; stored as the execution's `error_type`. */
export type FailureType =
  | 'provider_rejected'
  | 'rate_limited'
  | 'timeout'
  | 'connection_error'
  | 'provider_error'
  | 'provider_auth'
  | 'provider_not_configured';

/** A provider gave no answer. `message` is a sentence for the caller and holds no secret. */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';

  readonly type: FailureType;
  /** Whether the same request may be answered later. */
  readonly isTransient: boolean;
  /** The provider's own word on when, as it came. */
  readonly retryAfter: string | null;

  constructor(
    type: FailureType,
    message: string,
    { isTransient = false, retryAfter = null }: { isTransient?: boolean; retryAfter?: string | null } = {},
  ) {
    super(message);
    this.type = type;
    this.isTransient = isTransient;
    this.retryAfter = retryAfter;
  }
}
