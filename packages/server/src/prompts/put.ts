import { checksum, LedgerError } from '@prompt-ledger/shared';
import type { PutPromptRequest, PutPromptResponse } from '@prompt-ledger/shared/contract';
import type { Kysely } from 'kysely';
import { record, type Actor } from '../audit/record.ts';
import type { Context } from '../context.ts';
import type { Tables } from '../db/tables.ts';
import { checkTemplates } from '../templates/check.ts';
import { readTemplateVariables } from '../templates/variables.ts';
import type { KnownPrompt } from './plan.ts';
import {
  findKnown,
  insertMissingPrompts,
  insertVersions,
  lockPrompts,
  retireActiveVersions,
  setActiveVersions,
  setPrompts,
} from './repository.ts';

/**
 * Stores a text of a prompt in full mode, as a version of its own unless that prompt has it already, and makes it
 * the active one when `set_active` says so. A version is a draft until then.
 *
 * @throws LedgerError template_invalid, or wrong_mode for a prompt that is tracked in code
 */
export async function putPrompt(
  context: Context,
  actor: Actor,
  name: string,
  request: PutPromptRequest,
): Promise<PutPromptResponse> {
  const { projectId } = actor;
  refuseBadTemplate(name, request);
  return context.db.transaction().execute(async (db) => {
    await insertMissingPrompts(db, projectId, [name], 'full');
    await lockPrompts(db, projectId, [name]);
    const known = await getKnown(db, projectId, name, request);
    refuseTracking(known);
    const version = known.match ?? (await insertDraft(db, known, request));
    const isMoved = request.set_active === true && version.versionId !== known.activeVersionId;
    if (isMoved) {
      await retireActiveVersions(db, [known.promptId]);
      await setActiveVersions(db, [version.versionId]);
    }
    const description = request.description ?? null;
    const ownerTeam = request.owner_team ?? null;
    const isDescribed =
      (description ?? known.description) !== known.description ||
      (ownerTeam ?? known.ownerTeam) !== known.ownerTeam;
    if (isMoved || isDescribed || known.match === null) {
      const activeVersionId = isMoved ? version.versionId : null;
      await setPrompts(db, [{ promptId: known.promptId, activeVersionId, description, ownerTeam }]);
      const details = {
        version: version.number,
        is_new: known.match === null,
        activated: isMoved,
        previous_version: isMoved ? known.activeNumber : null,
        described: isDescribed,
      };
      await record(db, actor, [{ action: 'prompt.stored', object: name, details }]);
    }
    return {
      prompt: { prompt_id: known.promptId, name },
      version: { version_id: version.versionId, version_number: version.number },
      version_change: known.match === null,
    };
  });
}

function refuseBadTemplate(name: string, request: PutPromptRequest): void {
  const found = checkTemplates([{ template: request.template_source, kind: request.kind ?? 'text' }])[0];
  if (found === undefined) return;
  const message = `The template of "${name}" ${found.message}`;
  throw new LedgerError('template_invalid', `${message}. Write it as a Jinja template; nothing was stored.`, [
    { path: 'template_source', message },
  ]);
}

async function getKnown(
  db: Kysely<Tables>,
  projectId: string,
  name: string,
  request: PutPromptRequest,
): Promise<KnownPrompt> {
  const content = { name, checksum: checksum(request.template_source) };
  const known = (await findKnown(db, projectId, [content])).get(name);
  if (known === undefined) throw new Error(`The prompt "${name}" was inserted but is not there`);
  return known;
}

function refuseTracking(known: KnownPrompt): void {
  if (known.mode === 'full') return;
  throw new LedgerError(
    'wrong_mode',
    `Prompt "${known.name}" is in tracking mode: its text lives in code. Change it there and use the code-based ` +
      'endpoints instead (POST /v1/prompts/register-code, which "ledger sync" calls).',
  );
}

async function insertDraft(db: Kysely<Tables>, known: KnownPrompt, request: PutPromptRequest) {
  const template = request.template_source;
  const kind = request.kind ?? 'text';
  const number = known.latestNumber + 1;
  const made = await insertVersions(db, [
    {
      promptId: known.promptId,
      number,
      kind,
      template,
      checksum: checksum(template),
      variables: readTemplateVariables({ template, kind }),
      status: 'draft',
      createdBy: request.created_by ?? null,
    },
  ]);
  const versionId = made.get(known.promptId);
  if (versionId === undefined)
    throw new Error(`Version ${number} of "${known.name}" was inserted but is not there`);
  return { versionId, number };
}
