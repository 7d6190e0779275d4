import { LedgerError } from '@prompt-ledger/shared';
import type { Actor } from '../audit/record.ts';
import type { Context } from '../context.ts';
import { getExecutable, getVersion, refuseOtherMode, render } from './prepare.ts';
import type { Executable, ExecutableVersion } from './repository/executable.ts';
import { findByIdempotencyKey, type StoredExecution } from './repository/find.ts';
import { insertExecution, type NewExecution } from './repository/insert.ts';
import { hashRequest, toModelParams, type ExecutionRequest } from './request.ts';

/** Beyond the longest call of a provider, a synchronous execution is given up for lost. */
export const LEASE_MARGIN_MS = 30_000;

/** Longer templates are looked up each time: many are remembered, and they may have a megabyte each. */
const MOST_REMEMBERED = 20_000;

export type Begun =
  | {
      /** Stored just now: for a worker, or to be run at once by who asked. */
      readonly kind: 'new';
      readonly executionId: string;
      readonly execution: NewExecution;
      readonly executable: Executable;
      readonly version: ExecutableVersion;
    }
  /** The same was asked for before, with the same idempotency key. */
  | { readonly kind: 'earlier'; readonly earlier: StoredExecution };

/**
 * Renders the prompt and stores the execution, or finds the one that its idempotency key stands for.
 *
 * @throws LedgerError for what the caller got wrong; nothing is stored then
 */
export async function begin(context: Context, actor: Actor, request: ExecutionRequest): Promise<Begun> {
  const remembered = await beginRemembered(context, actor, request);
  if (remembered !== null) return remembered;
  const { projectId } = actor;
  const executable = await getExecutable(context, projectId, request);
  refuseOtherMode(executable, request);
  const known = await findEarlier(context, projectId, executable, request);
  if (known !== null) return { kind: 'earlier', earlier: known };
  const { execution, version } = await compose(context, actor, executable, request);
  const stored = await store(context, projectId, executable, execution, request);
  if (typeof stored !== 'string') return { kind: 'earlier', earlier: stored };
  if (isMemorable(request) && version.template.length <= MOST_REMEMBERED)
    context.executed.set(keyOf(actor.projectId, request), executable);
  return { kind: 'new', executionId: stored, execution, executable, version };
}

/**
 * Begins without a look at the prompt, where it was executed before: the statement that stores the execution checks that
 * what is remembered still holds. Whatever goes wrong is left to who looks.
 */
async function beginRemembered(
  context: Context,
  actor: Actor,
  request: ExecutionRequest,
): Promise<Begun | null> {
  const key = keyOf(actor.projectId, request);
  const executable = isMemorable(request) ? context.executed.get(key) : undefined;
  if (executable === undefined) return null;
  try {
    refuseOtherMode(executable, request);
    const { execution, version } = await compose(context, actor, executable, request);
    const executionId = await insertExecution(context.db, execution, executable);
    if (executionId !== null) return { kind: 'new', executionId, execution, executable, version };
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
  }
  context.executed.delete(key);
  return null;
}

function isMemorable({ version, idempotencyKey }: ExecutionRequest): boolean {
  return version.kind === 'active' && idempotencyKey === null;
}

function keyOf(projectId: string, { promptName }: ExecutionRequest): string {
  return `${projectId} ${promptName}`;
}

async function compose(
  context: Context,
  actor: Actor,
  executable: Executable,
  request: ExecutionRequest,
): Promise<{ readonly execution: NewExecution; readonly version: ExecutableVersion }> {
  const version = getVersion(executable, request.version);
  const rendered = await render(context, executable.name, version, request.variables);
  const choice = context.providers.choose(
    { provider: request.provider, model: request.model, params: toModelParams(request.params) },
    request.usualProvider,
  );
  const lease = { owner: context.instanceId, ms: context.providers.timeoutMs + LEASE_MARGIN_MS };
  const execution: NewExecution = {
    projectId: actor.projectId,
    promptId: executable.promptId,
    versionId: version.versionId,
    ...choice,
    price: context.providers.priceOf(choice),
    keyId: actor.keyId,
    mode: request.mode,
    environment: request.environment,
    correlationId: request.correlationId,
    idempotencyKey: request.idempotencyKey,
    requestHash: hashRequest(request),
    params: request.params,
    variables: request.variables,
    renderedPrompt: rendered.text,
    isTruncated: rendered.isTruncated,
    lease: request.mode === 'sync' ? lease : null,
  };
  return { execution, version };
}

async function findEarlier(
  context: Context,
  projectId: string,
  { promptId }: Executable,
  { idempotencyKey }: ExecutionRequest,
): Promise<StoredExecution | null> {
  if (idempotencyKey === null) return null;
  return findByIdempotencyKey(context.db, projectId, promptId, idempotencyKey);
}

/** @returns the id of the new execution, or the one that another request made with the same key just now */
async function store(
  context: Context,
  projectId: string,
  executable: Executable,
  execution: NewExecution,
  request: ExecutionRequest,
): Promise<string | StoredExecution> {
  // A second time, when all that stood in the way was another request that made the same model.
  for (let tries = 0; tries < 3; tries += 1) {
    const stored =
      (await insertExecution(context.db, execution)) ??
      (await findEarlier(context, projectId, executable, request));
    if (stored !== null) return stored;
  }
  throw new Error('An execution could not be stored, and nothing stands in its way');
}
