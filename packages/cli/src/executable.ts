import type { Reference } from '@prompt-ledger/shared';
import type { HistoryResponse } from '@prompt-ledger/shared/contract';
import { CliError } from './errors.ts';
import { registerDraft } from './ledger/drafts.ts';
import type { ExecutionOrder } from './ledger/executions.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { PromptText, TextVariable } from './plan/prompt-text.ts';
import type { Texts } from './texts.ts';

/** A text that the server can execute. */
export interface ChosenText {
  readonly name: string;
  /** For sentences: `WELCOME@2`. */
  readonly title: string;
  readonly mode: ExecutionOrder['mode'];
  readonly text: ExecutionOrder['text'];
  readonly variables: readonly TextVariable[];
}

/**
 * Finds the text that a reference means. One of the source that the ledger has not becomes a draft there, unless that is
 * only tried.
 *
 * @throws {CliError} `not_found` as resolving does
 */
export async function chooseText(
  ledger: Ledger,
  texts: Texts,
  reference: Reference,
  dry: boolean,
): Promise<ChosenText> {
  const { name } = reference;
  const found = await texts.get(reference);
  if (found.place === null) return toChosen(found, (await texts.history(name)).mode);
  const known = await findVersion(texts, found);
  const { checksum, selector, variables } = found;
  const rest = { name, mode: 'tracking', variables } as const;
  if (known !== null) return { ...rest, title: `${name}@${known}`, text: { version: known } };
  if (!dry) await registerDraft(ledger, found);
  return { ...rest, title: `${name}@${selector}`, text: { digest: checksum } };
}

function toChosen(
  { name, selector, version, checksum, variables }: PromptText,
  mode: ExecutionOrder['mode'],
): ChosenText {
  const text = version === null ? { digest: checksum } : { version };
  return { name, title: `${name}@${selector}`, mode, text, variables };
}

/** The version that has this text already. */
async function findVersion(texts: Texts, { name, checksum }: PromptText): Promise<number | null> {
  const history = await findHistory(texts, name);
  return history?.versions.find(({ template_hash: hash }) => hash === checksum)?.version ?? null;
}

async function findHistory(texts: Texts, name: string): Promise<HistoryResponse | null> {
  try {
    return await texts.history(name);
  } catch (error) {
    if (error instanceof CliError && error.code === 'not_found') return null;
    throw error;
  }
}
