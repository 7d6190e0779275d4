import { PRODUCT } from '../product.ts';
import { SIGN_OFF_PROMPT } from './welcome.ts';

export interface Request {
  customer: { name: string; plan: string };
  question: string;
  language?: string;
}

/** A function: each parameter, down to the property, is a variable of the prompt. */
export function answerPrompt({ customer, question, language = 'English' }: Request): string {
  return `You answer questions about ${PRODUCT}. Today is ${new Date().toDateString()}.
The customer is ${customer.name}, on the ${customer.plan} plan. Answer in ${language}.
${SIGN_OFF_PROMPT}

Question:
${question}`;
}

/** A conversation: a chat prompt of two messages. */
export const summaryPrompt = (transcript: string) => [
  {
    role: 'system' as const,
    content: `You summarise support conversations about ${PRODUCT} for the team, in at most five bullet points.`,
  },
  { role: 'user' as const, content: transcript },
];
