import { z } from 'zod';
import { CHECKSUM_PATTERN } from '../checksum.ts';
import { MAX_BATCH_PROMPTS, MAX_TEMPLATE_LENGTH } from '../limits.ts';
import { branchName, gitFacts, location, sighting, sightingSource } from './git.ts';
import { executionStats } from './stats.ts';
import { promptName, storableText, timestamp } from './texts.ts';

export { promptName };
export const promptMode = z.enum(['full', 'tracking']);
export const promptKind = z.enum(['text', 'chat']);
export const versionStatus = z.enum(['draft', 'active', 'deprecated']);

const shortText = storableText.pipe(z.string().max(10_000, 'must have at most 10,000 characters'));
export const templateSource = storableText.pipe(
  z
    .string()
    .min(1, 'must not be empty')
    .max(MAX_TEMPLATE_LENGTH, `must have at most ${MAX_TEMPLATE_LENGTH.toLocaleString('en')} characters`),
);
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

const message = z.object({ role: storableText, content: storableText });

export const registerEntry = z
  .object({
    name: promptName,
    /** May be left out where `template_hash` or `messages` say which text is meant. */
    template_source: templateSource.optional(),
    /** Alone, it names a text that the server should have already; where it has not, it answers `missing`. */
    template_hash: z.string().regex(CHECKSUM_PATTERN, 'must be 64 lower-case hex digits').optional(),
    kind: promptKind.optional(),
    /** A chat prompt as its messages; `template_source`, where it is given as well, is their canonical JSON. */
    messages: z.array(message).min(1, 'must not be empty').max(10_000).optional(),
    variables: z.array(variable).max(1_000).optional(),
    description: shortText.nullish(),
    location: location.optional(),
    /** True for a text that is not committed. Left out, `source` and `git.dirty` tell for all. */
    draft: z.boolean().optional(),
    /** The former name of a prompt that this same change took away. */
    renamed_from: promptName.optional(),
  })
  .superRefine((entry, context) => {
    const { template_source, template_hash, messages } = entry;
    if (template_source !== undefined || template_hash !== undefined || messages !== undefined) return;
    const text = 'must be given, or template_hash for a text that is stored already';
    context.addIssue({ code: 'custom', path: ['template_source'], message: text });
  });

export const registerRequest = z
  .object({
    prompts: z.array(registerEntry).max(MAX_BATCH_PROMPTS).optional(),
    dry_run: z.boolean().default(false),
    /** Left out: `manual` with git facts, `api` without. */
    source: sightingSource.optional(),
    git: gitFacts.nullish(),
    /** True says that the list is complete for `git.commit`: what it does not name is not there. */
    manifest: z.boolean().default(false),
    /** Names that are at the commit, though their texts cannot be told: a manifest does not say that they are gone. */
    untracked: z.array(promptName).max(MAX_BATCH_PROMPTS).optional(),
    /** True makes what is committed active on any branch, as `ledger promote` would. */
    activate: z.boolean().default(false),
  })
  .superRefine(({ prompts, source, git, manifest }, context) => {
    const lacksCommit = git?.commit === undefined || git.commit === null;
    const refuse = (path: string[], text: string) =>
      context.addIssue({ code: 'custom', path, message: text });
    if (lacksCommit && (source === 'commit' || source === 'ci')) {
      refuse(['git', 'commit'], `must be given for the source "${source}"`);
    }
    if (manifest && lacksCommit) refuse(['git', 'commit'], 'must be given for a manifest');
    const isDraft = (entry: { draft?: boolean | undefined }) => entry.draft ?? git?.dirty === true;
    if (manifest && (source === 'staged' || prompts?.some(isDraft))) {
      refuse(['manifest'], 'must not be true beside texts that are not committed');
    }
  });

export const registerAction = z.enum(['new', 'updated', 'reverted', 'unchanged']);

export const registeredEntry = z.object({
  name: z.string(),
  mode: z.literal('tracking'),
  /** Null for a draft: it gets its number when it is seen committed. */
  version: versionNumber.nullable(),
  change_detected: z.boolean(),
  previous_version: versionNumber.nullable(),
  action: registerAction,
  /** There where it is true. */
  draft: z.literal(true).optional(),
  /** There where a newer commit or build was seen before, so that no pointer moved. */
  stale: z.literal(true).optional(),
  renamed_from: z.string().optional(),
});

/** Why what was registered became active, or why not. */
export const activationReason = z.enum([
  'no_git',
  'asked',
  'default_branch',
  'uncommitted',
  'other_branch',
  'unknown_branch',
  'pull_request',
]);

export const registerResponse = z.object({
  registered: z.array(registeredEntry),
  counts: z.record(registerAction, z.int()),
  dry_run: z.boolean(),
  /** Names whose texts the server lacks. Then nothing was stored and `registered` is empty: send these texts too. */
  missing: z.array(z.string()),
  activation: z.object({ activates: z.boolean(), reason: activationReason }),
  /** Prompts that the manifest says are gone, and those that were and are back. */
  archived: z.array(z.string()),
  revived: z.array(z.string()),
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
  /** Since when a manifest of the default branch has not named it; null while it is there. */
  archived_at: timestamp.nullable(),
  /** The prompt whose history this one continues under another name. */
  renamed_from: z.string().nullable(),
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

/** What is known of where a version was and is. */
const seenFacts = {
  /** Of its branches the 50 that moved last; `active` is not among them. */
  labels: z.array(z.string()),
  /** The first time it was seen committed, else the first time at all; null for what was put by hand. */
  first_seen: sighting.nullable(),
  last_seen: sighting.nullable(),
  sighting_count: z.int(),
};

export const pageLimit = (most: number, usual: number) =>
  z.coerce.number().int().min(1).max(most).default(usual);

export const listQuery = z.object({
  mode: promptMode.optional(),
  q: storableText.optional(),
  archived: z.enum(['exclude', 'include', 'only']).default('exclude'),
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
  /** A page ends before that where its texts have 16 MB; `next_cursor` tells. */
  limit: pageLimit(1000, 1000),
  cursor: z.string().optional(),
});

export const historyVersion = z.object({
  version: versionNumber,
  template_hash: z.string(),
  template_source: z.string(),
  created_at: timestamp,
  status: versionStatus,
  kind: promptKind,
  variables: z.array(variable),
  created_by: z.string().nullable(),
  ...seenFacts,
  ...executionStats.shape,
});

/** A text that was only seen uncommitted. */
export const draftVersion = z.object({
  version_id: z.uuid(),
  template_hash: z.string(),
  template_source: z.string(),
  kind: promptKind,
  variables: z.array(variable),
  created_at: timestamp,
  ...seenFacts,
});

export const historyResponse = z.object({
  prompt_name: z.string(),
  mode: promptMode,
  current_version: versionNumber.nullable(),
  archived_at: timestamp.nullable(),
  renamed_from: z.string().nullable(),
  versions: z.array(historyVersion),
  /** Newest first, on the first page only. */
  drafts: z.array(draftVersion),
  next_cursor: z.string().nullable(),
});

/* GET /v1/prompts/{name}/versions/{reference} */

/** How a reference was understood: `3`, `sha256:0ac4`, `production`, `feat/x`, `0a1b2c3`, `{2026-11-25}`, `active`. */
export const resolvedBy = z.enum(['active', 'number', 'digest', 'label', 'branch', 'commit', 'date']);

export const versionDetail = z.object({
  prompt_name: z.string(),
  mode: promptMode,
  resolved_by: resolvedBy,
  version_id: z.uuid(),
  version: versionNumber.nullable(),
  status: versionStatus,
  checksum_hash: z.string(),
  template_source: z.string(),
  kind: promptKind,
  variables: z.array(variable),
  created_by: z.string().nullable(),
  created_at: timestamp,
  archived_at: timestamp.nullable(),
  ...seenFacts,
});

/* GET /v1/prompts/{name}/sightings */

export const sightingsQuery = z.object({
  version: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 31 - 1)
    .optional(),
  branch: branchName.optional(),
  limit: pageLimit(1000, 100),
  cursor: z.string().optional(),
});

/** Newest first. */
export const sightingsResponse = z.object({
  prompt_name: z.string(),
  sightings: z.array(sighting.extend({ version: versionNumber.nullable(), template_hash: z.string() })),
  next_cursor: z.string().nullable(),
});

/* GET /v1/drafts */

export const draftsQuery = z.object({
  branch: branchName.optional(),
  repository: storableText.optional(),
});

/** Texts that wait for a commit, newest first: at most the newest 1,000. */
export const draftsResponse = z.object({
  drafts: z.array(z.object({ name: z.string(), template_hash: z.string(), last_seen: sighting })),
});

export type PutPromptRequest = z.input<typeof putPromptRequest>;
export type PutPromptResponse = z.infer<typeof putPromptResponse>;
export type RegisterEntry = z.input<typeof registerEntry>;
export type RegisterRequest = z.input<typeof registerRequest>;
export type RegisterAction = z.infer<typeof registerAction>;
export type RegisteredEntry = z.infer<typeof registeredEntry>;
export type RegisterResponse = z.infer<typeof registerResponse>;
export type ActivationReason = z.infer<typeof activationReason>;
export type VersionDetail = z.infer<typeof versionDetail>;
export type SightingsResponse = z.infer<typeof sightingsResponse>;
export type DraftsResponse = z.infer<typeof draftsResponse>;
export type Prompt = z.infer<typeof prompt>;
export type VersionSummary = z.infer<typeof versionSummary>;
export type ListedPrompt = z.infer<typeof listedPrompt>;
export type ListResponse = z.infer<typeof listResponse>;
export type HistoryVersion = z.infer<typeof historyVersion>;
export type HistoryResponse = z.infer<typeof historyResponse>;
