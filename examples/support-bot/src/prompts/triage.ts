import { PRODUCT } from '../product.ts';

const CATEGORIES = ['billing', 'bug', 'how-to', 'other'] as const;

/** A constant from another file, a local list and a template literal, folded to one text. */
export const TRIAGE_PROMPT = `You sort incoming support requests for ${PRODUCT}.
Answer with exactly one of these categories: ${CATEGORIES.join(', ')}.
Answer with the category alone, in lower case.`;
