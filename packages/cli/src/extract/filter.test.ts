import { describe, expect, it } from 'vitest';
import { createFilter } from './filter.ts';
import { DEFAULT_EXTRACT_OPTIONS } from './types.ts';

const { acceptsText } = createFilter(DEFAULT_EXTRACT_OPTIONS);

describe('the text of a file that may hold prompts', () => {
  it.each([
    'export const systemPrompt = a;',
    'export const a = 1,\n  systemPrompt: string = b;',
    'export const { a, systemPrompt } = b;',
    'const a = b;\nexport { a as systemPrompt };',
    'export default async function getPrompt() {}',
    'export class Agent_Instructions {}',
    '/** @prompt */\nconst a = b;',
    'exports.systemPrompt = a;',
    "module.exports['systemPrompt'] = a;",
    'module.exports = systemPrompt;',
    'module.exports = { a: { b: 1 }, c() {}, systemPrompt };',
  ])('has one exported, or marked: %s', (text) => {
    expect(acceptsText('src/a.ts', text)).toBe(true);
  });

  it.each([
    'const systemPrompt = a;\nexport const b = 1;',
    'export function ask(prompt: string) {}',
    'import { systemPrompt } from "./prompts";\nexport const a = 1;',
    "const prompt = 1;\nclass A { inputs = ['System Message'] }\nmodule.exports = { nodeClass: A };",
    'promptUser();\nmodule.exports = ask;',
  ])('has none: %s', (text) => {
    expect(acceptsText('src/a.ts', text)).toBe(false);
  });

  it('is any export where the path speaks for prompts', () => {
    expect(acceptsText('src/prompts/a.ts', 'module.exports = a;')).toBe(true);
    expect(acceptsText('src/prompts/a.ts', 'const a = 1;')).toBe(false);
  });
});
