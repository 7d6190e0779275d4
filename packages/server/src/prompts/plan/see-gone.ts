import { archive, isBehind, type Seen } from './changes.ts';
import type { State } from './prompt-state.ts';

/** What a complete look does not find any more, its branch has no longer; gone from the default one, it is archived. */
export function seeGone(state: State, seen: Seen): void {
  const { look, index, now } = seen;
  const { pointer } = state;
  if (look.label === null) return;
  if (pointer === null || isBehind(state, seen)) {
    // What only the past of the default branch had is gone as well.
    if (look.at !== null && state.active === null) archive(state, look, now);
    return;
  }
  state.pointer = null;
  state.isPointerFresh = true;
  state.newPointer = null;
  state.moves.push({ look: index, label: 'branch', from: pointer.versionId, to: null });
  archive(state, look, now);
}
