import { LedgerError } from '@prompt-ledger/shared';
import type { ModeRequest, ModeResponse } from '@prompt-ledger/shared/contract/mode';
import { moveCounts } from '../analytics/folding.ts';
import { record, type Actor } from '../audit/record.ts';
import type { Context } from '../context.ts';
import type { PromptMode } from '../db/tables.ts';
import { unknownPrompt } from './existing.ts';
import { lockPrompts } from './repository/prompts.ts';
import { findModeFacts, setMode, type ModeFacts } from './repository/mode.ts';

/**
 * Moves a prompt from code into the ledger, or back. Its versions, executions and the active version stay; what
 * changes is who may add to it. Nothing else ever changes a mode.
 *
 * @throws LedgerError not_found, or conflict when something would be lost and `force` does not accept that
 */
export async function changeMode(
  context: Context,
  actor: Actor,
  name: string,
  { mode, force = false }: ModeRequest,
): Promise<ModeResponse> {
  return context.db.transaction().execute(async (db) => {
    await lockPrompts(db, actor.projectId, [name]);
    const facts = await findModeFacts(db, actor.projectId, name);
    if (facts === null) throw unknownPrompt(name);
    const isChange = facts.mode !== mode;
    if (isChange) {
      const losses = findLosses(facts, mode);
      if (losses.length > 0 && !force) throw refuse(name, mode, losses);
      await setMode(db, facts.promptId, mode);
      await moveCounts(db, facts.promptId, facts.mode, mode);
      const details = { from: facts.mode, to: mode, ...(losses.length === 0 ? {} : { accepted: losses }) };
      await record(db, actor, [{ action: 'prompt.mode_changed', object: name, details }]);
    }
    return {
      prompt_id: facts.promptId,
      name,
      mode,
      changed: isChange,
      current_version: facts.activeNumber,
    };
  });
}

/** What could be reached in the mode that it has, and no longer in the other; each a clause of a sentence. */
export function findLosses({ openDrafts, unnumbered }: ModeFacts, to: PromptMode): string[] {
  if (to === 'full') {
    if (unnumbered === 0) return [];
    const what =
      unnumbered === 1 ? 'a draft waits for its commit' : `${unnumbered} drafts wait for their commits`;
    return [`${what} and would never become a version`];
  }
  const newest = openDrafts.slice(0, 3).join(', ');
  if (openDrafts.length === 0) return [];
  const more = openDrafts.length > 3 ? ` and ${openDrafts.length - 3} more` : '';
  const which = openDrafts.length === 1 ? `version ${newest}` : `versions ${newest}${more}`;
  return [`${which} never became active, and then only code with the same text could make that happen`];
}

function refuse(name: string, mode: PromptMode, losses: readonly string[]): LedgerError {
  return new LedgerError(
    'conflict',
    `Prompt "${name}" stays in its mode, since in ${mode} mode something would be lost: ${losses.join('; ')}. ` +
      'Settle that first, or send "force": true.',
  );
}
