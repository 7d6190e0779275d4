import type { HistoryVersion } from '@prompt-ledger/shared/contract';
import type { Seen } from './repository/seen.ts';

/** Where a version was seen, as each answer about a version tells it. */
export function formatSeen({
  labels,
  first,
  last,
  count,
}: Seen): Pick<HistoryVersion, 'labels' | 'first_seen' | 'last_seen' | 'sighting_count'> {
  return { labels: [...labels], first_seen: first, last_seen: last, sighting_count: count };
}
