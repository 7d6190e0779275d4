import type {
  DeleteLabelResponse,
  LabelHistoryResponse,
  LabelMove,
  LabelsResponse,
  PointedLabel,
  PromoteRequest,
  PromoteResponse,
} from '@prompt-ledger/shared/contract/labels';
import type { Settings, SettingsChange } from '@prompt-ledger/shared/contract/settings';
import { isListOf, isObject } from './answers.ts';
import type { Ask } from './ledger.ts';

/** What is asked of a ledger about labels, and what they follow. Calls throw as those of a Ledger do. */
export interface Labels {
  promote(request: PromoteRequest): Promise<PromoteResponse>;
  /** All pages. */
  list(filters: LabelFilters): Promise<PointedLabel[]>;
  /** Of one prompt, or of all. */
  delete(label: string, prompt: string | null): Promise<DeleteLabelResponse>;
  /** The newest `limit` moves. */
  history(label: string, prompt: string | null, limit: number): Promise<LabelMove[]>;
  settings(): Promise<Settings>;
  changeSettings(change: SettingsChange): Promise<Settings>;
}

export interface LabelFilters {
  readonly label: string | null;
  readonly prompt: string | null;
  readonly branches: boolean;
}

const PAGE = 1000;

export function openLabels({ ask }: { readonly ask: Ask }): Labels {
  return {
    promote: (body) => ask({ method: 'POST', path: '/v1/labels/promote', body }, isPromoteResponse),
    list: (filters) => list(ask, filters),
    delete: (label, prompt) =>
      ask({ method: 'DELETE', path: `${pathOf(label)}${query({ prompt })}` }, isDeleteResponse),
    history: (label, prompt, limit) => history(ask, label, prompt, limit),
    settings: () => ask({ method: 'GET', path: '/v1/settings' }, isSettings),
    changeSettings: (body) => ask({ method: 'PATCH', path: '/v1/settings', body }, isSettings),
  };
}

async function list(ask: Ask, { label, prompt, branches }: LabelFilters): Promise<PointedLabel[]> {
  const labels: PointedLabel[] = [];
  let cursor: string | null = null;
  do {
    const path: string = `/v1/labels${query({ label, prompt, branches, limit: PAGE, cursor })}`;
    const page = await ask({ method: 'GET', path }, isLabelsResponse);
    labels.push(...page.labels);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return labels;
}

async function history(ask: Ask, label: string, prompt: string | null, limit: number): Promise<LabelMove[]> {
  const moves: LabelMove[] = [];
  let cursor: string | null = null;
  do {
    const wanted = Math.min(PAGE, limit - moves.length);
    const path: string = `${pathOf(label)}/history${query({ prompt, limit: wanted, cursor })}`;
    const page = await ask({ method: 'GET', path }, isLabelHistoryResponse);
    moves.push(...page.moves);
    cursor = page.next_cursor;
  } while (cursor !== null && moves.length < limit);
  return moves;
}

function pathOf(label: string): string {
  return `/v1/labels/${encodeURIComponent(label)}`;
}

function query(values: Readonly<Record<string, string | number | boolean | null>>): string {
  const given = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) if (value !== null) given.set(key, String(value));
  return given.size === 0 ? '' : `?${given.toString()}`;
}

/* As for the other answers: the shape as far as it is relied on, without zod. */

function isPromoteResponse(body: unknown): body is PromoteResponse {
  return (
    isObject(body) &&
    typeof body['label'] === 'string' &&
    isListOf(
      body['promoted'],
      (entry) =>
        typeof entry['name'] === 'string' &&
        typeof entry['template_hash'] === 'string' &&
        typeof entry['action'] === 'string' &&
        [entry['version'], entry['previous_version']].every(isNumberOrNull),
    )
  );
}

function isLabelsResponse(body: unknown): body is LabelsResponse {
  return (
    isObject(body) &&
    isTextOrNull(body['next_cursor']) &&
    isListOf(
      body['labels'],
      (entry) =>
        ['label', 'prompt_name', 'template_hash', 'moved_at'].every(
          (key) => typeof entry[key] === 'string',
        ) &&
        isNumberOrNull(entry['version']) &&
        [entry['commit'], entry['moved_by']].every(isTextOrNull),
    )
  );
}

function isLabelHistoryResponse(body: unknown): body is LabelHistoryResponse {
  return (
    isObject(body) &&
    isTextOrNull(body['next_cursor']) &&
    isListOf(
      body['moves'],
      (move) =>
        ['prompt_name', 'reason', 'moved_at'].every((key) => typeof move[key] === 'string') &&
        [move['from_version'], move['to_version']].every(isNumberOrNull) &&
        [move['from_hash'], move['to_hash'], move['commit'], move['moved_by']].every(isTextOrNull),
    )
  );
}

function isDeleteResponse(body: unknown): body is DeleteLabelResponse {
  return isObject(body) && isTexts(body['deleted']);
}

function isSettings(body: unknown): body is Settings {
  return (
    isObject(body) &&
    typeof body['project'] === 'string' &&
    isTextOrNull(body['default_branch']) &&
    isTexts(body['protected_labels'])
  );
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string';
}

function isNumberOrNull(value: unknown): boolean {
  return value === null || typeof value === 'number';
}
