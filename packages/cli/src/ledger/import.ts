import type { RegisterEntry } from '@prompt-ledger/shared/contract';
import type { ImportedCommit, ImportRequest, ImportResponse } from '@prompt-ledger/shared/contract/import';
import { withoutText } from '../plan/requests.ts';
import type { Ledger } from './ledger.ts';
import { withRetries } from './retries.ts';

/** Of one request: well below what the server reads and how many it takes. */
const MOST_BYTES = 4 * 1024 * 1024;
const MOST_PROMPTS = 2_000;
const MOST_COMMITS = 500;

export type About = Omit<ImportRequest, 'commits'>;

/**
 * Sends commits as checksums, and once more with the texts that the ledger lacks. The same commits again change nothing,
 * so a request that got lost is tried again.
 *
 * @param withLacking whether to send what the ledger lacks; else its answer says what that is
 */
export async function importCommits(
  ledger: Ledger,
  about: About,
  commits: readonly ImportedCommit[],
  withLacking = true,
): Promise<ImportResponse> {
  const first = await send(ledger, about, commits.map(withoutTexts));
  if (first.missing.length === 0 || !withLacking) return first;
  const missing = new Set(first.missing.map(({ name, template_hash }) => `${template_hash} ${name}`));
  const withTexts = commits.map((commit) => ({
    ...commit,
    // Each once.
    prompts: commit.prompts.map((entry) =>
      missing.delete(`${entry.template_hash} ${entry.name}`) ? entry : withoutText(entry),
    ),
  }));
  return send(ledger, about, withTexts);
}

function send(ledger: Ledger, about: About, commits: readonly ImportedCommit[]): Promise<ImportResponse> {
  const body = { ...about, commits: [...commits] };
  return withRetries(() =>
    ledger.ask({ method: 'POST', path: '/v1/prompts/import', body }, isImportResponse),
  );
}

/** The same by checksums alone. */
export function withoutTexts(commit: ImportedCommit): ImportedCommit {
  return { ...commit, prompts: commit.prompts.map(withoutText) };
}

function isImportResponse(body: unknown): body is ImportResponse {
  // As far as we rely on it.
  const { versions, missing } = (body ?? {}) as Partial<ImportResponse>;
  return typeof versions?.made === 'number' && typeof versions.sighted === 'number' && Array.isArray(missing);
}

/** Commits that wait to be sent together. */
export interface Batch {
  add(commit: ImportedCommit): void;
  readonly isFull: boolean;
  /** Gives all there is, and begins anew. */
  take(): ImportedCommit[];
}

export function openBatch(): Batch {
  let commits: ImportedCommit[] = [];
  let bytes = 0;
  let prompts = 0;
  return {
    add(commit) {
      for (const part of split(commit)) {
        commits.push(part);
        bytes += part.prompts.reduce((sum, entry) => sum + sizeOf(entry), 0);
        prompts += part.prompts.length + (part.gone?.length ?? 0);
      }
    },
    get isFull() {
      return bytes >= MOST_BYTES || prompts >= MOST_PROMPTS || commits.length >= MOST_COMMITS;
    },
    take() {
      const taken = commits;
      [commits, bytes, prompts] = [[], 0, 0];
      return taken;
    },
  };
}

/** A commit may bring more prompts than one request holds; what it takes away comes with the last part. */
function split(commit: ImportedCommit, most = MOST_PROMPTS): ImportedCommit[] {
  const parts: ImportedCommit[] = [];
  for (let at = 0; at === 0 || at < commit.prompts.length; at += most) {
    const isLast = at + most >= commit.prompts.length;
    const prompts = commit.prompts.slice(at, at + most);
    parts.push({ ...commit, prompts, gone: isLast ? commit.gone : [] });
  }
  return parts;
}

function sizeOf(entry: RegisterEntry): number {
  return Buffer.byteLength(entry.template_source ?? '') + 400;
}
