import { z } from 'zod';
import { MAX_BATCH_PROMPTS } from '../limits.ts';
import { findLabelProblem } from '../label.ts';
import { commitSha } from './git.ts';
import { versionNumber } from './prompts.ts';
import { checkedString, promptName, storableText, timestamp } from './texts.ts';

const label = checkedString(findLabelProblem);

/* GET /v1/labels */

export const labelsQuery = z.object({
  label: storableText.optional(),
  prompt: promptName.optional(),
  /** Labels of branches are left out, as there are many, unless they are asked for. */
  branches: z.enum(['true', 'false']).default('false'),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  cursor: z.string().optional(),
});

export const pointedLabel = z.object({
  label: z.string(),
  prompt_name: z.string(),
  /** Null for a draft. */
  version: versionNumber.nullable(),
  template_hash: z.string(),
  protected: z.boolean(),
  commit: z.string().nullable(),
  moved_at: timestamp,
  moved_by: z.string().nullable(),
});

/** In the order of labels, then of names. */
export const labelsResponse = z.object({
  labels: z.array(pointedLabel),
  next_cursor: z.string().nullable(),
});

/* POST /v1/labels/promote */

export const promoteRequest = z
  .object({
    /** `reference` is as in `NAME@reference`; left out, `from` or `commit` tell, else the active version is meant. */
    prompts: z
      .array(z.object({ name: promptName, reference: storableText.optional() }))
      .min(1, 'must not be empty')
      .max(MAX_BATCH_PROMPTS)
      .optional(),
    /** Instead of `prompts`: every one that `from` points at, or that was there at `commit`. */
    all: z.boolean().default(false),
    /** `active` is what an execution uses that names no version. */
    label: label.default('active'),
    from: storableText.optional(),
    commit: commitSha.optional(),
    dry_run: z.boolean().default(false),
  })
  .superRefine(({ prompts, all, from, commit }, context) => {
    const refuse = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: path.split('.'), message });
    const references = new Map<string, string | undefined>();
    for (const [index, { name, reference }] of (prompts ?? []).entries()) {
      const isOther = references.has(name) && references.get(name) !== reference;
      if (isOther) refuse(`prompts.${index}.name`, 'must not stand for two references');
      references.set(name, reference);
    }
    if (all === (prompts !== undefined)) refuse('prompts', 'must be given, or "all": true instead');
    if (from !== undefined && commit !== undefined) refuse('commit', 'must not be given beside from');
    if (all && from === undefined && commit === undefined)
      refuse('all', 'must not be true without from or commit');
  });

export const promotedEntry = z.object({
  name: z.string(),
  /** Null for a draft. */
  version: versionNumber.nullable(),
  template_hash: z.string(),
  /** What the label pointed at before; null for nothing or for a draft. */
  previous_version: versionNumber.nullable(),
  action: z.enum(['set', 'moved', 'unchanged']),
});

export const promoteResponse = z.object({
  label: z.string(),
  promoted: z.array(promotedEntry),
  dry_run: z.boolean(),
});

/* DELETE /v1/labels/{label}: of one prompt, or of all */

export const deleteLabelQuery = z.object({ prompt: promptName.optional() });

export const deleteLabelResponse = z.object({ label: z.string(), deleted: z.array(z.string()) });

/* GET /v1/labels/{label}/history, also of `active` */

export const labelHistoryQuery = z.object({
  prompt: promptName.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().optional(),
});

export const labelMove = z.object({
  prompt_name: z.string(),
  /** Null: the label was not there before, or is not there any more; or a draft, which has no number. */
  from_version: versionNumber.nullable(),
  to_version: versionNumber.nullable(),
  from_hash: z.string().nullable(),
  to_hash: z.string().nullable(),
  /** `seen` in a sighting, `promoted` or `deleted` by someone. */
  reason: z.enum(['seen', 'promoted', 'deleted']),
  commit: z.string().nullable(),
  moved_at: timestamp,
  moved_by: z.string().nullable(),
});

/** Newest first. */
export const labelHistoryResponse = z.object({
  label: z.string(),
  moves: z.array(labelMove),
  next_cursor: z.string().nullable(),
});

export type PointedLabel = z.infer<typeof pointedLabel>;
export type LabelsResponse = z.infer<typeof labelsResponse>;
export type PromoteRequest = z.input<typeof promoteRequest>;
export type PromotedEntry = z.infer<typeof promotedEntry>;
export type PromoteResponse = z.infer<typeof promoteResponse>;
export type DeleteLabelResponse = z.infer<typeof deleteLabelResponse>;
export type LabelMove = z.infer<typeof labelMove>;
export type LabelHistoryResponse = z.infer<typeof labelHistoryResponse>;
