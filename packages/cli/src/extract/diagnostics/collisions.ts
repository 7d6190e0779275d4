import { diagnostic, type Place } from './diagnostics.ts';
import type { Diagnostic, ExtractedPrompt } from '../types.ts';

/** Two prompts of one name: an error at the second, which names both places and both ways out. */
export function findCollisions(prompts: readonly ExtractedPrompt[]): Diagnostic[] {
  return findRepeated(prompts, ({ name }) => name).map(([first, second]) =>
    diagnostic(
      'name-collision',
      placeOfPrompt(second),
      `The name "${second.name}" is used twice: ${where(first)} and ${where(second)}.`,
    ),
  );
}

/** Two prompts of one text: often a copy that will drift. */
export function findDuplicates(prompts: readonly ExtractedPrompt[]): Diagnostic[] {
  return findRepeated(prompts, ({ checksum }) => checksum).map(([first, second]) =>
    diagnostic(
      'duplicate-content',
      placeOfPrompt(second),
      `${second.name} has the same text as ${first.name} at ${where(first)}.`,
    ),
  );
}

function findRepeated(
  prompts: readonly ExtractedPrompt[],
  key: (prompt: ExtractedPrompt) => string | null,
): [ExtractedPrompt, ExtractedPrompt][] {
  const first = new Map<string, ExtractedPrompt>();
  const repeated: [ExtractedPrompt, ExtractedPrompt][] = [];
  for (const prompt of prompts) {
    const value = key(prompt);
    if (value === null) continue;
    const earlier = first.get(value);
    if (earlier) repeated.push([earlier, prompt]);
    else first.set(value, prompt);
  }
  return repeated;
}

function where({ file, line }: ExtractedPrompt): string {
  return `${file}:${line}`;
}

function placeOfPrompt({ file, line, column }: ExtractedPrompt): Place {
  return { file, line, column, expression: null };
}
