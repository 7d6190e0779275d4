import { z } from 'zod';
import { findTextProblem } from '../text.ts';
import { findValueProblem } from '../values.ts';
import { promptKind, promptMode, templateSource, versionNumber } from './prompts.ts';
import { checkedString, promptName, storableText, timestamp } from './texts.ts';

export const executionMode = z.enum(['sync', 'async']);
export const executionStatus = z.enum(['queued', 'running', 'succeeded', 'failed', 'canceled']);

const shortName = storableText.pipe(z.string().min(1, 'must not be empty').max(200));
export const idempotencyKey = storableText.pipe(
  z.string().min(1, 'must not be empty').max(255, 'must have at most 255 characters'),
);
const correlationId = storableText.pipe(z.string().max(1000));
const digest = checkedString((text) =>
  /^(sha256:)?[0-9a-f]{7,64}$/.test(text) ? null : 'must be 7 to 64 hex digits of a checksum',
);

const jsonObject = z.custom<Record<string, unknown>>(isObject, 'must be an object');
const JSON_OBJECT = { type: 'object', additionalProperties: {} };

/** Values for a template: JSON data. Not a record of zod's, which takes seconds for what is refused at a glance. */
const values = jsonObject
  .superRefine((data, context) => {
    const problem = findValueProblem(data);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  })
  .meta(JSON_OBJECT);

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const tokenLimit = z.int().min(1).max(10_000_000);

/** What is passed to the model; `max_tokens` is another spelling of `max_new_tokens`. */
export const params = z
  .strictObject({
    temperature: z.number().optional(),
    top_p: z.number().optional(),
    top_k: z.int().min(1).max(1_000_000).optional(),
    repetition_penalty: z.number().optional(),
    max_new_tokens: tokenLimit.optional(),
    max_tokens: tokenLimit.optional(),
  })
  .superRefine(({ max_new_tokens, max_tokens }, context) => {
    if (max_new_tokens === undefined || max_tokens === undefined || max_new_tokens === max_tokens) return;
    context.addIssue({
      code: 'custom',
      path: ['max_tokens'],
      message: 'must be equal to max_new_tokens, which it is another spelling of',
    });
  });

const common = {
  variables: values.default({}),
  params: params.default({}),
  environment: shortName.default('dev'),
  correlation_id: correlationId.nullish(),
  idempotency_key: idempotencyKey.nullish(),
  /** Sync only: the answer comes as server-sent events `text`, perhaps `error`, and last `end`. */
  stream: z.boolean().nullish(),
};

/* POST /v1/prompts/{name}/execute */

export const executeRequest = z.object({
  ...common,
  version: versionNumber.max(2 ** 31 - 1).nullish(),
  digest: digest.nullish(),
  /** Default: gpt-4o-mini; where a server embeds its database and has no key of a provider, echo. */
  model_name: shortName.nullish(),
  provider: shortName.nullish(),
  mode: z.unknown().optional(),
  /** Of a branch: `branch/` and its name. At most one of version, digest and label. */
  label: storableText.pipe(z.string().min(1, 'must not be empty').max(300)).nullish(),
});

/* POST /v1/executions/run and /submit */

export const runRequest = z.object({
  ...common,
  prompt_name: promptName,
  model: z.object({ provider: shortName.nullish(), model_name: shortName }),
  version_number: versionNumber.max(2 ** 31 - 1).nullish(),
  expected_mode: promptMode.nullish(),
});

/** What is known of an execution, but for the texts that it was made from. */
export const executionResult = z.object({
  execution_id: z.uuid(),
  status: executionStatus,
  mode: executionMode,
  prompt_name: z.string(),
  prompt_mode: promptMode,
  /** Null while the version is a draft, which is executed by its digest. */
  version_used: versionNumber.nullable(),
  model: z.object({ provider: z.string(), model_name: z.string() }),
  environment: z.string(),
  correlation_id: z.string().nullable(),
  attempts: z.int(),
  created_at: timestamp,
  completed_at: timestamp.optional(),
  response_text: z.string().optional(),
  error_type: z.string().optional(),
  error_message: z.string().optional(),
  /** Null is unknown, not nothing. Cost in USD, latency of the last attempt in milliseconds. */
  telemetry: z.object({
    prompt_tokens: z.int().nullable(),
    response_tokens: z.int().nullable(),
    latency_ms: z.int().nullable(),
    total_cost: z.number().nullable(),
  }),
});

export const queuedResponse = executionResult.pick({
  execution_id: true,
  status: true,
  mode: true,
  prompt_mode: true,
});

export const execution = executionResult.extend({
  /** Who asked for it; null where that was not kept yet. */
  key: z.object({ key_id: z.uuid(), name: z.string() }).nullable(),
  variables: jsonObject.meta(JSON_OBJECT),
  params,
  /** Names the text also where its version has no number. */
  checksum_used: z.string(),
  /** Of a chat the canonical JSON of its messages. */
  rendered_prompt: z.string(),
});

/* POST /v1/prompts/{name}/render: what an execution would send, and nothing stored or sent */

export const renderRequest = executeRequest
  .pick({ variables: true, version: true, digest: true, label: true })
  .extend({
    /** A text that the ledger need not have, instead of one of its versions. */
    template_source: templateSource.nullish(),
    kind: promptKind.default('text'),
  });

export const renderResponse = z.object({
  prompt_name: z.string(),
  /** Null for a draft, and for a text that was given. */
  version_used: versionNumber.nullable(),
  kind: promptKind,
  /** Of a chat the canonical JSON of its messages. */
  rendered_prompt: z.string(),
  /** Whether it was longer, and would be cut. */
  truncated: z.boolean(),
});

export const executionsQuery = z.object({
  prompt_name: checkedString(findTextProblem).optional(),
  status: executionStatus.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  offset: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
});

export const executionsResponse = z.object({
  executions: z.array(
    z.object({
      execution_id: z.uuid(),
      prompt_name: z.string(),
      status: executionStatus,
      mode: executionMode,
      created_at: timestamp,
      completed_at: timestamp.nullable(),
    }),
  ),
  total: z.int(),
  limit: z.int(),
  offset: z.int(),
});

export type Params = z.infer<typeof params>;
export type ExecuteRequest = z.infer<typeof executeRequest>;
export type RunRequest = z.infer<typeof runRequest>;
export type ExecutionResult = z.infer<typeof executionResult>;
export type QueuedResponse = z.infer<typeof queuedResponse>;
export type Execution = z.infer<typeof execution>;
export type RenderRequest = z.input<typeof renderRequest>;
export type RenderResponse = z.infer<typeof renderResponse>;
export type ExecutionsResponse = z.infer<typeof executionsResponse>;
