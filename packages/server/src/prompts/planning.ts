import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';
import { checkTemplates } from '../templates/check.ts';
import { inTurns } from '../turns.ts';
import { refuse, type Content } from './contents.ts';
import type { Branch, Look } from './look.ts';
import type { KnownPrompt } from './plan/known-prompt.ts';
import { planLooks } from './plan/plan-looks.ts';
import type { Plan } from './plan/plan.ts';
import { insertMissingPrompts, lockPrompts } from './repository/prompts.ts';
import { findActiveWith, findOnBranch } from './repository/branches.ts';
import { findKnown } from './repository/known.ts';
import { findPast } from './repository/past.ts';

type Db = Kysely<Tables>;

/** What looks mean, as the ledger stands. */
export interface Planned {
  readonly looks: readonly Look[];
  readonly plan: Plan;
  /** The contents that would be stored, but of which only the checksum is here. */
  readonly missing: readonly Content[];
}

/** @throws LedgerError wrong_mode or template_invalid */
export async function planOn(
  db: Db,
  projectId: string,
  given: readonly Look[],
  branch: Branch,
): Promise<Planned> {
  const found = await withGone(db, projectId, given);
  const contents = found.flatMap((look) => look.contents);
  const label = found.find((look) => look.label !== null)?.label ?? null;
  const known = await findKnown(db, projectId, toAsked(found, contents), label);
  refuseFullMode(known, contents);
  const looks = await withRenames(db, projectId, known, found);
  const isPast = looks.some(({ at }) => at !== null);
  const past = isPast ? await findPast(db, projectId, looks, label) : undefined;
  const plan = planLooks(known, looks, { branch, ...(past && { past }), newId: randomUUID });
  const missing = findMissing(plan);
  if (missing.length === 0) await refuseBadTemplates(plan);
  return { looks, plan, missing };
}

/** Plans anew, with the prompts made and locked. */
export async function planLocked(
  db: Db,
  projectId: string,
  first: Planned,
  plan: () => Promise<Planned>,
): Promise<Planned> {
  let planned = first;
  do {
    const unknown = findUnknown(planned);
    if (unknown.length > 0) await insertMissingPrompts(db, projectId, unknown, 'tracking');
    await lockPrompts(db, projectId, namesIn(planned));
    planned = await plan();
    // A prompt of drafts alone may have been pruned at this very moment.
  } while (findUnknown(planned).length > 0);
  return planned;
}

/** A complete look tells what is not there any more. */
async function withGone(db: Db, projectId: string, looks: readonly Look[]): Promise<readonly Look[]> {
  const [look, ...others] = looks;
  if (!look?.isManifest || look.label === null) return looks;
  const { scan, label } = look;
  // Compared here: a database that has no statistics of a new branch yet compares each with each.
  const present = new Set(namesPresent(look));
  const there = await findOnBranch(db, projectId, label, scan);
  return [{ ...look, gone: there.filter((name) => !present.has(name)) }, ...others];
}

function namesPresent({ contents, untracked }: Look): readonly string[] {
  return [...contents.map(({ name }) => name), ...untracked];
}

/** Each content once, and the names of which only what they are matters. */
function toAsked(looks: readonly Look[], contents: readonly Content[]) {
  const asked = new Map(contents.map(({ name, checksum }) => [`${name}\n${checksum}`, { name, checksum }]));
  const formers = contents.flatMap(({ renamedFrom }) => renamedFrom ?? []);
  const names = new Set([...formers, ...looks.flatMap(({ gone }) => gone)]);
  return [...asked.values(), ...[...names].map((name) => ({ name, checksum: null }))];
}

/** In a complete look a new name with the text of one that is not there is that one, renamed. */
async function withRenames(
  db: Db,
  projectId: string,
  known: Map<string, KnownPrompt>,
  looks: readonly Look[],
): Promise<readonly Look[]> {
  const complete = looks.find(({ isManifest }) => isManifest);
  if (complete === undefined) return looks;
  const fresh = complete.contents.filter(
    ({ name, renamedFrom }) => renamedFrom === null && !known.get(name)?.latestNumber,
  );
  if (fresh.length === 0) return looks;
  const present = new Set(looks.flatMap(namesPresent));
  const checksums = fresh.map(({ checksum }) => checksum);
  const active = await findActiveWith(db, projectId, checksums, complete.scan);
  const vanished = active.filter(({ name }) => !present.has(name));
  const unseen = vanished
    .filter(({ name }) => !known.has(name))
    .map(({ name }) => ({ name, checksum: null }));
  if (vanished.length === 0) return looks;
  for (const [name, prompt] of await findKnown(db, projectId, unseen, null)) known.set(name, prompt);
  const renamed = pairByContent(fresh, vanished);
  return looks.map((look) => ({
    ...look,
    contents: look.contents.map((content) => ({
      ...content,
      renamedFrom: content.renamedFrom ?? renamed.get(content.name) ?? null,
    })),
  }));
}

/** Each vanished prompt has at most one successor. @returns the former name of each new one */
function pairByContent(
  fresh: readonly Content[],
  vanished: readonly { readonly name: string; readonly checksum: string }[],
): Map<string, string> {
  const left = [...vanished];
  const renamed = new Map<string, string>();
  for (const { name, checksum } of fresh.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const index = left.findIndex((former) => former.checksum === checksum);
    const [former] = index < 0 ? [] : left.splice(index, 1);
    if (former !== undefined) renamed.set(name, former.name);
  }
  return renamed;
}

function refuseFullMode(known: ReadonlyMap<string, KnownPrompt>, contents: readonly Content[]): void {
  const problems = contents
    .filter(({ name }) => known.get(name)?.mode === 'full')
    .map(({ name, at }) => ({ path: `${at}.name`, message: `Prompt "${name}" is in full mode` }));
  refuse(
    'wrong_mode',
    problems,
    'Change it with PUT /v1/prompts/{name}, or register the code under another name',
  );
}

/** What is stored already was checked when it came, so only new content is read. */
async function refuseBadTemplates(plan: Plan): Promise<void> {
  const made = [...plan.prompts.values()].flatMap((prompt) => prompt.made);
  const fresh = made.flatMap(({ content }) =>
    content.template === null ? [] : [{ ...content, template: content.template }],
  );
  const found = await inTurns(fresh, (one) => checkTemplates([one]));
  const problems = found.flat().map(({ entry, message }) => ({
    path: `${entry.at}.template_source`,
    message: `The template of "${entry.name}" ${message}`,
  }));
  refuse('template_invalid', problems, 'Write it as a Jinja template');
}

function findMissing(plan: Plan): Content[] {
  return [...plan.prompts.values()]
    .flatMap(({ made }) => made)
    .filter(({ content }) => content.template === null)
    .map(({ content }) => content);
}

function findUnknown({ plan }: Planned): string[] {
  return [...plan.prompts.values()].filter(({ known }) => known === undefined).map(({ name }) => name);
}

function namesIn({ looks }: Planned): string[] {
  return [...new Set(looks.flatMap(({ contents, gone }) => [...contents.map(({ name }) => name), ...gone]))];
}
