import { z } from 'zod';
import { findLabelProblem } from '../label.ts';
import { branchName } from './git.ts';
import { checkedString } from './texts.ts';

/* GET and PATCH /v1/settings: of the key's project */

export const settings = z.object({
  project: z.string(),
  /** The branch whose commits become active. Null: nobody said, so `main` and `master` do. */
  default_branch: z.string().nullable(),
  /** Labels that only a key with the scope `promote` or `admin` moves; `release/*` means all that begin so. */
  protected_labels: z.array(z.string()),
});

export const settingsChange = z.strictObject({
  default_branch: branchName.nullable().optional(),
  protected_labels: z
    .array(checkedString((text) => findLabelProblem(text.replace(/\*$/, 'x'))))
    .max(100)
    .optional(),
});

export type Settings = z.infer<typeof settings>;
export type SettingsChange = z.infer<typeof settingsChange>;
