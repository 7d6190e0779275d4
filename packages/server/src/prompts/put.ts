import { randomUUID } from 'node:crypto';
import { ACTIVE_LABEL, checksum, LedgerError } from '@prompt-ledger/shared';
import type { PutPromptRequest, PutPromptResponse } from '@prompt-ledger/shared/contract';
import type { Kysely } from 'kysely';
import { record, type Actor } from '../audit/record.ts';
import type { Context } from '../context.ts';
import type { Tables } from '../db/tables.ts';
import type { Principal } from '../keys/service.ts';
import { refuseToActivate } from '../labels/protect.ts';
import { checkTemplates } from '../templates/check.ts';
import { readTemplateVariables } from '../templates/variables.ts';
import type { KnownPrompt } from './plan/known-prompt.ts';
import { insertMissingPrompts, lockPrompts, setPrompts } from './repository/prompts.ts';
import { findKnown } from './repository/known.ts';
import { insertMoves } from './repository/labels.ts';
import { insertVersions, retireActiveVersions, setVersions } from './repository/versions.ts';

type Db = Kysely<Tables>;

/**
 * Stores a text of a prompt in full mode, as a version of its own unless that prompt has it already, and makes it
 * the active one when `set_active` says so. A version is a draft until then.
 *
 * @throws LedgerError template_invalid, wrong_mode for a prompt that is tracked in code, or forbidden
 */
export async function putPrompt(
  context: Context,
  actor: Principal,
  name: string,
  request: PutPromptRequest,
): Promise<PutPromptResponse> {
  const { projectId } = actor;
  refuseBadTemplate(name, request);
  if (request.set_active === true) await refuseToActivate(context, actor);
  return context.db.transaction().execute(async (db) => {
    await insertMissingPrompts(db, projectId, [name], 'full');
    await lockPrompts(db, projectId, [name]);
    const known = await getKnown(db, projectId, name, request);
    refuseTracking(known);
    const stored = await storeVersion(db, known, request);
    const { versionId, number, isNew, isActivated } = stored;
    const isDescribed = saysMore(known, request);
    if (isActivated || isDescribed || isNew) {
      await storePrompt(db, actor, known, stored, request);
      const details = {
        version: number,
        is_new: isNew,
        activated: isActivated,
        previous_version: isActivated ? (known.active?.number ?? null) : null,
        described: isDescribed,
      };
      await record(db, actor, [{ action: 'prompt.stored', object: name, details }]);
    }
    return {
      prompt: { prompt_id: known.promptId, name },
      version: { version_id: versionId, version_number: number },
      version_change: isNew,
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
  db: Db,
  projectId: string,
  name: string,
  request: PutPromptRequest,
): Promise<KnownPrompt> {
  const content = { name, checksum: checksum(request.template_source) };
  const known = (await findKnown(db, projectId, [content], null)).get(name);
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

interface StoredVersion {
  readonly versionId: string;
  readonly number: number;
  readonly isNew: boolean;
  /** It was not the active one before. */
  readonly isActivated: boolean;
}

async function storeVersion(db: Db, known: KnownPrompt, request: PutPromptRequest): Promise<StoredVersion> {
  const match = known.versions.get(checksum(request.template_source)) ?? null;
  // A text that was only seen uncommitted while the prompt was tracked has no number yet.
  const isNew = match === null || match.number === null;
  const number = match?.number ?? known.latestNumber + 1;
  const versionId = match?.versionId ?? (await insertDraft(db, known, number, request));
  const isActivated = request.set_active === true && versionId !== known.active?.versionId;
  if (isActivated) await retireActiveVersions(db, [known.promptId]);
  if (isActivated || (isNew && match !== null)) {
    await setVersions(db, [
      {
        versionId,
        number: isNew ? number : null,
        status: isActivated ? 'active' : null,
        createdBy: isNew ? (request.created_by ?? null) : null,
        createdAt: null,
      },
    ]);
  }
  return { versionId, number, isNew, isActivated };
}

function saysMore(known: KnownPrompt, { description, owner_team: ownerTeam }: PutPromptRequest): boolean {
  return (
    (description ?? known.description) !== known.description ||
    (ownerTeam ?? known.ownerTeam) !== known.ownerTeam
  );
}

async function storePrompt(
  db: Db,
  { projectId, keyId }: Actor,
  known: KnownPrompt,
  { versionId, isActivated }: StoredVersion,
  { description = null, owner_team: ownerTeam = null }: PutPromptRequest,
): Promise<void> {
  await setPrompts(db, projectId, [
    {
      promptId: known.promptId,
      activeVersionId: isActivated ? versionId : null,
      description,
      ownerTeam,
      isPromoted: null,
      archivedAt: undefined,
      renamedFrom: null,
    },
  ]);
  if (isActivated) await insertMoves(db, keyId, [toMove(known, versionId)]);
}

function toMove({ promptId, active }: KnownPrompt, versionId: string) {
  const move = { promptId, label: ACTIVE_LABEL, from: active?.versionId ?? null, to: versionId };
  return { ...move, reason: 'promoted' as const, commit: null, at: null };
}

/** @returns the id of the new version */
async function insertDraft(
  db: Db,
  { promptId }: KnownPrompt,
  number: number,
  request: PutPromptRequest,
): Promise<string> {
  const template = request.template_source;
  const kind = request.kind ?? 'text';
  const versionId = randomUUID();
  await insertVersions(db, [
    {
      versionId,
      promptId,
      number,
      kind,
      template,
      checksum: checksum(template),
      variables: readTemplateVariables({ template, kind }),
      status: 'draft',
      createdBy: request.created_by ?? null,
      createdAt: null,
    },
  ]);
  return versionId;
}
