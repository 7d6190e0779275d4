import { z } from 'zod';
import { MAX_BATCH_PROMPTS } from '../limits.ts';
import { branchName, commitSha, commitTime, gitFacts } from './git.ts';
import { registerEntry } from './prompts.ts';
import { promptName } from './texts.ts';

/* POST /v1/prompts/import: what a repository's history knows, as if each commit had been registered in its time */

export const importedCommit = z.object({
  commit: commitSha,
  author: gitFacts.shape.author,
  committed_at: commitTime,
  /** The prompts that this commit made or changed. A text is sent once; later entries name it by its hash. */
  prompts: z.array(registerEntry),
  /** The prompts that it took away. */
  gone: z.array(promptName).max(MAX_BATCH_PROMPTS).default([]),
});

export const importRequest = z
  .object({
    branch: branchName.nullish(),
    repository: gitFacts.shape.repository,
    folder: gitFacts.shape.folder,
    /** Oldest first. What was imported before changes nothing. */
    commits: z.array(importedCommit).min(1, 'must not be empty').max(5_000),
    dry_run: z.boolean().default(false),
  })
  .superRefine(({ commits }, context) => {
    const seen = new Set<string>();
    for (const [index, { commit }] of commits.entries()) {
      const path = ['commits', index, 'commit'];
      if (seen.has(commit)) context.addIssue({ code: 'custom', path, message: 'must not stand there twice' });
      seen.add(commit);
    }
    const total = commits.reduce((sum, { prompts, gone }) => sum + prompts.length + gone.length, 0);
    if (total <= MAX_BATCH_PROMPTS) return;
    const message = `must have at most ${MAX_BATCH_PROMPTS.toLocaleString('en')} prompts in all: send less at once`;
    context.addIssue({ code: 'custom', path: ['commits'], message });
  });

export const importResponse = z.object({
  /** How many versions got a number, and how many sightings are new. */
  versions: z.object({ made: z.int(), sighted: z.int() }),
  /** Names and hashes of texts that the server lacks. Then nothing was stored: send these texts too. */
  missing: z.array(z.object({ name: z.string(), template_hash: z.string() })),
  dry_run: z.boolean(),
});

export type ImportedCommit = z.input<typeof importedCommit>;
export type ImportRequest = z.input<typeof importRequest>;
export type ImportResponse = z.infer<typeof importResponse>;
