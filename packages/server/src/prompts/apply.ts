import { ACTIVE_LABEL } from '@prompt-ledger/shared';
import type { Kysely } from 'kysely';
import { record, type Actor } from '../audit/record.ts';
import type { Tables, VersionStatus } from '../db/tables.ts';
import { readTemplateVariables } from '../templates/variables.ts';
import { inTurns } from '../turns.ts';
import { toUuid } from '../uuid.ts';
import { toDeeds } from './deeds.ts';
import type { Look } from './look.ts';
import type { MadeVersion, Outcome, Plan, PlannedMove, PromptPlan } from './plan/plan.ts';
import { deleteLabels, insertMoves, setLabels } from './repository/labels.ts';
import { setPrompts } from './repository/prompts.ts';
import { hasManifest, insertManifest, insertSightings, type NewScan } from './repository/scans.ts';
import { insertVersions, retireActiveVersions, setVersions, type NewVersion } from './repository/versions.ts';

type Db = Kysely<Tables>;

/**
 * Writes what a plan says, in a number of statements that does not depend on its size. The prompts are there and
 * locked.
 *
 * @returns how many sightings are new
 */
export async function applyPlan(db: Db, actor: Actor, looks: readonly Look[], plan: Plan): Promise<number> {
  const prompts = [...plan.prompts.values()];
  await storeVersions(db, prompts);
  await storePrompts(db, actor, prompts);
  const count = await storeSightings(db, actor, looks, plan, prompts);
  await storePointers(db, actor, looks, prompts);
  await record(db, actor, toDeeds(looks, plan));
  return count;
}

async function storeVersions(db: Db, prompts: readonly PromptPlan[]): Promise<void> {
  const activated = prompts.filter((prompt) => prompt.activated !== null);
  const retired = activated.filter(({ known }) => known?.active).map(promptIdOf);
  // First of all: a prompt has at most one active version at any moment.
  if (retired.length > 0) await retireActiveVersions(db, retired);
  const made = prompts.flatMap((prompt) => prompt.made.map((version) => ({ prompt, version })));
  if (made.length > 0) await insertVersions(db, await inTurns(made, toNewVersion));
  const touched = prompts.flatMap((prompt) =>
    prompt.touched.map(({ versionId, number, wasActive, at, author }) => ({
      versionId,
      number,
      status: toStatus(prompt, versionId, wasActive),
      createdBy: author,
      createdAt: at,
    })),
  );
  if (touched.length > 0) await setVersions(db, touched);
}

function toNewVersion({
  prompt,
  version: { versionId, number, content, wasActive, at, author },
}: {
  readonly prompt: PromptPlan;
  readonly version: MadeVersion;
}): NewVersion {
  const { kind, checksum, template, variables } = content;
  if (template === null) throw new Error(`The text of "${prompt.name}" is missing`);
  return {
    versionId,
    promptId: promptIdOf(prompt),
    number,
    kind,
    template,
    checksum,
    variables: variables ?? readTemplateVariables({ kind, template }),
    status: toStatus(prompt, versionId, wasActive) ?? 'draft',
    createdBy: author,
    createdAt: at,
  };
}

/** Null where that does not change. Of several looks a later one may have come back to what was active before them. */
function toStatus(
  { activated, known }: PromptPlan,
  versionId: string,
  wasActive: boolean,
): VersionStatus | null {
  if (!wasActive) return null;
  const active = activated ?? known?.active;
  return active?.versionId === versionId ? 'active' : 'deprecated';
}

async function storePrompts(db: Db, { projectId }: Actor, prompts: readonly PromptPlan[]): Promise<void> {
  const changes = prompts.filter(isRowChanged).map((prompt) => ({
    promptId: promptIdOf(prompt),
    activeVersionId: prompt.activated?.versionId ?? null,
    description: prompt.description,
    ownerTeam: null,
    isPromoted: prompt.isPromoted,
    archivedAt: prompt.archivedAt,
    renamedFrom: prompt.renamedFrom,
  }));
  if (changes.length > 0) await setPrompts(db, projectId, changes);
}

/** Also to `false` or to an empty text: only null, and of `archivedAt` undefined, says that something stays. */
function isRowChanged({ activated, description, isPromoted, archivedAt, renamedFrom }: PromptPlan): boolean {
  const changes = [activated, description, isPromoted, renamedFrom];
  return archivedAt !== undefined || changes.some((change) => change !== null);
}

async function storeSightings(
  db: Db,
  { projectId }: Actor,
  looks: readonly Look[],
  plan: Plan,
  prompts: readonly PromptPlan[],
): Promise<number> {
  const sightings = prompts.flatMap((prompt) =>
    prompt.sightings.map(({ look, versionId, path, line }) => ({
      scanId: scanOf(looks, look).scanId,
      promptId: promptIdOf(prompt),
      versionId,
      path,
      line,
    })),
  );
  const used = new Set(prompts.flatMap(usedLooks));
  const scans: NewScan[] = [];
  for (const [index, look] of looks.entries()) {
    const found = plan.outcomes[index] ?? [];
    const manifestId = look.isManifest ? await storeManifest(db, projectId, found) : null;
    if (manifestId !== null || used.has(index)) scans.push({ scan: look.scan, manifestId });
  }
  return scans.length === 0 ? 0 : insertSightings(db, projectId, scans, sightings);
}

/** The looks in which something of a prompt was seen, or that its pointer will remember. */
function usedLooks({ sightings, pointer }: PromptPlan): number[] {
  const seen = sightings.map(({ look }) => look);
  return pointer ? [...seen, pointer.look] : seen;
}

async function storeManifest(db: Db, projectId: string, found: readonly Outcome[]): Promise<string> {
  const versionIds = found.map(({ versionId }) => versionId).toSorted();
  const manifestId = toUuid(JSON.stringify([projectId, versionIds]));
  // Most builds find what the one before found; then its long list need not travel again.
  if (!(await hasManifest(db, manifestId))) await insertManifest(db, projectId, manifestId, versionIds);
  return manifestId;
}

async function storePointers(
  db: Db,
  { keyId }: Actor,
  looks: readonly Look[],
  prompts: readonly PromptPlan[],
): Promise<void> {
  const label = looks.find((look) => look.label !== null)?.label ?? null;
  const pointers = prompts.flatMap((prompt) => {
    const { pointer } = prompt;
    if (!pointer) return [];
    const { versionId, path, line, look } = pointer;
    const scanId = scanOf(looks, look).scanId;
    return [
      { promptId: promptIdOf(prompt), versionId, scanId, path, line, movedAt: looks[look]?.at ?? null },
    ];
  });
  if (label !== null && pointers.length > 0) await setLabels(db, label, keyId, pointers);
  const lifted = prompts.filter(({ pointer }) => pointer === null).map(promptIdOf);
  if (label !== null && lifted.length > 0) await deleteLabels(db, label, lifted);
  const moves = prompts.flatMap((prompt) =>
    prompt.moves.map((move) => ({
      promptId: promptIdOf(prompt),
      label: move.label === 'active' ? ACTIVE_LABEL : (label ?? ''),
      from: move.from,
      to: move.to,
      reason: toReason(looks, move),
      commit: scanOf(looks, move.look).commit,
      at: looks[move.look]?.at ?? null,
    })),
  );
  if (moves.length > 0) await insertMoves(db, keyId, moves);
}

function toReason(looks: readonly Look[], { look, label }: PlannedMove): 'promoted' | 'seen' {
  return label === 'active' && looks[look]?.activation.reason === 'asked' ? 'promoted' : 'seen';
}

function scanOf(looks: readonly Look[], index: number) {
  const look = looks[index];
  if (look === undefined) throw new Error(`There is no look ${index}`);
  return look.scan;
}

function promptIdOf({ known, name }: PromptPlan): string {
  if (known === undefined) throw new Error(`The prompt "${name}" was inserted but is not there`);
  return known.promptId;
}
