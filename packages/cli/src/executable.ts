import type { Reference } from '@prompt-ledger/shared';
import type { HistoryResponse } from '@prompt-ledger/shared/contract';
import type { Settings } from './config.ts';
import { CliError } from './errors.ts';
import { registerDraft } from './ledger/drafts.ts';
import type { ExecutionOrder } from './ledger/executions.ts';
import type { Ledger } from './ledger/ledger.ts';
import type { PromptText, TextVariable } from './plan/prompt-text.ts';
import { pickVersion } from './resolve.ts';
import { isOfSource, type Texts } from './texts.ts';

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
  settings: Settings,
  reference: Reference,
  dry: boolean,
): Promise<ChosenText> {
  const { name } = reference;
  if (!(await isOfSource(settings, reference))) {
    const history = await texts.history(name);
    const { version, variables } = pickVersion(history, reference.selector);
    return {
      name,
      title: `${name}@${version}`,
      mode: history.mode,
      text: { version },
      variables: variables ?? [],
    };
  }
  const found = await texts.get(reference);
  const known = await findVersion(texts, found);
  const { checksum, selector, variables } = found;
  const rest = { name, mode: 'tracking', variables } as const;
  if (known !== null) return { ...rest, title: `${name}@${known}`, text: { version: known } };
  if (!dry) await registerDraft(ledger, found);
  return { ...rest, title: `${name}@${selector}`, text: { digest: checksum } };
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
