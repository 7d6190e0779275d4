import type { Deed } from '../audit/record.ts';
import type { Look } from './look.ts';
import type { Plan } from './plan/plan.ts';

/** What the audit keeps of a plan: a line for each prompt on which more changed than where it was seen. */
export function toDeeds(looks: readonly Look[], plan: Plan): Deed[] {
  const seen = plan.outcomes.flatMap((outcomes, index) =>
    outcomes.flatMap(({ name, action, version, previous, renamedFrom }): Deed[] => {
      const prompt = plan.prompts.get(name);
      const isDescribed = prompt !== undefined && prompt.description !== null;
      if (prompt === undefined || (action === 'unchanged' && !isDescribed)) return [];
      const { source, commit, branch } = looks[index]?.scan ?? {};
      const details = {
        action,
        version,
        previous_version: previous,
        ...(isDescribed ? { described: true } : {}),
        ...(source === undefined || source === 'api' ? {} : { source }),
        ...(commit ? { commit } : {}),
        ...(branch ? { branch } : {}),
        ...(renamedFrom === null ? {} : { renamed_from: renamedFrom }),
      };
      return [{ action: 'prompt.registered', object: name, details }];
    }),
  );
  const archived = [...plan.prompts.values()]
    .filter(({ archivedAt }) => archivedAt)
    .map(({ name }): Deed => ({ action: 'prompt.archived', object: name }));
  return [...seen, ...archived];
}
