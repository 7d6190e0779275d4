import { sql, type RawBuilder } from 'kysely';
import type { PromptMode } from '../../db/tables.ts';

export type GroupBy = 'prompt' | 'version' | 'model' | 'environment';

/** What the totals of a group have in common; what they were not told apart by is null. */
export interface GroupKey {
  readonly startsAt: Date | null;
  readonly promptName: string | null;
  readonly mode: PromptMode | null;
  readonly version: number | null;
  readonly checksum: string | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly environment: string | null;
}

/** Of a group in SQL: what it is called is there as far as its kind says so. */
export interface KeyRow {
  readonly starts_at: Date | null;
  readonly prompt_name?: string;
  readonly mode?: PromptMode;
  readonly version?: number | null;
  readonly checksum?: string;
  readonly provider?: string;
  readonly model?: string;
  readonly environment?: string;
}

export function toKey(row: KeyRow): GroupKey {
  return {
    startsAt: row.starts_at,
    promptName: row.prompt_name ?? null,
    mode: row.mode ?? null,
    version: row.version ?? null,
    checksum: row.checksum ?? null,
    provider: row.provider ?? null,
    model: row.model ?? null,
    environment: row.environment ?? null,
  };
}

/** Which counts tell groups of a kind apart, by what, and what that is called. */
interface Grouping {
  readonly counts: 'execution_counts' | 'prompt_counts' | 'mode_counts';
  /** The groups are few, so what they are called is looked up for the sums. */
  readonly id: RawBuilder<unknown>;
  readonly lookUp: RawBuilder<unknown>;
  readonly names: Readonly<Partial<Record<keyof KeyRow, string>>>;
  /** Those of a mode alone. */
  readonly ofMode: (mode: PromptMode) => RawBuilder<unknown>;
}

const ofItsMode = (mode: PromptMode) => sql`mode = ${mode}`;

export const GROUPINGS: Readonly<Record<GroupBy | 'mode' | 'none', Grouping>> = {
  none: { counts: 'mode_counts', id: sql`null::text`, lookUp: sql``, names: {}, ofMode: ofItsMode },
  mode: { counts: 'mode_counts', id: sql`mode`, lookUp: sql``, names: { mode: 'id' }, ofMode: ofItsMode },
  environment: {
    counts: 'mode_counts',
    id: sql`environment`,
    lookUp: sql``,
    names: { environment: 'id' },
    ofMode: ofItsMode,
  },
  model: {
    counts: 'mode_counts',
    id: sql`model_id`,
    lookUp: sql`join models m on m.model_id = id`,
    names: { provider: 'm.provider', model: 'm.model_name' },
    ofMode: ofItsMode,
  },
  prompt: {
    counts: 'prompt_counts',
    id: sql`prompt_id`,
    lookUp: sql`join prompts p on p.prompt_id = id`,
    names: { prompt_name: 'p.name', mode: 'p.mode' },
    ofMode: (mode) => sql`prompt_id in (select prompt_id from prompts where mode = ${mode})`,
  },
  version: {
    counts: 'execution_counts',
    id: sql`version_id`,
    lookUp: sql`join prompt_versions v on v.version_id = id join prompts p using (prompt_id)`,
    names: {
      prompt_name: 'p.name',
      mode: 'p.mode',
      version: 'v.version_number',
      checksum: 'v.checksum_hash',
    },
    ofMode: (mode) => sql`version_id in (
      select version_id from prompt_versions join prompts using (prompt_id) where mode = ${mode}
    )`,
  },
};
