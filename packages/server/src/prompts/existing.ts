import { LedgerError } from '@prompt-ledger/shared';
import type { Context } from '../context.ts';
import { findPrompt, type Prompt } from './repository/prompts.ts';
import type { FullVersion } from './repository/versions.ts';

/** @throws LedgerError not_found */
export async function getExisting(
  context: Context,
  projectId: string,
  name: string,
): Promise<{ prompt: Prompt; active: FullVersion | null }> {
  const found = await findPrompt(context.db, projectId, name);
  if (found !== null) return found;
  throw unknownPrompt(name);
}

export function unknownPrompt(name: string): LedgerError {
  return new LedgerError('not_found', `There is no prompt "${name}". GET /v1/prompts lists those there are.`);
}
