const DAY = /^\d{4}-\d\d-\d\d$/;
const TIME = /^(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;
const AGO = /^(\d{1,6}) (minute|hour|day|week|month|year)s? ago$/i;

/**
 * Reads a moment as people write it: a day (its end, in the time zone of this machine), a day with a time, `now`, `today`,
 * `yesterday` (their end as well), `3 days ago`.
 *
 * @returns null for what is no moment
 */
export function readWhen(text: string, now: Date): Date | null {
  if (DAY.test(text)) return readDay(text);
  const time = TIME.exec(text);
  if (time) return readDay(time[1] ?? '') && valid(new Date(text.replace(' ', 'T')));
  const ago = AGO.exec(text);
  if (ago) return valid(goBack(now, Number(ago[1]), ago[2]?.toLowerCase() ?? ''));
  switch (text.toLowerCase()) {
    case 'now':
      return now;
    case 'today':
      return endOfDay(now, 0);
    case 'yesterday':
      return endOfDay(now, -1);
    default:
      return null;
  }
}

export const WHEN_HINT = 'Write {2026-08-01}, {2026-08-01 14:30}, {yesterday} or {3 days ago}.';

/** The same for a moment from which on something counts: of a day it is the beginning. */
export function readSince(text: string, now: Date): Date | null {
  const moment = readWhen(text, now);
  const isDay = DAY.test(text) || /^(?:to|yester)day$/i.test(text);
  return moment && isDay ? new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()) : moment;
}

/** The thirtieth of February is no day, whatever `Date` makes of it. */
function readDay(text: string): Date | null {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  const date = new Date(year, month - 1, day, 23, 59, 59, 999);
  return date.getMonth() === month - 1 && date.getDate() === day ? date : null;
}

function endOfDay(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, 23, 59, 59, 999);
}

function goBack(now: Date, number: number, unit: string): Date {
  const date = new Date(now);
  if (unit === 'minute') date.setMinutes(date.getMinutes() - number);
  else if (unit === 'hour') date.setHours(date.getHours() - number);
  else if (unit === 'day') date.setDate(date.getDate() - number);
  else if (unit === 'week') date.setDate(date.getDate() - 7 * number);
  else if (unit === 'month') date.setMonth(date.getMonth() - number);
  else date.setFullYear(date.getFullYear() - number);
  return date;
}

function valid(date: Date): Date | null {
  return Number.isNaN(date.getTime()) ? null : date;
}
