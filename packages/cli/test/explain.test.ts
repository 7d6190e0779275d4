import { describe, expect, it } from 'vitest';
import { explain } from '../src/extract/explain.ts';
import { DEFAULT_EXTRACT_OPTIONS, type ExtractOptions } from '../src/extract/index.ts';
import { sourceOf, type Files } from './extract/sample.ts';
import { ledger, ledgerJson } from './support/ledger.ts';
import { createRepository } from './support/repository.ts';

const PROSE = 'You are a helpful assistant. Answer the question of the user as well as you can.';

function explained(files: Files, asked: string, options: Partial<ExtractOptions> = {}) {
  return explain(sourceOf(files), { ...DEFAULT_EXTRACT_OPTIONS, ...options }, asked);
}

/** Why the one thing of that name is none. */
function why(files: Files, asked: string, options: Partial<ExtractOptions> = {}): string[] {
  const matches = explained(files, asked, options);
  expect(matches).toHaveLength(1);
  expect(matches[0]?.prompts).toEqual([]);
  return (matches[0]?.steps ?? []).filter(({ holds }) => !holds).map(({ text }) => text);
}

describe('why it is a prompt', () => {
  it.each([
    ['name', { 'src/a.ts': `export const SYSTEM_PROMPT = '${PROSE}';` }, 'SYSTEM_PROMPT'],
    ['name', { 'src/a.ts': `export const SYSTEM_PROMPT = '${PROSE}';` }, 'src/a.ts:SYSTEM_PROMPT'],
    ['name', { 'src/a.ts': `export const SYSTEM_PROMPT = '${PROSE}';` }, 'a:SYSTEM_PROMPT'],
    ['path', { 'prompts/a.ts': `export const system = '${PROSE}';` }, 'system'],
    ['path', { 'prompts/a.ts': `export default '${PROSE}';` }, 'a'],
    ['path', { 'prompts/a.ts': `export const all = { one: '${PROSE}' };` }, 'all.one'],
    ['marker', { 'src/a.ts': `/** @prompt agents/one */ const x = 'Hello.';` }, 'agents/one'],
    ['marker', { 'src/a.ts': `/** @prompt agents/one */ const x = 'Hello.';` }, 'x'],
  ])('by %s: %o %s', (rule, files, asked) => {
    const matches = explained(files, asked);
    expect(matches).toMatchObject([{ rule, prompts: [{ status: 'ok' }] }]);
    expect(matches[0]?.steps.every(({ holds }) => holds)).toBe(true);
  });

  it('where each variable comes from', () => {
    const files = {
      'src/a.ts': `export const fooPrompt = (user: { name: string }, n = 'x') =>\n  \`${PROSE} \${user.name} \${n} \${load()}\`;`,
      'src/b.ts': `export const BAR_PROMPT = '${PROSE} {{name}}';`,
    };
    expect(explained(files, 'fooPrompt')[0]?.prompts[0]?.variables).toMatchObject([
      { name: 'user.name', required: true, from: 'parameter' },
      { name: 'n', required: false, from: 'parameter' },
      { name: 'load', from: 'code', expression: 'load()', file: 'src/a.ts', line: 2 },
    ]);
    expect(explained(files, 'BAR_PROMPT')[0]?.prompts[0]?.variables).toEqual([
      { name: 'name', required: true, from: 'placeholder' },
    ]);
  });

  it('a dynamic one with its diagnostic', () => {
    const code = `export async function getPrompt(): Promise<string> { return (await fetchText('${PROSE}')).text; }`;
    expect(explained({ 'src/a.ts': code }, 'getPrompt')).toMatchObject([
      { prompts: [{ name: 'getPrompt', status: 'dynamic' }], diagnostics: [{ severity: 'warning' }] },
    ]);
  });
});

describe('why it is none', () => {
  const code = (text: string) => ({ 'src/a.ts': text });
  it.each<[string, Files, string, RegExp]>([
    [
      'not exported',
      code(`const SYSTEM_PROMPT = '${PROSE}';`),
      'SYSTEM_PROMPT',
      /not exported, nor is it marked/,
    ],
    ['inside', code(`export function f() { const PROMPT = '${PROSE}'; }`), 'PROMPT', /inside of other code/],
    [
      'its name',
      code(`export const system = '${PROSE}';`),
      'system',
      /does not match \/prompt.*nor a folder/,
    ],
    [
      'short',
      code(`export const PROMPT = 'Hello  there.';`),
      'PROMPT',
      /12 characters and 2 words .* at least 40 and 6/,
    ],
    ['a test', { 'src/a.test.ts': `export const PROMPT = '${PROSE}';` }, 'PROMPT', /ends with \.test\.ts/],
    ['built', { 'dist/a.ts': `export const PROMPT = '${PROSE}';` }, 'PROMPT', /lies in dist\//],
    ['declared', { 'src/a.d.ts': `export const PROMPT = '${PROSE}';` }, 'PROMPT', /declaration file/],
    ['a hook', code(`export function usePrompt() { return '${PROSE}'; }`), 'usePrompt', /React hook/],
    ['an error', code(`export const PROMPT_ERROR = '${PROSE}';`), 'PROMPT_ERROR', /about a prompt: error/],
    ['a verdict', code(`export function isPromptOk() { return '${PROSE}'; }`), 'isPromptOk', /judges/],
    ['a hint', code(`export const BOX_PLACEHOLDER = '${PROSE}';`), 'BOX_PLACEHOLDER', /empty field/],
    ['a page', code(`export const PROMPT = '<p class="a">${PROSE}</p>';`), 'PROMPT', /markup of a page/],
    [
      'a table',
      { 'prompts/a.ts': `export const ROWS = [${`'${PROSE}',`.repeat(101)}];` },
      'ROWS',
      /its 101 texts are data/,
    ],
    [
      'a class',
      code(`export class PromptMaker { a = '${PROSE}'; }`),
      'PromptMaker',
      /class without static text/,
    ],
    [
      'a static method of a class that does not say prompt',
      code(
        `import { ask } from './a'; export class Service { static getPrompt() { return '${PROSE}'; } static async generatePrompt() { const answer = await ask(this.getPrompt()); return answer.ok ? answer.text : '${PROSE}'; } }`,
      ),
      'Service.generatePrompt',
      /without running it .*, and its class does not say that it is a prompt/,
    ],
    ['an enum', code(`export enum Prompt { a = '${PROSE}' }`), 'Prompt', /enum/],
    ['a number', code('export const promptCount = 3;'), 'promptCount', /type number, not text/],
    [
      'a component',
      { 'src/a.tsx': 'export function PromptBox() { return <p>Hello</p>; }' },
      'PromptBox',
      /markup/,
    ],
    [
      'a schema',
      code(`export const promptTool = { type: 'object', properties: { a: { description: '${PROSE}' } } };`),
      'promptTool',
      /schema/,
    ],
    ['a result', code('export const prompt = load();'), 'prompt', /without running it \(DYN_CALL_RESULT: /],
    [
      'a function',
      code('export function promptSize(a) { return { size: a.length }; }'),
      'promptSize',
      /neither text nor messages/,
    ],
    ['broken', code(`export const PROMPT = '${PROSE};`), 'PROMPT', /cannot be parsed/],
    ['exported again', code(`export { PROMPT } from './b';`), 'PROMPT', /declared, in \.\/b/],
  ])('%s', (_, files, asked, reason) => {
    expect(why(files, asked)).toEqual([expect.stringMatching(reason)]);
  });

  it('by configuration', () => {
    const files = code(`export const PROMPT = '${PROSE}';`);
    expect(why(files, 'PROMPT', { exclude: ['lib/**', 'src/**'] })).toEqual([
      'src/a.ts is not looked at: "exclude" leaves it out: src/**',
    ]);
    expect(why(files, 'PROMPT', { include: ['lib/**'] })[0]).toContain('"include" leaves it out');
    expect(why(files, 'PROMPT', { match: '^X' })[0]).toBe('its name does not match "match": ^X');
  });

  it('each of several, what is one first', () => {
    const files = {
      'src/a.ts': `const PROMPT = '${PROSE}';`,
      'src/b.ts': `export const PROMPT = '${PROSE}';`,
      'src/c.ts': `import { PROMPT } from './b'; use(PROMPT);`,
    };
    expect(explained(files, 'PROMPT').map(({ file }) => file)).toEqual(['src/b.ts', 'src/a.ts']);
  });
});

describe('ledger extract --explain', () => {
  const repository = () =>
    createRepository({
      'src/agent.ts': `export const system = '${PROSE}';\nexport const agentPrompt = (q) => \`${PROSE} \${q} \${now()}\`;\n`,
    });

  it('prints for people', async () => {
    const at = { cwd: repository().root };
    expect((await ledger(at, 'extract', '--explain', 'agentPrompt')).stdout).toMatch(
      /^agentPrompt {2}src\/agent\.ts:2:14\n {2}✓ src\/agent\.ts is looked at\n {2}✓ it is exported as agentPrompt\n {2}✓ its name matches \/prompt.*\n {2}✓ it is text: 80 characters and 16 words of its own, with 1 variable, 1 computed value\n {2}= tracked as agentPrompt: text, checksum [0-9a-f]{12}\n {6}q: a parameter\n {6}now: computed by `now\(\)` at src\/agent\.ts:2:\d+\n$/,
    );
    expect((await ledger(at, 'extract', '--explain', 'system')).stdout).toContain(
      '  = no prompt; if it is one, say so above its declaration: /** @prompt */\n',
    );
  });

  it('prints for programs', async () => {
    const at = { cwd: repository().root };
    expect(await ledgerJson(at, 'extract', '--explain', 'system')).toMatchObject({
      name: 'system',
      matches: [{ file: 'src/agent.ts', line: 1, column: 14, exportName: 'system', rule: null, prompts: [] }],
    });
  });

  it('knows what may be meant', async () => {
    const at = { cwd: repository().root };
    expect(await ledger(at, 'extract', '--explain', 'agentPromt')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Did you mean agentPrompt?'),
    });
    expect(await ledger(at, 'extract', '--explain', 'zzzzzz')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Nothing in the source is called zzzzzz.'),
    });
  });
});
