import type { RegisterAction } from '@prompt-ledger/shared/contract';
import type { Content } from '../contents.ts';
import { findOrMake, rename, sight, type Seen } from './changes.ts';
import type { NumberedVersion } from './known-prompt.ts';
import type { Outcome } from './plan.ts';
import type { State } from './prompt-state.ts';

/** What is not committed is a draft, or a version that there is; it moves nothing. */
export function seeDraft(state: State, content: Content, seen: Seen): Outcome {
  const isFirst = state.latestNumber === 0;
  const known = state.versions.get(content.checksum);
  const renamedFrom = isFirst ? rename(state, content, seen) : null;
  const before = (seen.look.label === null ? null : state.pointer) ?? state.active;
  const version = findOrMake(state, content, seen);
  const isMade = known === undefined;
  if (isMade || version.isFading) {
    sight(state, content, version, seen);
    if (!isMade) state.touched.add(version);
    version.isFading = false;
  }
  if (isFirst && content.description !== null) state.description ??= content.description;
  const isChange = isMade || (version.number !== null && version.versionId !== before?.versionId);
  return {
    name: state.name,
    action: toDraftAction(isChange, isFirst, version.number, before),
    versionId: version.versionId,
    version: version.number,
    previous: isChange && !isFirst ? (before?.number ?? null) : null,
    isStale: false,
    renamedFrom,
  };
}

function toDraftAction(
  isChange: boolean,
  isFirst: boolean,
  number: number | null,
  before: NumberedVersion | null,
): RegisterAction {
  if (!isChange) return 'unchanged';
  if (isFirst) return 'new';
  return number !== null && before !== null && number < before.number ? 'reverted' : 'updated';
}
