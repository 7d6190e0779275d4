import type { Grain } from '../db/tables.ts';

/** A stretch of time that totals of one grain cover; null is open. */
export interface Piece {
  readonly grain: Grain;
  readonly from: Date | null;
  readonly to: Date | null;
}

type Bucket = 'hour' | 'day' | 'month';

/**
 * Covers a stretch of time with as few totals as there can be: hours at its edges, then days, and months within.
 *
 * @param from where it begins, at a full hour; null for ever
 * @param to where it ends, at a full hour; null for ever
 * @param bucket the largest grain that may be used, since what is asked for is told in such pieces
 */
export function coverWindow(from: Date | null, to: Date | null, bucket: Bucket | null): Piece[] {
  if (from === null && to === null) return [{ grain: bucket ?? 'all', from, to }];
  const days = innerWindow(from, to, 'day');
  if (bucket === 'hour' || days === null) return [{ grain: 'hour', from, to }];
  const months = innerWindow(from, to, 'month');
  return [
    ...edge('hour', from, days.from),
    ...(bucket === 'day' || months === null
      ? [{ grain: 'day', ...days } as const]
      : [
          ...edge('day', days.from, months.from),
          { grain: 'month', ...months } as const,
          ...edge('day', months.to, days.to),
        ]),
    ...edge('hour', days.to, to),
  ];
}

/** The hour, day or month of UTC that a moment is in begins then. */
export function startOf(moment: Date, grain: Bucket): Date {
  const [year, month] = [moment.getUTCFullYear(), moment.getUTCMonth()];
  switch (grain) {
    case 'month':
      return new Date(Date.UTC(year, month));
    case 'day':
      return new Date(Date.UTC(year, month, moment.getUTCDate()));
    case 'hour':
      return new Date(Date.UTC(year, month, moment.getUTCDate(), moment.getUTCHours()));
  }
}

/** The first start of such a grain that is not before a moment. */
export function endOf(moment: Date, grain: Bucket): Date {
  const start = startOf(moment, grain);
  if (start.getTime() === moment.getTime()) return start;
  const [year, month, day] = [start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate()];
  switch (grain) {
    case 'month':
      return new Date(Date.UTC(year, month + 1));
    case 'day':
      return new Date(Date.UTC(year, month, day + 1));
    case 'hour':
      return new Date(start.getTime() + 3_600_000);
  }
}

/** The whole days or months within; null where there is none. */
function innerWindow(
  from: Date | null,
  to: Date | null,
  grain: Bucket,
): { from: Date | null; to: Date | null } | null {
  const inner = { from: from && endOf(from, grain), to: to && startOf(to, grain) };
  return inner.from !== null && inner.to !== null && inner.from >= inner.to ? null : inner;
}

function edge(grain: Grain, from: Date | null, to: Date | null): Piece[] {
  return from === null || to === null || from.getTime() === to.getTime() ? [] : [{ grain, from, to }];
}
