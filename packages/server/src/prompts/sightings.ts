import type { DraftsResponse, SightingsResponse } from '@prompt-ledger/shared/contract';
import type { Context } from '../context.ts';
import { readNumberCursor, toPage } from '../cursor.ts';
import { getExisting } from './existing.ts';
import { listPending, listSightings } from './repository/seen.ts';

const MOST_DRAFTS = 1_000;

/** A page of where the versions of a prompt were seen, newest first. @throws LedgerError not_found */
export async function getSightings(
  context: Context,
  projectId: string,
  name: string,
  query: {
    version?: number | undefined;
    branch?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  },
): Promise<SightingsResponse> {
  const { prompt } = await getExisting(context, projectId, name);
  const found = await listSightings(context.db, prompt.promptId, {
    number: query.version ?? null,
    branch: query.branch ?? null,
    before: query.cursor === undefined ? null : readNumberCursor(query.cursor, Number.MAX_SAFE_INTEGER),
    limit: query.limit + 1,
  });
  const { items, next_cursor } = toPage(found, query.limit, ({ sightingId }) => sightingId);
  return {
    prompt_name: prompt.name,
    sightings: items.map(({ number, checksum, sighting }) => ({
      ...sighting,
      version: number,
      template_hash: checksum,
    })),
    next_cursor,
  };
}

/** The texts that wait for a commit. */
export async function getDrafts(
  context: Context,
  projectId: string,
  query: { branch?: string | undefined; repository?: string | undefined },
): Promise<DraftsResponse> {
  const { branch = null, repository = null } = query;
  const drafts = await listPending(context.db, projectId, { branch, repository, limit: MOST_DRAFTS });
  return {
    drafts: drafts.map(({ name, checksum, last }) => ({ name, template_hash: checksum, last_seen: last })),
  };
}
