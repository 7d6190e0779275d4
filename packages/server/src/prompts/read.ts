import { MAX_BODY_BYTES } from '@prompt-ledger/shared';
import type {
  HistoryResponse,
  ListResponse,
  Prompt as PromptAnswer,
  VersionSummary,
} from '@prompt-ledger/shared/contract';
import { readVersionStats } from '../analytics/read.ts';
import type { Context } from '../context.ts';
import { readNameCursor, readNumberCursor, toPage } from '../cursor.ts';
import type { PromptMode } from '../db/tables.ts';
import { formatSeen } from './format.ts';
import { getExisting } from './existing.ts';
import { listPrompts, type Prompt } from './repository/prompts.ts';
import { findSeen, UNSEEN } from './repository/seen.ts';
import {
  listDrafts,
  listFullVersions,
  listTextSizes,
  listVersions,
  type Version,
} from './repository/versions.ts';

/** A thousand texts could be a gigabyte, which a server would have to hold at once. */
const MOST_TEXT_BYTES = MAX_BODY_BYTES;

/** Of more drafts than these nobody waits for a commit. */
const MOST_DRAFTS = 20;

/** @throws LedgerError not_found */
export async function getPrompt(context: Context, projectId: string, name: string): Promise<PromptAnswer> {
  const { prompt, active } = await getExisting(context, projectId, name);
  return {
    ...formatPrompt(prompt),
    ...(active && {
      active_version: {
        ...formatActive(active),
        template_source: active.template,
        variables: active.variables,
      },
    }),
  };
}

/** Every version, newest first. @throws LedgerError not_found */
export async function getVersions(
  context: Context,
  projectId: string,
  name: string,
): Promise<VersionSummary[]> {
  const { prompt } = await getExisting(context, projectId, name);
  return (await listVersions(context.db, prompt.promptId)).map((version) => ({
    version_id: version.versionId,
    version_number: version.number,
    status: version.status,
    checksum_hash: version.checksum,
    created_by: version.createdBy,
    created_at: version.createdAt.toISOString(),
  }));
}

/** A page of the versions with their texts and use, newest first. @throws LedgerError not_found */
export async function getHistory(
  context: Context,
  projectId: string,
  name: string,
  query: { limit: number; cursor?: string | undefined },
): Promise<HistoryResponse> {
  const before = query.cursor === undefined ? null : readNumberCursor(query.cursor);
  const { prompt, active } = await getExisting(context, projectId, name);
  const sizes = await listTextSizes(context.db, prompt.promptId, { before, limit: query.limit + 1 });
  const { items: page, next_cursor } = toPage(
    sizes,
    countFitting(sizes, query.limit),
    ({ number }) => number,
  );
  const items = await listFullVersions(context.db, prompt.promptId, {
    before: (page[0]?.number ?? 0) + 1,
    limit: page.length,
  });
  const versionIds = items.map(({ versionId }) => versionId);
  const statsOf = await readVersionStats(context.db, projectId, versionIds);
  const drafts = before === null ? await listDrafts(context.db, prompt.promptId, MOST_DRAFTS) : [];
  const seen = await findSeen(
    context.db,
    [...items, ...drafts].map(({ versionId }) => versionId),
  );
  const whereSeen = ({ versionId }: { versionId: string }) => formatSeen(seen.get(versionId) ?? UNSEEN);
  return {
    prompt_name: prompt.name,
    mode: prompt.mode,
    current_version: active?.number ?? null,
    archived_at: prompt.archivedAt?.toISOString() ?? null,
    renamed_from: prompt.renamedFrom,
    versions: items.map((version) => ({
      version: version.number,
      template_hash: version.checksum,
      template_source: version.template,
      created_at: version.createdAt.toISOString(),
      status: version.status,
      kind: version.kind,
      variables: version.variables,
      created_by: version.createdBy,
      ...statsOf(version.versionId),
      ...whereSeen(version),
    })),
    drafts: drafts.map((draft) => ({
      version_id: draft.versionId,
      template_hash: draft.checksum,
      template_source: draft.template,
      kind: draft.kind,
      variables: draft.variables,
      created_at: draft.createdAt.toISOString(),
      ...whereSeen(draft),
    })),
    next_cursor,
  };
}

/** How many of these texts one page holds: at least one, be it as long as it may. */
function countFitting(sizes: readonly { readonly bytes: number }[], limit: number): number {
  let left = MOST_TEXT_BYTES;
  const end = sizes.slice(0, limit).findIndex(({ bytes }, index) => (left -= bytes) < 0 && index > 0);
  return end < 0 ? limit : end;
}

/** A page of the project's prompts in the order of their names. */
export async function getList(
  context: Context,
  projectId: string,
  query: {
    mode?: PromptMode | undefined;
    q?: string | undefined;
    archived: 'exclude' | 'include' | 'only';
    limit: number;
    cursor?: string | undefined;
  },
): Promise<ListResponse> {
  const found = await listPrompts(context.db, projectId, {
    mode: query.mode ?? null,
    q: query.q ?? null,
    archived: query.archived,
    after: query.cursor === undefined ? null : readNameCursor(query.cursor),
    limit: query.limit + 1,
  });
  const { items, next_cursor } = toPage(found, query.limit, ({ prompt }) => prompt.name);
  return {
    prompts: items.map(({ prompt, active }) => ({
      ...formatPrompt(prompt),
      ...(active && { active_version: formatActive(active) }),
    })),
    next_cursor,
  };
}

function formatPrompt(prompt: Prompt) {
  return {
    prompt_id: prompt.promptId,
    name: prompt.name,
    mode: prompt.mode,
    description: prompt.description,
    owner_team: prompt.ownerTeam,
    created_at: prompt.createdAt.toISOString(),
    updated_at: prompt.updatedAt.toISOString(),
    archived_at: prompt.archivedAt?.toISOString() ?? null,
    renamed_from: prompt.renamedFrom,
  };
}

function formatActive(version: Version) {
  return {
    version_id: version.versionId,
    version_number: version.number,
    status: version.status,
    checksum_hash: version.checksum,
    kind: version.kind,
  };
}
