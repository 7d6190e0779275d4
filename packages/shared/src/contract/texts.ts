import { z } from 'zod';
import { findNameProblem } from '../name.ts';
import { findTextProblem } from '../text.ts';

/** A string schema that refuses with the sentence of one of our own checks. */
export function checkedString(check: (text: string) => string | null) {
  return z.string().superRefine((text, context) => {
    const problem = check(text);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
  });
}

export const storableText = checkedString(findTextProblem);
export const promptName = checkedString(findNameProblem);
export const timestamp = z.iso.datetime({ offset: true });
/** A time as it is asked for. A date is its first moment, in UTC; a time has a zone, for a server may be in another. */
export const moment = z.union([timestamp, z.iso.date()], {
  error: 'must be a time such as 2026-11-25T10:00:00Z, or a date',
});

const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/** Whether a time is in UTC of a year of four digits, and one that there was. Others are not written alike everywhere. */
export function isOfPlainYear(text: string, last = LAST): boolean {
  const time = Date.parse(text);
  return time >= FIRST && time <= last;
}

export const PLAIN_YEARS = 'must be of the years 1 to 9999 in UTC';
