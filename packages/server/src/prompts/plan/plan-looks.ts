import type { Branch, Look } from '../look.ts';
import { isOlder } from '../moment.ts';
import { momentOf } from '../scan.ts';
import type { Seen } from './changes.ts';
import type { KnownPrompt, Past } from './known-prompt.ts';
import type { Plan } from './plan.ts';
import { isChanged, toPlan, toState, type State } from './prompt-state.ts';
import { seeCommitted } from './see-committed.ts';
import { seeDraft } from './see-draft.ts';
import { seeGone } from './see-gone.ts';

export interface PlanOptions {
  readonly branch: Branch;
  /** By name, where the past is looked at. */
  readonly past?: ReadonlyMap<string, Past>;
  readonly newId: () => string;
}

/**
 * Says what looks mean, one after the other. Pure: the same ledger and the same looks are the same plan.
 *
 * The same content is the same version for ever. What is committed has a number; what is not is a draft. A look moves
 * the label of its branch, and where it may the active version, unless something newer was seen there before.
 */
export function planLooks(
  known: ReadonlyMap<string, KnownPrompt>,
  looks: readonly Look[],
  { branch: { head, now }, past, newId }: PlanOptions,
): Plan {
  const states = new Map<string, State>();
  const stateOf = (name: string) => {
    const state = states.get(name) ?? toState(name, known.get(name), past?.get(name));
    states.set(name, state);
    return state;
  };
  let isHead = true;
  const outcomes = looks.map((look, index) => {
    const seen: Seen = {
      look,
      index,
      moment: momentOf(look.scan, now),
      head,
      now,
      newId,
      isKnownFormer: (name) => isFormer(states.get(name)?.known ?? known.get(name), states.get(name)),
    };
    if (look.isManifest && isOlder(seen.moment, seen.head)) isHead = false;
    const results = look.contents.map((content) =>
      look.isUncommitted
        ? seeDraft(stateOf(content.name), content, seen)
        : seeCommitted(stateOf(content.name), content, seen),
    );
    for (const name of look.gone) {
      if (states.has(name) || known.has(name)) seeGone(stateOf(name), seen);
    }
    return results;
  });
  const changed = [...states].filter(([, state]) => isChanged(state));
  return { outcomes, prompts: new Map(changed.map(([name, state]) => [name, toPlan(state)])), isHead };
}

/** Only what has numbers has a history; and as its successor has none yet, no circle can come of it. */
function isFormer(known: KnownPrompt | undefined, state: State | undefined): boolean {
  if (known?.mode === 'full') return false;
  return (state?.latestNumber ?? known?.latestNumber ?? 0) > 0;
}
