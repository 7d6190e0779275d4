import type { VersionDetail } from '@prompt-ledger/shared/contract';
import { CliError } from '../errors.ts';
import { isObject } from './answers.ts';
import type { Ledger } from './ledger.ts';

/** The version that a label, a branch or a commit means to the ledger; null where it knows none. */
export async function findReferenced(
  ledger: Ledger,
  name: string,
  reference: string,
): Promise<VersionDetail | null> {
  const path = `/v1/prompts/${encodeURIComponent(name)}/versions/${encodeURIComponent(reference)}`;
  try {
    return await ledger.ask({ method: 'GET', path }, isDetail);
  } catch (error) {
    if (error instanceof CliError && error.code === 'not_found') return null;
    throw error;
  }
}

function isDetail(body: unknown): body is VersionDetail {
  return (
    isObject(body) &&
    (body['version'] === null || typeof body['version'] === 'number') &&
    typeof body['checksum_hash'] === 'string' &&
    typeof body['template_source'] === 'string' &&
    Array.isArray(body['variables'])
  );
}
