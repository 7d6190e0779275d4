import type { PutPromptRequest, PutPromptResponse } from '@prompt-ledger/shared/contract';
import { isObject } from './answers.ts';
import type { Ledger } from './ledger.ts';

/** Stores a text of a prompt in full mode. */
export function putPrompt(ledger: Ledger, name: string, body: PutPromptRequest): Promise<PutPromptResponse> {
  return ledger.ask({ method: 'PUT', path: `/v1/prompts/${encodeURIComponent(name)}`, body }, isPutResponse);
}

function isPutResponse(body: unknown): body is PutPromptResponse {
  return (
    isObject(body) &&
    isObject(body['version']) &&
    typeof body['version']['version_number'] === 'number' &&
    typeof body['version_change'] === 'boolean'
  );
}
