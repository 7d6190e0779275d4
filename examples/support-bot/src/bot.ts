import { complete } from './model.ts';
import { Channel } from './product.ts';
import { answerPrompt, summaryPrompt, type Request } from './prompts/answer.ts';
import { TONE_PROMPTS } from './prompts/tones.ts';
import { TRIAGE_PROMPT } from './prompts/triage.ts';
import { WELCOME } from './prompts/welcome.ts';

/** Greets a customer, as the chat window opens. */
export function greet(name: string): string {
  return WELCOME.replace('{{name}}', name);
}

/** Sorts a request into one of the categories that the triage prompt lists. */
export async function triage(question: string): Promise<string> {
  const category = await complete([
    { role: 'system', content: TRIAGE_PROMPT },
    { role: 'user', content: question },
  ]);
  return category.trim();
}

export async function answer(request: Request, channel: Channel = Channel.Chat): Promise<string> {
  return complete([
    { role: 'system', content: TONE_PROMPTS[channel] },
    { role: 'user', content: answerPrompt(request) },
  ]);
}

export async function summarise(transcript: string): Promise<string> {
  return complete(summaryPrompt(transcript));
}
