import { createHash } from 'node:crypto';
import { ACTIVE_LABEL, LedgerError } from '@prompt-ledger/shared';
import type { ExecuteRequest, Params, RunRequest } from '@prompt-ledger/shared/contract/executions';
import type { ExecutionMode, PromptMode } from '../db/tables.ts';
import type { ModelParams } from '../providers/provider.ts';
import type { ProviderName } from '../providers/table.ts';
import type { VersionChoice } from './repository/executable.ts';

/** What is to be executed, whichever endpoint was asked. */
export interface ExecutionRequest {
  readonly promptName: string;
  readonly version: VersionChoice;
  readonly mode: ExecutionMode;
  readonly provider: string | null;
  /** Null: what the server usually asks. */
  readonly model: string | null;
  /** Who is asked for a model whose name tells no provider. */
  readonly usualProvider: ProviderName | null;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly params: Params;
  readonly environment: string;
  readonly correlationId: string | null;
  readonly idempotencyKey: string | null;
  readonly expectedMode: PromptMode | null;
  /** Whether the answer is told as it comes. */
  readonly isStreaming: boolean;
}

/** `POST /v1/prompts/{name}/execute`. @throws LedgerError invalid_execution_mode or validation_failed */
export function fromExecute(promptName: string, body: ExecuteRequest): ExecutionRequest {
  const mode = readMode(body.mode);
  return {
    promptName,
    version: readVersion(body),
    mode,
    provider: body.provider ?? null,
    model: body.model_name ?? null,
    usualProvider: 'openai',
    variables: body.variables,
    params: body.params,
    environment: body.environment,
    correlationId: body.correlation_id ?? null,
    idempotencyKey: body.idempotency_key ?? null,
    expectedMode: 'tracking',
    isStreaming: readStream(body, mode),
  };
}

/** `POST /v1/executions/run` and `/submit`. */
export function fromRun(body: RunRequest, mode: ExecutionMode): ExecutionRequest {
  return {
    promptName: body.prompt_name,
    version:
      typeof body.version_number === 'number'
        ? { kind: 'number', number: body.version_number }
        : { kind: 'active' },
    mode,
    provider: body.model.provider ?? null,
    model: body.model.model_name,
    usualProvider: null,
    variables: body.variables,
    params: body.params,
    environment: body.environment,
    correlationId: body.correlation_id ?? null,
    idempotencyKey: body.idempotency_key ?? null,
    expectedMode: body.expected_mode ?? null,
    isStreaming: readStream(body, mode),
  };
}

/** Two requests with one idempotency key must be the same; this is what is compared. */
export function hashRequest(request: ExecutionRequest): string {
  const { idempotencyKey: _, expectedMode: __, usualProvider: ___, isStreaming: ____, ...content } = request;
  return createHash('sha256').update(JSON.stringify(content, sortKeys)).digest('hex');
}

export function toModelParams(params: Params): ModelParams {
  const maxTokens = params.max_new_tokens ?? params.max_tokens;
  return {
    ...(params.temperature === undefined ? {} : { temperature: params.temperature }),
    ...(params.top_p === undefined ? {} : { topP: params.top_p }),
    ...(params.top_k === undefined ? {} : { topK: params.top_k }),
    ...(params.repetition_penalty === undefined ? {} : { repetitionPenalty: params.repetition_penalty }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
  };
}

/** @throws LedgerError validation_failed for two choices */
export function readVersion({
  version,
  digest,
  label,
}: Pick<ExecuteRequest, 'version' | 'digest' | 'label'>): VersionChoice {
  const choices: VersionChoice[] = [
    ...(typeof version === 'number' ? [{ kind: 'number', number: version } as const] : []),
    ...(typeof digest === 'string'
      ? [{ kind: 'digest', prefix: digest.replace('sha256:', '') } as const]
      : []),
    ...(typeof label === 'string' ? [readLabel(label)] : []),
  ];
  const [choice = { kind: 'active' }, another] = choices;
  if (another === undefined) return choice;
  const path = another.kind === 'digest' ? 'digest' : 'label';
  const message = 'must not be given together with another choice of the version';
  throw new LedgerError('validation_failed', `The request is not valid: ${path} ${message}.`, [
    { path, message },
  ]);
}

/** The active version is a pointer of the prompt, and a label to who asks. */
function readLabel(label: string): VersionChoice {
  return label === ACTIVE_LABEL ? { kind: 'active' } : { kind: 'label', label };
}

function readMode(mode: unknown): ExecutionMode {
  if (mode === undefined || mode === null || mode === 'sync') return 'sync';
  if (mode === 'async') return 'async';
  const said = typeof mode === 'string' ? ` "${mode.slice(0, 100)}"` : '';
  throw new LedgerError('invalid_execution_mode', `Invalid execution mode${said}: use "sync" or "async".`);
}

function readStream({ stream }: { stream?: boolean | null | undefined }, mode: ExecutionMode): boolean {
  if (stream !== true || mode === 'sync') return stream === true;
  const message = 'must not be true for what a worker runs later';
  throw new LedgerError('validation_failed', `The request is not valid: stream ${message}.`, [
    { path: 'stream', message },
  ]);
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
