import { BRANCH_LABEL, LedgerError, parseSelector, type Selector } from '@prompt-ledger/shared';
import type { VersionDetail } from '@prompt-ledger/shared/contract';
import { moment } from '@prompt-ledger/shared/contract/texts';
import type { Kysely } from 'kysely';
import type { Context } from '../context.ts';
import type { Tables } from '../db/tables.ts';
import { formatSeen } from './format.ts';
import { getExisting } from './existing.ts';
import { findSeen, UNSEEN } from './repository/seen.ts';
import {
  findByCommit,
  findByDate,
  findByDigest,
  findByLabel,
  findByNumber,
} from './repository/references.ts';
import { findVersions } from './repository/versions.ts';

type Db = Kysely<Tables>;
type ResolvedBy = VersionDetail['resolved_by'];

/** A prompt as far as a reference to one of its versions goes. */
export interface Referred {
  readonly promptId: string;
  readonly name: string;
  readonly active: { readonly versionId: string; readonly number: number } | null;
}

export interface Resolved {
  readonly versionId: string;
  readonly by: ResolvedBy;
}

/** The version that `name@reference` means, whole. @throws LedgerError not_found, conflict or validation_failed */
export async function getVersion(
  context: Context,
  projectId: string,
  name: string,
  reference: string,
): Promise<VersionDetail> {
  const { prompt, active } = await getExisting(context, projectId, name);
  const referred = { promptId: prompt.promptId, name, active };
  const { versionId, by } = await resolveReference(context.db, projectId, referred, reference);
  const [version] = await findVersions(context.db, [versionId]);
  if (version === undefined) throw unknown(name, reference);
  const seen = (await findSeen(context.db, [versionId])).get(versionId) ?? UNSEEN;
  return {
    prompt_name: prompt.name,
    mode: prompt.mode,
    resolved_by: by,
    version_id: versionId,
    version: version.number,
    status: version.status,
    checksum_hash: version.checksum,
    template_source: version.template,
    kind: version.kind,
    variables: version.variables,
    created_by: version.createdBy,
    created_at: version.createdAt.toISOString(),
    archived_at: prompt.archivedAt?.toISOString() ?? null,
    ...formatSeen(seen),
  };
}

/** @throws LedgerError not_found, conflict or validation_failed */
export async function resolveReference(
  db: Db,
  projectId: string,
  prompt: Referred,
  reference: string,
): Promise<Resolved> {
  const selector = parseSelector(reference);
  if (typeof selector === 'string') throw malformed(selector);
  const { by, versionIds } = await find(db, projectId, prompt, selector);
  const [versionId, another] = versionIds;
  if (another !== undefined) {
    const message = `"${reference}" means several versions of "${prompt.name}": give more of it.`;
    throw new LedgerError('conflict', message);
  }
  if (versionId === undefined) throw unknown(prompt.name, reference);
  return { versionId, by };
}

async function find(
  db: Db,
  projectId: string,
  prompt: Referred,
  selector: Selector,
): Promise<{ by: ResolvedBy; versionIds: readonly string[] }> {
  const { promptId, active } = prompt;
  switch (selector.kind) {
    case 'active':
      return { by: 'active', versionIds: active === null ? [] : [active.versionId] };
    case 'version':
      return { by: 'number', versionIds: await findByNumber(db, promptId, selector.version, 0) };
    case 'back': {
      const versionIds =
        active === null ? [] : await findByNumber(db, promptId, active.number, selector.steps);
      return { by: 'number', versionIds };
    }
    case 'digest':
      return { by: 'digest', versionIds: await findByDigest(db, promptId, selector.prefix) };
    case 'label':
      return findLabelOrBranch(db, promptId, selector.label);
    case 'commit': {
      // What looks like a commit may as well be the name of a label or branch, which were chosen by somebody.
      const named = await findLabelOrBranch(db, promptId, selector.prefix);
      if (named.versionIds.length > 0) return named;
      const found = await findByCommit(db, projectId, [promptId], selector.prefix);
      return { by: 'commit', versionIds: [...new Set(found.map(({ versionId }) => versionId))] };
    }
    case 'date':
      return { by: 'date', versionIds: await findByDate(db, promptId, readDate(selector.date)) };
    case 'work':
      throw malformed('"work" is the text in your work tree, of which a server knows nothing.');
  }
}

async function findLabelOrBranch(db: Db, promptId: string, label: string) {
  const exact = await findByLabel(db, [promptId], label);
  if (exact.length > 0) return { by: 'label' as const, versionIds: exact.map(({ versionId }) => versionId) };
  const branch = await findByLabel(db, [promptId], BRANCH_LABEL + label);
  return { by: 'branch' as const, versionIds: branch.map(({ versionId }) => versionId) };
}

function readDate(text: string): Date {
  if (moment.safeParse(text).success) return new Date(text);
  throw malformed(`"${text.slice(0, 100)}" is not a moment such as 2026-11-25 or 2026-11-25T12:00:00Z.`);
}

function malformed(message: string): LedgerError {
  return new LedgerError('validation_failed', message, [{ path: 'reference', message }]);
}

function unknown(name: string, reference: string): LedgerError {
  return new LedgerError(
    'not_found',
    `Prompt "${name}" has no version "${reference.slice(0, 200)}". GET /v1/prompts/{name}/history lists those there are.`,
  );
}
