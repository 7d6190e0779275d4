import type { PromptKind, Variable } from '@prompt-ledger/shared';
import type { Params } from '@prompt-ledger/shared/contract/executions';
import type { SightingSource } from '@prompt-ledger/shared/contract/git';
import type { Scope } from '@prompt-ledger/shared/contract/keys';
import type { ColumnType, Generated } from 'kysely';

/** What Kysely knows of the schema that the migrations make; the two are changed together. */
export interface Tables {
  projects: ProjectsTable;
  api_keys: ApiKeysTable;
  audit_events: AuditEventsTable;
  prompts: PromptsTable;
  prompt_versions: PromptVersionsTable;
  models: ModelsTable;
  manifests: ManifestsTable;
  scans: ScansTable;
  sightings: SightingsTable;
  labels: LabelsTable;
  label_moves: LabelMovesTable;
  branch_heads: BranchHeadsTable;
  executions: ExecutionsTable;
  execution_inputs: ExecutionInputsTable;
  execution_keys: ExecutionKeysTable;
  execution_deltas: ExecutionDeltasTable;
  execution_totals: ExecutionTotalsTable;
  execution_counts: ExecutionCountsView;
  prompt_totals: PromptTotalsTable;
  prompt_counts: PromptCountsView;
  mode_totals: ModeTotalsTable;
  mode_counts: ModeCountsView;
}

export type PromptMode = 'full' | 'tracking';
export type VersionStatus = 'draft' | 'active' | 'deprecated';
export type { Scope } from '@prompt-ledger/shared/contract/keys';
export type ExecutionMode = 'sync' | 'async';
export type ExecutionStatus = 'queued' | 'running' | 'succeeded' | 'failed' | 'canceled';

/** A time that the database sets where none is given. */
type Timestamp = ColumnType<Date, Date | string | undefined, Date | string>;
type NullableTimestamp = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
/** Read as a value, written as JSON text: node-postgres would send an array as a Postgres array. */
type Json<T> = ColumnType<T, string | undefined, string>;
/** `numeric` comes as text, which keeps every digit. */
type Numeric = ColumnType<string | null, string | number | null | undefined, string | number | null>;

interface ProjectsTable {
  project_id: Generated<string>;
  name: string;
  /** Null: nobody said. */
  default_branch: string | null;
  protected_labels: Generated<string[]>;
  created_at: Timestamp;
}

interface ApiKeysTable {
  key_id: Generated<string>;
  /** Null: good for every project. */
  project_id: string | null;
  name: string;
  key_hash: string;
  scopes: Scope[];
  created_at: Timestamp;
  last_used_at: NullableTimestamp;
  expires_at: NullableTimestamp;
  revoked_at: NullableTimestamp;
}

interface AuditEventsTable {
  event_id: Generated<number>;
  project_id: string;
  at: Timestamp;
  key_id: string | null;
  request_id: string | null;
  action: string;
  object: string;
  details: Json<Record<string, unknown>>;
}

interface PromptsTable {
  prompt_id: Generated<string>;
  project_id: string;
  name: string;
  mode: Generated<PromptMode>;
  description: string | null;
  owner_team: string | null;
  active_version_id: string | null;
  is_promoted: Generated<boolean>;
  archived_at: NullableTimestamp;
  renamed_from_id: string | null;
  created_at: Timestamp;
  updated_at: Timestamp;
}

interface PromptVersionsTable {
  version_id: Generated<string>;
  prompt_id: string;
  /** Null for a draft. */
  version_number: number | null;
  kind: Generated<PromptKind>;
  template_source: string;
  checksum_hash: string;
  variables: Json<Variable[]>;
  status: Generated<VersionStatus>;
  created_by: string | null;
  created_at: Timestamp;
  /** When a draft was last seen. */
  drafted_at: NullableTimestamp;
}

interface ManifestsTable {
  manifest_id: string;
  project_id: string;
  version_ids: string[];
  created_at: Timestamp;
}

interface ScansTable {
  scan_id: string;
  project_id: string;
  source: SightingSource;
  commit_sha: string | null;
  branch: string | null;
  base_sha: string | null;
  author: string | null;
  committed_at: NullableTimestamp;
  run_number: number | null;
  pull_request: string | null;
  repository: string | null;
  folder: string | null;
  manifest_id: string | null;
  scanned_at: Timestamp;
}

interface SightingsTable {
  sighting_id: Generated<number>;
  scan_id: string;
  prompt_id: string;
  version_id: string;
  path: string | null;
  line: number | null;
  seen_at: Timestamp;
}

interface LabelsTable {
  prompt_id: string;
  label: string;
  version_id: string;
  scan_id: string | null;
  path: string | null;
  line: number | null;
  moved_at: Timestamp;
  moved_by: string | null;
}

interface LabelMovesTable {
  move_id: Generated<number>;
  prompt_id: string;
  label: string;
  from_version_id: string | null;
  to_version_id: string | null;
  reason: 'seen' | 'promoted' | 'deleted';
  commit_sha: string | null;
  moved_at: Timestamp;
  moved_by: string | null;
}

interface BranchHeadsTable {
  project_id: string;
  branch: string;
  repository: string;
  folder: string;
  scan_id: string | null;
}

interface ModelsTable {
  model_id: Generated<string>;
  provider: string;
  model_name: string;
  input_cost_per_1k: Numeric;
  output_cost_per_1k: Numeric;
  created_at: Timestamp;
}

interface ExecutionsTable {
  execution_id: Generated<string>;
  project_id: string;
  prompt_id: string;
  version_id: string;
  model_id: string | null;
  mode: ExecutionMode;
  status: Generated<ExecutionStatus>;
  environment: Generated<string>;
  correlation_id: string | null;
  idempotency_key: string | null;
  params: Json<Params>;
  response_text: string | null;
  error_type: string | null;
  error_message: string | null;
  prompt_tokens: number | null;
  response_tokens: number | null;
  latency_ms: number | null;
  total_cost: Numeric;
  created_at: Timestamp;
  started_at: NullableTimestamp;
  completed_at: NullableTimestamp;
  attempts: Generated<number>;
  due_at: Timestamp;
  lease_owner: string | null;
  request_hash: string | null;
  /** Whose key asked for it; null before that was kept. */
  key_id: string | null;
}

interface ExecutionInputsTable {
  execution_id: string;
  variables: Json<Record<string, unknown>>;
  rendered_prompt: string;
}

interface ExecutionKeysTable {
  prompt_id: string;
  idempotency_key: string;
  execution_id: string;
}

export type Grain = 'hour' | 'day' | 'month' | 'all';

interface Sums {
  executions: number;
  succeeded: number;
  failed: number;
  canceled: number;
  latencies: number;
  latency_ms: number;
  prompt_tokens: number;
  response_tokens: number;
  costs: number;
  total_cost: Numeric;
}

interface TotalsKey {
  project_id: string;
  version_id: string;
  model_id: string;
  environment: string;
}

interface ExecutionDeltasTable extends TotalsKey, Sums {
  hour: Timestamp;
  latency_bucket: number | null;
}

/** How many latencies fell into each bucket, all in the digits of one number. */
interface Histogram {
  histogram: Numeric;
}

interface ExecutionTotalsTable extends TotalsKey, Sums, Histogram {
  total_id: Generated<number>;
  grain: Grain;
  starts_at: Timestamp;
  is_pruned: Generated<boolean>;
}

/** Totals and what is not folded into them yet. */
interface ExecutionCountsView extends TotalsKey, Sums, Histogram {
  grain: Grain;
  starts_at: Timestamp;
  is_pruned: boolean;
}

/** Those of all versions of a prompt, whichever models and environments. */
interface PromptTotalsTable extends Sums, Histogram {
  project_id: string;
  prompt_id: string;
  grain: Grain;
  starts_at: Timestamp;
}

type PromptCountsView = PromptTotalsTable;

/** Those of all prompts of a mode. */
interface ModeTotalsTable extends Omit<TotalsKey, 'version_id'>, Sums, Histogram {
  mode: PromptMode;
  grain: Grain;
  starts_at: Timestamp;
}

type ModeCountsView = ModeTotalsTable;
