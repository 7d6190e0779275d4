import type { PromptKind, Reference } from '@prompt-ledger/shared';
import { registerDraft } from '../ledger/drafts.ts';
import type { ExecutionOrder } from '../ledger/executions.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { findReferenced } from '../ledger/references.ts';
import type { PromptText, TextVariable } from '../plan/prompt-text.ts';
import type { Texts } from '../references/texts.ts';

/** A text that the server can execute. */
export interface ChosenText {
  readonly name: string;
  /** For sentences: `WELCOME@2`. */
  readonly title: string;
  readonly mode: ExecutionOrder['mode'];
  readonly text: ExecutionOrder['text'];
  readonly variables: readonly TextVariable[];
  /** What names it to be rendered: a text that the ledger need not have as it is. */
  readonly source: { readonly template: string; readonly kind: PromptKind };
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
  if (found.place === null) return toChosen(found, found.detail?.mode ?? (await texts.history(name)).mode);
  const known = (await findReferenced(ledger, name, `sha256:${found.checksum}`))?.version ?? null;
  const { checksum, selector, variables, template, kind } = found;
  const rest = { name, mode: 'tracking', variables, source: { template, kind } } as const;
  if (known !== null) return { ...rest, title: `${name}@${known}`, text: { version: known } };
  if (!dry) await registerDraft(ledger, found);
  return { ...rest, title: `${name}@${selector}`, text: { digest: checksum } };
}

function toChosen(
  { name, selector, version, checksum, variables, template, kind }: PromptText,
  mode: ExecutionOrder['mode'],
): ChosenText {
  const text = version === null ? { digest: checksum } : { version };
  return { name, title: `${name}@${selector}`, mode, text, variables, source: { template, kind } };
}
