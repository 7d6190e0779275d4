import type { RegisterRequest } from '@prompt-ledger/shared/contract';
import type { PromptText } from '../plan/prompt-text.ts';
import { isRegisterResponse } from './answers.ts';
import type { Ledger } from './ledger.ts';

/** Stores a text that is not committed: executable by its digest, without a number, active nowhere. */
export async function registerDraft(
  ledger: Ledger,
  { name, template, checksum, kind, variables, place }: PromptText,
): Promise<void> {
  const body: RegisterRequest = {
    source: 'manual',
    prompts: [
      {
        name,
        template_source: template,
        template_hash: checksum,
        kind,
        variables: variables.map((variable) => ({ ...variable })),
        draft: true,
        ...(place === null ? {} : { location: { path: place.file, line: place.line } }),
      },
    ],
  };
  await ledger.ask({ method: 'POST', path: '/v1/prompts/register-code', body }, isRegisterResponse);
}
