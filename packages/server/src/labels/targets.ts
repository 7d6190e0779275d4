import { ACTIVE_LABEL, BRANCH_LABEL, LedgerError, type Problem } from '@prompt-ledger/shared';
import type { PromoteRequest } from '@prompt-ledger/shared/contract/labels';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { findByCommit, findByLabel } from '../prompts/repository/references.ts';
import { resolveReference } from '../prompts/resolve.ts';
import { findInManifest, findLabelled, type Candidate } from './repository.ts';

type Db = Kysely<Tables>;

/** The prompts that a promotion is about. @throws LedgerError not_found */
export async function namesOf(db: Db, projectId: string, request: PromoteRequest): Promise<string[]> {
  const { prompts, from, commit } = request;
  if (prompts !== undefined) return [...new Set(prompts.map(({ name }) => name))];
  const found =
    commit === undefined
      ? await findLabelled(db, projectId, await readLabel(db, projectId, from ?? ACTIVE_LABEL))
      : await findInManifest(db, projectId, commit);
  if (found !== null && found.length > 0) return found;
  throw new LedgerError(
    'not_found',
    commit === undefined
      ? `No prompt has the label "${from}". GET /v1/labels lists those there are.`
      : `Not all that is in commit ${commit} is known: a build has to have looked at it ("ledger sync --ci").`,
  );
}

/** `feat/x` is short for `branch/feat/x`, where no prompt has a label of that name. */
async function readLabel(db: Db, projectId: string, label: string): Promise<string> {
  return (await findLabelled(db, projectId, label)).length > 0 ? label : BRANCH_LABEL + label;
}

/** @throws LedgerError not_found */
export function refuseUnknown(names: readonly string[], candidates: readonly Candidate[]): void {
  const known = new Set(candidates.map(({ name }) => name));
  refuseAll(
    names.filter((name) => !known.has(name)),
    (unknown) => `There is no prompt ${unknown}. GET /v1/prompts lists those there are; nothing was moved.`,
  );
}

/** The version that each prompt's label is to point at, by prompt id. @throws LedgerError not_found or conflict */
export async function findTargets(
  db: Db,
  projectId: string,
  candidates: readonly Candidate[],
  { prompts = [], from, commit }: PromoteRequest,
): Promise<Map<string, string>> {
  const references = new Map(prompts.map(({ name, reference }) => [name, reference]));
  const targets = new Map<string, string>();
  for (const candidate of candidates) {
    const reference = references.get(candidate.name);
    if (reference === undefined) continue;
    targets.set(candidate.promptId, (await resolveReference(db, projectId, candidate, reference)).versionId);
  }
  const others = candidates.filter(({ promptId }) => !targets.has(promptId));
  for (const { promptId, versionId } of await findCommon(db, projectId, others, from, commit)) {
    targets.set(promptId, versionId);
  }
  const where =
    commit === undefined ? `the label "${from ?? ACTIVE_LABEL}"` : `a version in commit ${commit}`;
  refuseAll(
    candidates.filter(({ promptId }) => !targets.has(promptId)).map(({ name }) => name),
    (names) => `${names} has not got ${where}; nothing was moved.`,
  );
  return targets;
}

async function findCommon(
  db: Db,
  projectId: string,
  candidates: readonly Candidate[],
  from: string | undefined,
  commit: string | undefined,
): Promise<{ promptId: string; versionId: string }[]> {
  if (candidates.length === 0) return [];
  const ids = candidates.map(({ promptId }) => promptId);
  if (commit !== undefined) return findInCommit(db, projectId, candidates, commit);
  if (from === undefined || from === ACTIVE_LABEL) {
    return candidates.flatMap(({ promptId, active }) =>
      active === null ? [] : [{ promptId, versionId: active.versionId }],
    );
  }
  return [...(await findByLabel(db, ids, BRANCH_LABEL + from)), ...(await findByLabel(db, ids, from))];
}

/** @throws LedgerError conflict for a commit in which, say, two folders have a prompt of one name */
async function findInCommit(
  db: Db,
  projectId: string,
  candidates: readonly Candidate[],
  commit: string,
): Promise<{ promptId: string; versionId: string }[]> {
  const ids = candidates.map(({ promptId }) => promptId);
  const found = await findByCommit(db, projectId, ids, commit);
  const once = new Set<string>();
  const several = new Set<string>();
  for (const { promptId } of found) (once.has(promptId) ? several : once).add(promptId);
  refuseAll(
    candidates.filter(({ promptId }) => several.has(promptId)).map(({ name }) => name),
    (names) =>
      `Commit ${commit} has several versions of ${names}: name the one that is meant; nothing was moved.`,
    'conflict',
  );
  return found;
}

/** @throws LedgerError not_found or what else is said, with every name */
function refuseAll(
  names: readonly string[],
  explain: (names: string) => string,
  code: 'not_found' | 'conflict' = 'not_found',
): void {
  if (names.length === 0) return;
  const shown = names.slice(0, 10).map((name) => `"${name}"`);
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : '';
  const problems: Problem[] = more === '' ? [] : names.map((name) => ({ path: 'prompts', message: name }));
  throw new LedgerError(code, explain(`${shown.join(', ')}${more}`), problems);
}
