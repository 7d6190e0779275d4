import type { Grain } from '../db/tables.ts';

/** A stretch of time that totals of one grain cover; null is open. */
export interface Piece {
  readonly grain: Grain;
  readonly from: Date | null;
  readonly to: Date | null;
  /** It is not meant, but within a longer piece, and taken away from that. */
  readonly isTaken: boolean;
}

type Bucket = 'hour' | 'day' | 'month';

const BUCKETS: readonly Bucket[] = ['hour', 'day', 'month'];

/**
 * Covers a stretch of time with few totals: months, to which days are added at its edges, or from which they are taken
 * where that is fewer, and hours to and from those. So it takes half a month of days and half a day of hours at the most,
 * at each end.
 *
 * @param from where it begins, at a full hour; null for ever
 * @param to where it ends, at a full hour; null for ever
 * @param bucket the largest grain that may be used, since what is asked for is told in such pieces
 */
export function coverWindow(from: Date | null, to: Date | null, bucket: Bucket | null): Piece[] {
  if (from === null && to === null) return [{ grain: bucket ?? 'all', from, to, isTaken: false }];
  return cover(from, to, BUCKETS.slice(0, BUCKETS.indexOf(bucket ?? 'month') + 1));
}

/** @param grains those that may be used, of which `from` and `to` are at starts of the first */
function cover(
  from: Date | null,
  to: Date | null,
  [grain = 'hour', coarser, ...others]: readonly Bucket[],
): Piece[] {
  const direct = [{ grain, from, to, isTaken: false }];
  if (coarser === undefined) return direct;
  const [start, end] = [from && nearest(from, coarser), to && nearest(to, coarser)];
  const isEmpty = start !== null && start.getTime() === end?.getTime();
  const pieces = [
    ...edge(grain, from, start),
    ...(isEmpty ? [] : cover(start, end, [coarser, ...others])),
    ...edge(grain, end, to),
  ];
  // An open end has no number of days.
  return from === null || to === null || count(pieces) < count(direct) ? pieces : direct;
}

/** The hour, day or month of UTC that a moment is in begins then. */
export function startOf(moment: Date, grain: Bucket): Date {
  // Not by Date.UTC, which takes the years of the first century for those of the twentieth.
  const start = new Date(moment);
  start.setUTCMinutes(0, 0, 0);
  if (grain !== 'hour') start.setUTCHours(0);
  if (grain === 'month') start.setUTCDate(1);
  return start;
}

/** The first start of such a grain that is not before a moment. */
export function endOf(moment: Date, grain: Bucket): Date {
  const end = startOf(moment, grain);
  if (end.getTime() === moment.getTime()) return end;
  if (grain === 'hour') end.setUTCHours(end.getUTCHours() + 1);
  if (grain === 'day') end.setUTCDate(end.getUTCDate() + 1);
  if (grain === 'month') end.setUTCMonth(end.getUTCMonth() + 1);
  return end;
}

function nearest(moment: Date, grain: Bucket): Date {
  const [before, after] = [startOf(moment, grain), endOf(moment, grain)];
  return moment.getTime() - before.getTime() <= after.getTime() - moment.getTime() ? before : after;
}

/** What lies between two moments: to be added where the first one is earlier, else to be taken away. */
function edge(grain: Grain, first: Date | null, second: Date | null): Piece[] {
  if (first === null || second === null || first.getTime() === second.getTime()) return [];
  return first < second
    ? [{ grain, from: first, to: second, isTaken: false }]
    : [{ grain, from: second, to: first, isTaken: true }];
}

/** About how many totals of a group that is. */
function count(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { grain, from, to }) => {
    if (from === null || to === null || grain === 'all') return sum;
    return sum + Math.round((to.getTime() - from.getTime()) / LENGTH_MS[grain]);
  }, 0);
}

const LENGTH_MS = { hour: 3_600_000, day: 86_400_000, month: 30 * 86_400_000 } as const;
