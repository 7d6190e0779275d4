import { z } from 'zod';
import { CHECKSUM_PATTERN } from '../checksum.ts';
import { MAX_BATCH_PROMPTS, MAX_TEMPLATE_LENGTH } from '../limits.ts';
import { findNameProblem } from '../name.ts';
import { findTextProblem } from '../text.ts';

/** A string schema that refuses with the sentence of one of our own checks. */
export function checkedString(check: (text: string) => string | null) {
  return z.string().superRefine((text, context) => {
    const problem = check(text);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });
}

export const promptName = checkedString(findNameProblem);
export const promptMode = z.enum(['full', 'tracking']);
export const promptKind = z.enum(['text', 'chat']);
export const versionStatus = z.enum(['draft', 'active', 'deprecated']);

export const storableText = checkedString(findTextProblem);
const shortText = storableText.pipe(z.string().max(10_000, 'must have at most 10,000 characters'));
const templateSource = storableText.pipe(
  z
    .string()
    .min(1, 'must not be empty')
    .max(MAX_TEMPLATE_LENGTH, `must have at most ${MAX_TEMPLATE_LENGTH.toLocaleString('en')} characters`),
);
export const timestamp = z.iso.datetime({ offset: true });
export const versionNumber = z.int().min(1);

export const variable = z.object({
  name: storableText,
  required: z.boolean(),
  default: storableText.optional(),
  type: storableText.optional(),
  opaque: z.boolean().optional(),
  expression: storableText.optional(),
});

/* Full mode: PUT /v1/prompts/{name} */

export const putPromptRequest = z.object({
  template_source: templateSource,
  kind: promptKind.optional(),
  description: shortText.nullish(),
  owner_team: shortText.nullish(),
  created_by: shortText.nullish(),
  set_active: z.boolean().default(false),
});

export const putPromptResponse = z.object({
  prompt: z.object({ prompt_id: z.uuid(), name: z.string() }),
  version: z.object({ version_id: z.uuid(), version_number: versionNumber }),
  version_change: z.boolean(),
});

/* Tracking mode: POST /v1/prompts/register-code */

export const registerEntry = z.object({
  name: promptName,
  template_source: templateSource,
  template_hash: z.string().regex(CHECKSUM_PATTERN, 'must be 64 lower-case hex digits').optional(),
  kind: promptKind.optional(),
  variables: z.array(variable).max(1_000).optional(),
  description: shortText.nullish(),
});

export const registerRequest = z.object({
  prompts: z.array(registerEntry).max(MAX_BATCH_PROMPTS).optional(),
  dry_run: z.boolean().default(false),
});

export const registerAction = z.enum(['new', 'updated', 'reverted', 'unchanged']);

export const registeredEntry = z.object({
  name: z.string(),
  mode: z.literal('tracking'),
  version: versionNumber,
  change_detected: z.boolean(),
  previous_version: versionNumber.nullable(),
  action: registerAction,
});

export const registerResponse = z.object({
  registered: z.array(registeredEntry),
  counts: z.record(registerAction, z.int()),
  dry_run: z.boolean(),
});

/* Both modes */

export const activeVersion = z.object({
  version_id: z.uuid(),
  version_number: versionNumber,
  template_source: z.string(),
  status: versionStatus,
  checksum_hash: z.string(),
  kind: promptKind,
  variables: z.array(variable),
});

const promptFacts = {
  prompt_id: z.uuid(),
  name: z.string(),
  mode: promptMode,
  description: z.string().nullable(),
  owner_team: z.string().nullable(),
  created_at: timestamp,
  updated_at: timestamp,
};

/** `active_version` is absent, not null, while no version was ever activated. */
export const prompt = z.object({ ...promptFacts, active_version: activeVersion.optional() });

export const versionSummary = z.object({
  version_id: z.uuid(),
  version_number: versionNumber,
  status: versionStatus,
  checksum_hash: z.string(),
  created_by: z.string().nullable(),
  created_at: timestamp,
});

export const versionList = z.array(versionSummary);

const pageLimit = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual);

export const listQuery = z.object({
  mode: promptMode.optional(),
  q: storableText.optional(),
  limit: pageLimit(200, 50),
  cursor: z.string().optional(),
});

/** A list leaves the template texts out; `active_version` is absent while no version was ever activated. */
export const listedPrompt = z.object({
  ...promptFacts,
  active_version: activeVersion.omit({ template_source: true, variables: true }).optional(),
});

export const listResponse = z.object({
  prompts: z.array(listedPrompt),
  next_cursor: z.string().nullable(),
});

export const historyQuery = z.object({
  mode: z.enum(['full', 'tracking', 'all']).optional(),
  limit: pageLimit(1000, 1000),
  cursor: z.string().optional(),
});

export const historyVersion = z.object({
  version: versionNumber,
  template_hash: z.string(),
  template_source: z.string(),
  created_at: timestamp,
  execution_count: z.int(),
  status: versionStatus,
  kind: promptKind,
  variables: z.array(variable),
  created_by: z.string().nullable(),
});

export const historyResponse = z.object({
  prompt_name: z.string(),
  mode: promptMode,
  current_version: versionNumber.nullable(),
  versions: z.array(historyVersion),
  next_cursor: z.string().nullable(),
});

export type PutPromptRequest = z.input<typeof putPromptRequest>;
export type PutPromptResponse = z.infer<typeof putPromptResponse>;
export type RegisterEntry = z.input<typeof registerEntry>;
export type RegisterRequest = z.input<typeof registerRequest>;
export type RegisterAction = z.infer<typeof registerAction>;
export type RegisteredEntry = z.infer<typeof registeredEntry>;
export type RegisterResponse = z.infer<typeof registerResponse>;
export type Prompt = z.infer<typeof prompt>;
export type VersionSummary = z.infer<typeof versionSummary>;
export type ListedPrompt = z.infer<typeof listedPrompt>;
export type ListResponse = z.infer<typeof listResponse>;
export type HistoryVersion = z.infer<typeof historyVersion>;
export type HistoryResponse = z.infer<typeof historyResponse>;
