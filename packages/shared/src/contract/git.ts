import { z } from 'zod';
import { checkedString, isOfPlainYear, PLAIN_YEARS, storableText, timestamp } from './texts.ts';

/** Who saw a text: a hook, a build, a person, or a program that says nothing of git. */
export const sightingSource = z.enum(['staged', 'commit', 'ci', 'manual', 'api']);

/** SHA-1 or SHA-256, always whole: an abbreviation may mean another commit tomorrow. */
export const commitSha = z
  .string()
  .regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'must be a whole commit id: 40 or 64 lower-case hex digits');

/** git allows almost everything in the name of a branch, so only what no branch can have is refused. */
export const branchName = checkedString((text) => {
  if (text === '') return 'must not be empty';
  if (text.length > 500) return 'must have at most 500 characters';
  // oxlint-disable-next-line no-control-regex -- what a branch may not have
  return /[\u0000-\u0020\u007f~^:?*[\\]/.test(text) ? 'must be the name of a branch as git has it' : null;
});

/** When a commit was made. */
export const commitTime = timestamp.refine((text) => isOfPlainYear(text), PLAIN_YEARS);

const line = (most: number) => storableText.pipe(z.string().min(1, 'must not be empty').max(most));

const repository = line(500).refine(
  (text) => !/^[a-z+]+:\/\/[^/]*@/i.test(text),
  'must not have a user or password in it',
);

/** Where git stands. Nothing here is guessed by the server, and what is unknown is left out. */
export const gitFacts = z.object({
  /** The commit that the texts are of; null for texts that are not committed. */
  commit: commitSha.nullish(),
  /** Null where it is not known (a detached HEAD): no pointer moves then. */
  branch: branchName.nullish(),
  /** Of uncommitted texts HEAD, of a pull request the commit that it starts from. */
  base: commitSha.nullish(),
  author: line(500).nullish(),
  committed_at: commitTime.nullish(),
  /** Counts the builds of one pipeline. A lower one that comes later moves nothing back. */
  run_number: z.int().min(0).max(Number.MAX_SAFE_INTEGER).nullish(),
  /** Which pull request is built. It activates nothing, whatever its branch is called. */
  pull_request: line(200).nullish(),
  /** `host/owner/name`, and the folder in it whose prompts are meant: together what a manifest is complete for. */
  repository: repository.nullish(),
  folder: line(1000).nullish(),
  /** True where some texts are not those of the commit; which, each entry says by `draft`. */
  dirty: z.boolean().nullish(),
});

/** Path from the root of the repository, with `/`. */
export const location = z.object({
  path: line(4096),
  line: z
    .int()
    .min(1)
    .max(2 ** 31 - 1)
    .nullish(),
});

/** Where a version was seen. */
export const sighting = z.object({
  source: sightingSource,
  commit: z.string().nullable(),
  branch: z.string().nullable(),
  base: z.string().nullable(),
  author: z.string().nullable(),
  committed_at: timestamp.nullable(),
  pull_request: z.string().nullable(),
  repository: z.string().nullable(),
  path: z.string().nullable(),
  line: z.int().nullable(),
  seen_at: timestamp,
});

export type SightingSource = z.infer<typeof sightingSource>;
export type GitFacts = z.infer<typeof gitFacts>;
export type Location = z.infer<typeof location>;
export type Sighting = z.infer<typeof sighting>;
