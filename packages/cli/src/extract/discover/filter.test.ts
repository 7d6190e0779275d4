import { describe, expect, it } from 'vitest';
import { createFilter } from './filter.ts';
import { DEFAULT_EXTRACT_OPTIONS } from '../types.ts';

const { acceptsText } = createFilter(DEFAULT_EXTRACT_OPTIONS);

const LARGE = 2_000_000;

describe('the text of a file that may hold prompts', () => {
  it.each([
    'export const systemPrompt = a;',
    'export const a = 1,\n  systemPrompt: string = b;',
    'export const { a, systemPrompt } = b;',
    'export const a = (x, y = ";") => [`;${`}`}`], systemPrompt = b;',
    'export const a = /[/"(]/, { systemPrompt } = b;',
    'export const ɵsystemPrompt = a;',
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
    'export const ask = (a = 1, prompt = 2) => a;\nconst b = { c: 1, prompt: 2 };',
    "export { systemPrompt } from './prompts';",
    'export enum PromptKind {}\nexport type Prompt = { a: 1 };\nexport interface PromptOptions {}',
    'import { systemPrompt } from "./prompts";\nexport const a = 1;',
    "const prompt = 1;\nclass A { inputs = ['System Message'] }\nmodule.exports = { nodeClass: A };",
    'promptUser();\nmodule.exports = ask;',
  ])('has none: %s', (text) => {
    expect(acceptsText('src/a.ts', text)).toBe(false);
  });

  it('is any export where the path speaks for prompts', () => {
    expect(acceptsText('src/prompts/a.ts', 'module.exports = a;')).toBe(true);
    expect(acceptsText('src/prompts/a.ts', 'export default { a };')).toBe(true);
    expect(acceptsText('src/prompts/a.ts', 'const a = 1;')).toBe(false);
    expect(acceptsText('src/prompts/a.ts', 'export type A = 1;\nexport * from "./b";')).toBe(false);
  });

  // Where a search went through the rest of the text from each of these, none of them would end.
  it.each([
    'export {',
    'exports = {',
    ', prompt: ',
    'export const a = /[',
    'export ',
    'prompt',
    'export const a = `${',
    "'",
    ' ',
  ])('may be anything, however often: %j', (piece) => {
    const text = `prompt; export${piece.repeat(LARGE / piece.length)}`;
    expect(acceptsText('src/a.ts', text)).toBe(false);
  });
});
