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
