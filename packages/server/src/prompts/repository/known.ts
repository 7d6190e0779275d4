import { sql, type Kysely } from 'kysely';
import type { PromptMode, Tables } from '../../db/tables.ts';
import type { Moment } from '../moment.ts';
import type { KnownPrompt, KnownVersion } from '../plan/known-prompt.ts';

type Db = Kysely<Tables>;

/** A name, and the content that is asked for; null for a name alone. */
export interface Asked {
  readonly name: string;
  readonly checksum: string | null;
}

/** How long a draft that is still seen need not be noted again. */
const DRAFT_STEP = sql`interval '1 day'`;

/**
 * What is known of each prompt, seen from the contents that are asked for, and from the label of a branch; by name,
 * without those that are unknown. A name may be asked for with several contents.
 */
export async function findKnown(
  db: Db,
  projectId: string,
  asked: readonly Asked[],
  label: string | null,
): Promise<Map<string, KnownPrompt>> {
  const { rows } = await sql<KnownRow>`
    select p.prompt_id, p.name, p.mode, p.description, p.owner_team, p.is_promoted,
      p.archived_at is not null as is_archived,
      p.active_version_id as active_id, active.version_number as active_number,
      coalesce((select max(v.version_number) from prompt_versions v where v.prompt_id = p.prompt_id), 0)
        as latest_number,
      asked.checksum, same.version_id as match_id, same.version_number as match_number,
      coalesce(same.drafted_at < clock_timestamp() - ${DRAFT_STEP}, false) as match_fading,
      ${
        label === null
          ? sql`null as pointer_id`
          : sql`l.version_id as pointer_id, l.number as pointer_number,
      l.path, l.line, l.commit_sha, l.committed_at, l.run_number, l.repository, l.folder`
      }
    from unnest(${asked.map(({ name }) => name)}::text[], ${asked.map(({ checksum }) => checksum)}::text[])
      as asked (name, checksum)
    join prompts p on p.project_id = ${projectId} and p.name = asked.name
    left join prompt_versions active on active.version_id = p.active_version_id
    left join prompt_versions same on same.prompt_id = p.prompt_id and same.checksum_hash = asked.checksum
    ${
      label === null
        ? sql``
        : sql`left join (
      select l.prompt_id, l.version_id, v.version_number as number, l.path, l.line,
        s.commit_sha, least(s.committed_at, s.scanned_at) as committed_at, s.run_number, s.repository, s.folder
      from labels l
      join prompt_versions v on v.version_id = l.version_id
      left join scans s on s.scan_id = l.scan_id
      where l.label = ${label}
    ) as l on l.prompt_id = p.prompt_id`
    }
  `.execute(db);
  return collect(rows);
}

interface KnownRow {
  readonly prompt_id: string;
  readonly name: string;
  readonly mode: PromptMode;
  readonly description: string | null;
  readonly owner_team: string | null;
  readonly is_promoted: boolean;
  readonly is_archived: boolean;
  readonly active_id: string | null;
  readonly active_number: number | null;
  readonly latest_number: number;
  readonly checksum: string | null;
  readonly match_id: string | null;
  readonly match_number: number | null;
  readonly match_fading: boolean;
  readonly pointer_id: string | null;
  /** The rest is there where `pointer_id` is. */
  readonly pointer_number?: number | null;
  readonly path?: string | null;
  readonly line?: number | null;
  readonly commit_sha?: string | null;
  readonly committed_at?: Date | null;
  readonly run_number?: number | null;
  readonly repository?: string | null;
  readonly folder?: string | null;
}

function collect(rows: readonly KnownRow[]): Map<string, KnownPrompt> {
  const prompts = new Map<string, KnownPrompt & { readonly versions: Map<string, KnownVersion> }>();
  for (const row of rows) {
    const prompt = prompts.get(row.name) ?? toKnown(row);
    prompts.set(row.name, prompt);
    if (row.checksum === null || row.match_id === null) continue;
    prompt.versions.set(row.checksum, {
      versionId: row.match_id,
      number: row.match_number,
      isFading: row.match_fading,
    });
  }
  return prompts;
}

function toKnown(row: KnownRow) {
  return {
    promptId: row.prompt_id,
    name: row.name,
    mode: row.mode,
    description: row.description,
    ownerTeam: row.owner_team,
    active: toNumbered(row.active_id, row.active_number),
    isPromoted: row.is_promoted,
    isArchived: row.is_archived,
    latestNumber: row.latest_number,
    versions: new Map<string, KnownVersion>(),
    pointer: toPointer(row),
  };
}

function toPointer(row: KnownRow) {
  const version = toNumbered(row.pointer_id, row.pointer_number ?? null);
  return version && { ...version, path: row.path ?? null, line: row.line ?? null, moment: toMoment(row) };
}

function toNumbered(versionId: string | null, number: number | null) {
  return versionId === null || number === null ? null : { versionId, number };
}

interface MomentRow {
  readonly commit_sha?: string | null;
  readonly committed_at?: Date | null;
  readonly run_number?: number | null;
  readonly repository?: string | null;
  readonly folder?: string | null;
}

export function toMoment(row: MomentRow): Moment {
  return {
    commit: row.commit_sha ?? null,
    committedAt: row.committed_at ?? null,
    runNumber: row.run_number ?? null,
    repository: row.repository ?? null,
    folder: row.folder ?? null,
  };
}
