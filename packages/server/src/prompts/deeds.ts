import type { Deed } from '../audit/record.ts';
import type { Look } from './look.ts';
import type { Outcome, Plan } from './plan/plan.ts';

/**
 * What the audit keeps of a plan: a line for each change of a prompt, other than of where it was seen. What changed on the
 * prompt itself stands with the last look at it.
 */
export function toDeeds(looks: readonly Look[], plan: Plan): Deed[] {
  const lastLooks = new Map(
    plan.outcomes.flatMap((outcomes, index) => outcomes.map(({ name }) => [name, index] as const)),
  );
  const seen = plan.outcomes.flatMap((outcomes, index) =>
    outcomes.flatMap((outcome): Deed[] => {
      const own = lastLooks.get(outcome.name) === index ? changesOf(plan, outcome.name) : {};
      const isChange = outcome.action !== 'unchanged' || Object.keys(own).length > 0;
      if (!plan.prompts.has(outcome.name) || !isChange) return [];
      return [
        { action: 'prompt.registered', object: outcome.name, details: toDetails(outcome, looks[index], own) },
      ];
    }),
  );
  const archived = [...plan.prompts.values()]
    .filter(({ archivedAt }) => archivedAt)
    .map(({ name }): Deed => ({ action: 'prompt.archived', object: name }));
  return [...seen, ...archived];
}

/** What changes on the prompt's own row, beside its active version. */
function changesOf(plan: Plan, name: string): { described?: true; revived?: true } {
  const prompt = plan.prompts.get(name);
  return {
    ...(typeof prompt?.description === 'string' ? { described: true } : {}),
    ...(prompt?.archivedAt === null && prompt.known?.isArchived ? { revived: true } : {}),
  };
}

function toDetails(
  { action, version, previous, renamedFrom }: Outcome,
  look: Look | undefined,
  own: object,
): Readonly<Record<string, unknown>> {
  const { source, commit, branch } = look?.scan ?? {};
  return {
    action,
    version,
    previous_version: previous,
    ...own,
    ...(source === undefined || source === 'api' ? {} : { source }),
    ...(commit ? { commit } : {}),
    ...(branch ? { branch } : {}),
    ...(renamedFrom === null ? {} : { renamed_from: renamedFrom }),
  };
}
