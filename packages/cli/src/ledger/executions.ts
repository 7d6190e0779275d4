import type {
  ExecuteRequest,
  Execution,
  ExecutionResult,
  ExecutionsResponse,
  QueuedResponse,
  RenderRequest,
  RenderResponse,
} from '@prompt-ledger/shared/contract/executions';
import { CliError } from '../errors.ts';
import { isObject } from './answers.ts';
import type { Ledger } from './ledger.ts';

/** What is to be executed; a text by its version or by its digest. */
export interface ExecutionOrder {
  readonly name: string;
  readonly mode: 'full' | 'tracking';
  readonly text: { readonly version: number } | { readonly digest: string };
  readonly variables: Readonly<Record<string, unknown>>;
  /** Null: what the server usually takes. */
  readonly model: string | null;
  readonly provider: string | null;
  readonly params: ExecuteRequest['params'];
  readonly environment: string | null;
}

/** What a prompt in full mode is executed with where nothing is said; for the others the server knows it. */
const USUAL_MODEL = 'gpt-4o-mini';

/** Executes at once, to the end. */
export function execute(ledger: Ledger, order: ExecutionOrder): Promise<ExecutionResult> {
  return ledger.ask({ method: 'POST', ...toRequest(order, 'sync') }, isResult);
}

/**
 * The same, and tells the answer as it comes.
 *
 * @throws {CliError} also for an execution that failed, as `execute` does
 */
export async function executeStreaming(
  ledger: Ledger,
  order: ExecutionOrder,
  onText: (text: string) => void,
): Promise<Execution> {
  const { path, body } = toRequest(order, 'sync');
  const heard: { end: Execution | null; refusal: string | null } = { end: null, refusal: null };
  await ledger.listen({ method: 'POST', path, body: { ...body, stream: true } }, (kind, data) => {
    if (kind === 'text' && isObject(data) && typeof data['text'] === 'string') onText(data['text']);
    if (kind === 'error' && isObject(data)) heard.refusal = String(data['detail']);
    if (kind === 'end' && isExecution(data)) heard.end = data;
  });
  if (heard.end !== null) return heard.end;
  const message = heard.refusal ?? 'The answer broke off.';
  throw new CliError('server_error', message, 'The log of the server says more; trying again may help.');
}

/** What an execution would send to the model. */
export function renderPrompt(ledger: Ledger, name: string, request: RenderRequest): Promise<RenderResponse> {
  const path = `/v1/prompts/${encodeURIComponent(name)}/render`;
  return ledger.ask({ method: 'POST', path, body: request }, isRendered);
}

function isRendered(body: unknown): body is RenderResponse {
  return isObject(body) && typeof body['rendered_prompt'] === 'string' && typeof body['kind'] === 'string';
}

/** Leaves it to a worker. */
export function submit(ledger: Ledger, order: ExecutionOrder): Promise<QueuedResponse> {
  return ledger.ask({ method: 'POST', ...toRequest(order, 'async') }, isQueued);
}

function toRequest(order: ExecutionOrder, mode: 'sync' | 'async'): { path: string; body: object } {
  const { name, text, variables, model, provider, params, environment } = order;
  const common = { variables, params, ...(environment === null ? {} : { environment }) };
  if (order.mode === 'tracking') {
    const named = model === null ? {} : { model_name: model };
    const body = { ...common, ...text, ...named, provider, mode };
    return { path: `/v1/prompts/${encodeURIComponent(name)}/execute`, body };
  }
  const version_number = 'version' in text ? text.version : null;
  return {
    path: `/v1/executions/${mode === 'sync' ? 'run' : 'submit'}`,
    body: {
      ...common,
      prompt_name: name,
      version_number,
      model: { provider, model_name: model ?? USUAL_MODEL },
    },
  };
}

export function getExecution(ledger: Ledger, id: string): Promise<Execution> {
  return ledger.ask({ method: 'GET', path: `/v1/executions/${encodeURIComponent(id)}` }, isExecution);
}

export function cancelExecution(ledger: Ledger, id: string): Promise<ExecutionResult> {
  return ledger.ask({ method: 'POST', path: `/v1/executions/${encodeURIComponent(id)}/cancel` }, isResult);
}

export interface ExecutionFilters {
  readonly promptName: string | null;
  readonly status: string | null;
  readonly limit: number;
}

export function listExecutions(ledger: Ledger, filters: ExecutionFilters): Promise<ExecutionsResponse> {
  const query = new URLSearchParams({ limit: String(Math.min(200, filters.limit)) });
  if (filters.promptName !== null) query.set('prompt_name', filters.promptName);
  if (filters.status !== null) query.set('status', filters.status);
  return ledger.ask({ method: 'GET', path: `/v1/executions?${query.toString()}` }, isList);
}

const WHOLE_ID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const MOST_RECENT = 200;

/**
 * Finds the execution whose id ends or begins so; of ids that are not whole among the newest alone.
 *
 * @throws {CliError} `not_found`, or `usage` for what is no id or means several
 */
export async function findExecutionId(ledger: Ledger, given: string): Promise<string> {
  if (WHOLE_ID.test(given)) return given.toLowerCase();
  const part = given.toLowerCase();
  if (!/^[0-9a-f-]{4,}$/.test(part)) {
    throw new CliError('usage', `"${given}" is no id of an execution.`, '`ledger runs` lists them.');
  }
  const { executions } = await listExecutions(ledger, { promptName: null, status: null, limit: MOST_RECENT });
  const fitting = executions.filter(({ execution_id: id }) => id.endsWith(part) || id.startsWith(part));
  if (fitting.length > 1)
    throw new CliError('usage', `${given} means several executions.`, 'Give more of it.');
  if (fitting[0]) return fitting[0].execution_id;
  throw new CliError(
    'not_found',
    `None of the newest ${MOST_RECENT} executions has an id that ends with ${given}.`,
    'Give the whole id of an older one.',
  );
}

function isResult(body: unknown): body is ExecutionResult {
  return isQueued(body) && 'prompt_name' in body && 'version_used' in body && 'telemetry' in body;
}

function isExecution(body: unknown): body is Execution {
  return isResult(body) && 'rendered_prompt' in body && 'variables' in body;
}

function isQueued(body: unknown): body is QueuedResponse {
  return isObject(body) && typeof body['execution_id'] === 'string' && typeof body['status'] === 'string';
}

function isList(body: unknown): body is ExecutionsResponse {
  return isObject(body) && Array.isArray(body['executions']) && body['executions'].every(isListed);
}

function isListed(entry: unknown): boolean {
  return (
    isObject(entry) && typeof entry['execution_id'] === 'string' && typeof entry['prompt_name'] === 'string'
  );
}
