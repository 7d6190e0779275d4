import { describe, expect, it } from 'vitest';
import { extractFrom, known, type Files } from './sample.ts';
import type { ExtractOptions } from '../../src/extract/index.ts';

const PROSE = 'You are a helpful assistant. Answer the question of the user as well as you can.';

function found(files: Files | string, options: Partial<ExtractOptions> = {}): string[] {
  return extractFrom(files, options).prompts.map(({ name, rule }) => `${name} by ${rule}`);
}

function codes(files: Files | string, options: Partial<ExtractOptions> = {}): string[] {
  return extractFrom(files, options).diagnostics.map(({ code }) => code);
}

describe('what is a prompt without being marked', () => {
  it.each([
    'systemPrompt',
    'SYSTEM_PROMPT',
    'instructions',
    'AGENT_INSTRUCTION',
    'system_message',
    'SystemMessage',
    'promptForTitles',
  ])('an exported text called %s', (name) =>
    expect(found({ 'src/a.ts': `export const ${name} = '${PROSE}';` })).toEqual([`${name} by name`]),
  );

  it.each(['src/prompt.ts', 'lib/title-prompts.ts', 'prompts/title.ts', 'a/prompt/b/c.ts'])(
    'a text of %s',
    (path) => {
      expect(found({ [path]: `export const title = '${PROSE}';` })).toEqual(['title by path']);
    },
  );

  it('a text that has its words with what is put into it', () => {
    const code =
      'export const prompt = (a, b) => `https://example.com/a/long/address/of/a ${a} for now https://example.org ${b}`;';
    expect(found(code)).toEqual(['prompt by name']);
    expect(found(code.replace(' now ', ' '))).toEqual([]);
  });

  it.each([
    ['another name and path', { 'src/a.ts': `export const title = '${PROSE}';` }],
    ['instructional', { 'src/a.ts': `export const instructional = '${PROSE}';` }],
    ['too short', `export const PROMPT = 'Hello there, who are you?';`],
    ['too few words', `export const PROMPT = 'https://example.com/a/very/long/address/of/a/page.html here';`],
    [
      'too few characters beside what is put in',
      'export const prompt = (a, b, c, d) => `The answer is ${a} and ${b} of ${c} to ${d}.`;',
    ],
    [
      'a line of a terminal',
      'const dim = (s) => `\\x1b[2m${s}\\x1b[0m`; export const prompt = (l) => `${dim("my")} ${dim("tool")} ${dim(">")} ${l.map((x) => `${dim(x)} ${dim(">")}`).join(" ")}`;',
    ],
    ['not exported', `const PROMPT = '${PROSE}';`],
    [
      'an object of JavaScript, made with prose',
      `export async function findPrompts(db) {
        const rows = await db.query('select one from many where this and that are so, ordered by name');
        return new Map(rows);
      }`,
    ],
    ['a type', `export type Prompt = '${PROSE}'; export interface PromptX { a: '${PROSE}' }`],
    ['a number', `export const PROMPT_COUNT = 3; export const promptOn = true; export const promptRe = /x/;`],
    ['an enum', `export enum Prompts { A = '${PROSE}' }`],
    ['a hook', `export function usePrompt() { return '${PROSE}'; }`],
    [
      'a component',
      {
        'prompt.tsx': `export function PromptInput({ a }) { const t = \`${PROSE}\`; return <p title={t}>{a}</p>; }`,
      },
    ],
    [
      'a class',
      `export class PromptBuilder { text = '${PROSE}'; build() { return this.text; } static make() { return new PromptBuilder(); } }`,
    ],
    [
      'a schema',
      `export const promptTool = { type: 'object', properties: { a: { type: 'string', description: '${PROSE}' } } };`,
    ],
    ['a tool', `export const promptTool = { name: 'x', description: '${PROSE}', inputSchema: {} };`],
    [
      'a tool whose parameters are called params',
      `export const promptTool = { name: 'x', description: '${PROSE}', params: { a: { description: '${PROSE}' } } };`,
    ],
    ['what is wrong with a prompt', `export const PROMPT_NAME_ERROR = '${PROSE}';`],
    ['what is said where a prompt is too long', `export const PROMPT_TOO_LONG_ERROR_MESSAGE = '${PROSE}';`],
    ['what describes a prompt', `export const SYSTEM_PROMPT_DESCRIPTION = '${PROSE}';`],
    ['what an empty field shows', { 'prompts/box.ts': `export const COMPOSER_PLACEHOLDER = '${PROSE}';` }],
    [
      'what is wrong with the name of a prompt',
      `export function validatePromptName(name: string) { return name ? null : '${PROSE}'; }`,
    ],
    [
      'markup of a page',
      `export function setupInstructions(key) { return \`<div class="mb-3"><b>1.</b> ${PROSE} \${key}</div>\`; }`,
    ],
    [
      'a function that gives something else',
      `export function parsePrompt(text) { return { a: text.split('\\n') }; }`,
    ],
    ['a function that logs', `export function savePrompt(x) { console.log('${PROSE}'); return db.save(x); }`],
    [
      'a function that throws',
      `export function checkPrompt(x) { if (!x) throw new Error('${PROSE}'); return check(x); }`,
    ],
    [
      'a function that gives one of some keys',
      `export function promptLanguage(extension: string) {
        switch (extension) {
          case 'js': return 'javascript';
          case 'ts': return 'typescript';
          case 'tsx': return 'typescriptreact';
          case 'py': return 'python';
          case 'rb': return 'ruby';
          case 'sh': return 'shellscript';
          default: return 'plaintext';
        }
      }`,
    ],
    [
      'what an async function without a type gives that only running it can tell',
      `export async function savePrompt(db, name) {
        const saved = await db.query(\`select one from many where this and that are so, ordered by \${name}\`);
        return saved.first;
      }`,
    ],
    [
      'a component that is wrapped',
      {
        'prompt.tsx': `import { forwardRef } from 'react';
        export const PromptInput = forwardRef((props, ref) => <p ref={ref} title="${PROSE}">{props.a}</p>);
        PromptInput.displayName = 'PromptInput';`,
      },
    ],
    [
      'a class that counts',
      `export class PromptPanel { render() { PromptPanel.count += 1; return \`${PROSE}\`; } }
      PromptPanel.count = 0;`,
    ],
    [
      'what is made of a key, with a description',
      `import { register, say } from './register';
      export const promptColor = register('prompt.color', { dark: '#fff' }, say('color', '${PROSE}'));`,
    ],
    [
      'what a function of the repository makes of a key, with a description',
      {
        'a.ts': `import { register } from './register';
        export const PROMPT_COLOR = register('prompt.color', { dark: '#fff' }, say('color', '${PROSE}'));`,
        'register.ts': `import { registry } from 'registry';
        export function register(id, defaults, text) { return registry.add(id, defaults, text); }`,
      },
    ],
    [
      'a method that gives nothing',
      `export class Categories {
        async savePrompt(x): Promise<void> { const text = \`${PROSE}\`; return await this.store.save(text, x); }
      }`,
    ],
    [
      'a function that says it gives a number',
      `export async function promptCount(): Promise<number> { return '${PROSE}' as any; }`,
    ],
    ['a namespace', `export namespace Prompts { export const A = '${PROSE}'; }\nexport const b = 1;`],
    ['a test', { 'src/prompt.test.ts': `export const PROMPT = '${PROSE}';` }],
    ['a fixture', { '__fixtures__/prompt.ts': `export const PROMPT = '${PROSE}';` }],
    ['a declaration', { 'prompt.d.ts': `export const PROMPT = '${PROSE}';` }],
    ['built', { 'dist/prompt.js': `export const PROMPT = '${PROSE}';` }],
    ['no source file', { 'prompt.md': PROSE, 'prompt.py': `PROMPT = '${PROSE}'` }],
  ])('not: %s', (_, files) => {
    expect(extractFrom(files)).toMatchObject({ prompts: [], diagnostics: [] });
  });

  it.each([
    ['Chinese', '你是一个乐于助人的翻译助手，请把用户的话翻译成英文。', '点击这里开始新的对话'],
    [
      'Japanese',
      'あなたは優秀なアシスタントです。会話を三十文字以内で要約してください。',
      '新しい会話を始める',
    ],
    ['Thai', 'คุณเป็นผู้ช่วยที่คอยแปลข้อความของผู้ใช้เป็นภาษาอังกฤษ', 'เริ่มสนทนา'],
    [
      'Korean',
      '당신은 유능한 번역가입니다. 사용자의 문장을 영어로 번역하고 설명은 덧붙이지 마세요.',
      '새 대화 시작',
    ],
  ])('a text in %s, and no label', (_language, text, label) => {
    expect(found(`export const SYSTEM_PROMPT = '${text}';\nexport const PROMPT_LABEL = '${label}';`)).toEqual(
      ['SYSTEM_PROMPT by name'],
    );
  });

  it('what the model is told of an error, and what checks an answer', () => {
    const code = `export const EMPTY_ANSWER_ERROR = '${PROSE}';
      export const ERROR_PROMPT = '${PROSE} A';
      export const validateAnswerPrompt = (a) => \`${PROSE} \${a}\`;
      export const descriptionPrompt = '<example class="a">${PROSE}</example>';
      export const htmlPrompt = 'Return this: <div class="a">${PROSE}</div>';`;
    expect(found(code)).toEqual([
      'EMPTY_ANSWER_ERROR by path',
      'ERROR_PROMPT by name',
      'validateAnswerPrompt by name',
      'descriptionPrompt by name',
      'htmlPrompt by name',
    ]);
  });

  it('the texts of a list, unless it is so long that it is data', () => {
    const list = (count: number) =>
      `export const TEXTS = [${Array.from({ length: count }, (_, index) => `'${PROSE} ${index}'`).join(',')}];`;
    expect(found(list(100))).toHaveLength(100);
    expect(found(list(101))).toEqual([]);
    expect(found({ 'src/a.ts': list(101).replace('TEXTS', 'PROMPTS') })).toHaveLength(101);
  });

  it('what stands between the items of a list, which is text as well', () => {
    const between = 'Take the next item of the list, and answer it in one sentence.';
    const { prompts } = extractFrom(
      `export const itemsPrompt = (items: string[]) => items.join('\\n${between}\\n');`,
    );
    expect(prompts.map(({ template }) => template)).toEqual([
      `{% for item in items %}{{ item }}{% if not loop.last %}\n${between}\n{% endif %}{% endfor %}`,
    ]);
    expect(extractFrom("export const itemsPrompt = (items: string[]) => items.join(', ');").prompts).toEqual(
      [],
    );
  });

  it('a text with a placeholder, however short', () => {
    expect(found(`export const WELCOME = 'Hello {{name}}!';`)).toEqual(['WELCOME by path']);
    expect(found(`export const WELCOME = 'Hello {{name}}!';`, { placeholders: 'none' })).toEqual([]);
  });

  it('the static text of a class whose name, or file, or own name says so', () => {
    const code = `export class Agent {
      static readonly systemPrompt = '${PROSE} A';
      static other = '${PROSE} B';
      static shared = SHARED_PROMPT;
      static sharedPrompt = SHARED_PROMPT;
      static getPrompt() { return '${PROSE} C'; }
    }
    export const SHARED_PROMPT = '${PROSE} D';
    class Hidden { static systemPrompt = '${PROSE} E'; }`;
    expect(extractFrom({ 'agent.ts': code }).prompts.map(({ name }) => name)).toEqual([
      'Agent.systemPrompt',
      'Agent.getPrompt',
      'SHARED_PROMPT',
    ]);
  });

  it('members of objects that say so, and the static text beside a static method that does', () => {
    const code = `export const agents = [{ slug: 'a', systemPrompt: '${PROSE} A', prompt: '${PROSE} B', more: { instructions: '${PROSE} C' } }];
    export const config = { title: '${PROSE} D', buildPrompt: (x: string) => \`${PROSE} \${x}\` };
    export class Context {
      private static readonly prefix = '${PROSE} E';
      static getPrompt() { return Context.prefix; }
    }
    export class Other { static text = '${PROSE} F'; }`;
    expect(extractFrom({ 'agent.ts': code }).prompts.map(({ name }) => name)).toEqual([
      'agents.0.systemPrompt',
      'agents.0.more.instructions',
      'config.buildPrompt',
      'Context.prefix',
    ]);
  });

  it('members of the options that something is made of', () => {
    const code = `import { Agent, tool, schema } from 'agents';
    export const writer = new Agent<Context>({
      name: 'Writer',
      instructions: '${PROSE} A',
      tools: [tool({ name: 'x', instructions: '${PROSE} B' })],
    });
    export const reader = Agent.create({
      description: '${PROSE} C',
      instructions: ({ name }) => \`${PROSE} \${name}\`,
    });
    export const editor = createAgent({
      name: 'Editor',
      system: '${PROSE} G',
    });
    export const shape = schema.object({
      instructions: schema.string().describe('${PROSE} D'),
    });
    export default new Agent({
      model: { systemPrompt: '${PROSE} E' },
      systemPrompt: [ '${PROSE} F', 'Be kind.' ].join(' '),
    });`;
    expect(extractFrom({ 'team.ts': code }).prompts.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'writer.instructions ok',
      'reader.instructions ok',
      'editor.system ok',
      'team.systemPrompt ok',
    ]);
  });

  it.each([
    ['an object on one line', `export const agent = { title: '${PROSE}', systemPrompt: '${PROSE} A' };`],
    ['with more spread into it', `export const agent = { ...more, systemPrompt: '${PROSE}' };`],
    ['a method of an object', `export const agent = { systemPrompt() { return '${PROSE}'; } };`],
    ['one item of a list', `export const agent = [{ title: '${PROSE}' }, { systemPrompt: '${PROSE} A' }];`],
    ['deep inside', `export const agent = { a: { b: { c: { systemPrompt: '${PROSE}' } } } };`],
    ['one of some options', `export const agent = make({ name: 'x' }, { systemPrompt: '${PROSE}' });`],
    ['a class that is a value', `export const agent = class { static systemPrompt = '${PROSE}'; };`],
    [
      'a class with a method',
      `export class agent { getPrompt() { return '${PROSE}'; } describe() { return '${PROSE} A'; } }`,
    ],
  ])('a member that says so of %s', (_, code) => {
    const names = found({ 'src/a.ts': code });
    expect(names).toEqual([expect.stringMatching(/^agent\.(?:\w+\.)*\w*Prompt by name$/i)]);
  });

  it.each([
    ['of an instance', `export class Agent { systemPrompt = '${PROSE}'; }`],
    ['too deep inside', `export const a = { b: { c: { d: { e: { systemPrompt: '${PROSE}' } } } } };`],
    ['with another name', `export const a = { title: '${PROSE}' };`],
    ['that is no text', `export const a = { systemPrompt: 'short', b: '${PROSE}' };`],
  ])('no member %s', (_, code) => {
    expect(found({ 'src/a.ts': code })).toEqual([]);
  });

  it.each([
    ['exported twice, by its name', `export const systemPrompt = '${PROSE}'; export default systemPrompt;`],
    [
      'whatever comes first',
      `export { systemPrompt as default, systemPrompt }; const systemPrompt = '${PROSE}';`,
    ],
    [
      'by its first name',
      `export { systemPrompt, systemPrompt as otherPrompt }; const systemPrompt = '${PROSE}';`,
    ],
    ['by its own name as a default', `const systemPrompt = '${PROSE}'; export default systemPrompt;`],
    ['by the name it is exported by', `const text = '${PROSE}'; export { text as systemPrompt };`],
    ['as a default function', `export default function systemPrompt() { return '${PROSE}'; }`],
  ])('one %s', (_, code) => {
    expect(found({ 'src/a.ts': code })).toEqual(['systemPrompt by name']);
  });

  it.each([
    ['by another name', `const systemPrompt = '${PROSE}'; export { systemPrompt as text };`],
    ['as a default of another name', `const text = '${PROSE}'; export default text;`],
    ['from elsewhere', `import { systemPrompt } from './b'; export { systemPrompt };`],
    [
      'with markup and no element',
      { 'prompt.tsx': `export const PromptBox = ({ a }) => { const t = '${PROSE}'; return <>{t}</>; };` },
    ],
  ])('none that is exported %s', (_, files) => {
    expect(found(typeof files === 'string' ? { 'src/a.ts': files } : files)).toEqual([]);
  });

  it('those whose names say prompt in the end', () => {
    const names = [
      'PROMPT_FOR_DESCRIPTION',
      'PROMPT_DESCRIPTION_TEXT',
      'PROMPT_TEXT',
      'promptHTMLError',
      '__PROMPT__ERROR',
      'HTMLPrompt',
      'placeholderPrompt',
      'promptPlaceholder',
      'isPrompt',
      'reusePrompt',
    ];
    const code = names.map((name, index) => `export const ${name} = '${PROSE} ${index}';`).join('\n');
    const functions = ['isPromptValid', 'promptIs', 'userPrompt', 'usePrompt'].map(
      (name) => `export const ${name} = () => '${PROSE} ${name}';`,
    );
    expect(found({ 'src/a.ts': `${code}\n${functions.join('\n')}` })).toEqual(
      [
        'PROMPT_FOR_DESCRIPTION',
        'PROMPT_TEXT',
        'HTMLPrompt',
        'placeholderPrompt',
        'isPrompt',
        'reusePrompt',
        'promptIs',
        'userPrompt',
      ].map((name) => `${name} by name`),
    );
  });

  it('in the order of the file, marked or not', () => {
    const code = `/** @prompt z */ const a = '${PROSE} 1';
      export const bPrompt = '${PROSE} 2';
      /** @prompt y */ const c = '${PROSE} 3';
      export { dPrompt };
      const ePrompt = '${PROSE} 4', dPrompt = '${PROSE} 5';
      export { ePrompt };`;
    expect(found({ 'src/a.ts': code }).map((each) => each.split(' ')[0])).toEqual([
      'z',
      'bPrompt',
      'y',
      'ePrompt',
      'dPrompt',
    ]);
  });

  it('no object, list or schema that only running the code gives', () => {
    const code = `import { z } from 'zod';
    import { db, define, load } from './db';
    export const PromptSchema = z.object({ a: z.string().describe('${PROSE}') });
    export const promptRouter = define({ description: '${PROSE}', run: () => '${PROSE}' });
    export async function getPromptRows() { const rows = await db.query(\`${PROSE}\`); return rows.map((row) => ({ id: row.id })); }
    export async function countPrompts(): Promise<number> { return await db.count('${PROSE}'); }
    export const systemPrompt = load('${PROSE}');
    export async function buildPrompt(): Promise<string> { return await load(\`${PROSE}\`); }`;
    expect(extractFrom({ 'agent.ts': code }).prompts.map(({ name }) => name)).toEqual([
      'systemPrompt',
      'buildPrompt',
    ]);
  });

  it('a text that is made of a constant with prose, though it is not tracked', () => {
    const of = (code: string) => codes({ 'src/a.ts': `const RULES = '${PROSE}';\nexport ${code}` });
    expect(
      of('const aPrompt = (x: string) => `${RULES}\\n${x}`.replace(/\\n{3,}/g, "\\n\\n").trim();'),
    ).toEqual(['DYN_CALL_RESULT']);
    expect(
      extractFrom({ 'src/a.ts': `const RULES = '${PROSE}';\nexport const aPrompt = load(RULES);` }).prompts,
    ).toEqual([]);
  });

  it('a method with text of its own, and why it is not tracked where it depends on its object', () => {
    const code = `export class Writer {
      private tone = 'calm';
      getPrompt(topic: string) { return \`${PROSE} \${topic}\`; }
      getSystemPrompt() { return [1].map(() => \`${PROSE} \${this.tone}\`).join(); }
      getPromptName() { return this.name; }
      describe() { return '${PROSE}'; }
    }`;
    const { prompts, diagnostics } = extractFrom({ 'prompts.ts': code });
    expect(prompts.map(({ name, status }) => [name, status])).toEqual([
      ['Writer.getPrompt', 'ok'],
      ['Writer.getSystemPrompt', 'dynamic'],
    ]);
    expect(diagnostics.map(({ code: reason, expression }) => [reason, expression])).toEqual([
      ['DYN_CLASS_MEMBER', 'this'],
    ]);
    // Elsewhere, what depends on its object is not even a candidate.
    expect(extractFrom({ 'writer.ts': code }).prompts.map(({ name }) => name)).toEqual(['Writer.getPrompt']);
  });

  it('says once where a text has placeholders of another language', () => {
    const say = (code: string, options = {}) =>
      extractFrom({ 'prompts.ts': code }, options).diagnostics.map(({ code: kind, expression }) => [
        kind,
        expression,
      ]);
    const code = `export const a = '${PROSE} {topic} and {other} and {{#if x}}';`;
    expect(say(code)).toEqual([['foreign-placeholder', '{topic}']]);
    expect(say(code, { placeholders: 'none' })).toEqual([]);
    expect(say(`export const a = '${PROSE} {{ topic }}';`)).toEqual([]);
    expect(
      say(
        `import { PromptTemplate } from '@langchain/core/prompts'; export const a = PromptTemplate.fromTemplate('${PROSE} {topic} as {{b}}');`,
      ),
    ).toEqual([]);
  });

  it('the static text of a class, and members of maps and lists', () => {
    const code = `export class Prompts { static a = '${PROSE} A'; static b = 3; static c() { return '${PROSE} C'; } private x = 1; }
      export const map = { a: '${PROSE} 1', 'b c': { d: \`${PROSE} 2\` }, short: 'no', f: (x) => \`${PROSE} \${x}\` };
      export const list = ['${PROSE} 3', { text: '${PROSE} 4' }];`;
    expect(
      extractFrom(code).prompts.map(({ name, exportName, member }) => [name, exportName, member]),
    ).toEqual([
      ['Prompts.a', 'Prompts', 'a'],
      ['Prompts.c', 'Prompts', 'c'],
      ['map.a', 'map', 'a'],
      ['map.b_c.d', 'map', 'b c.d'],
      ['map.f', 'map', 'f'],
      ['list.0', 'list', '0'],
      ['list.1.text', 'list', '1.text'],
    ]);
  });

  it('where it is declared, not where a map lists it', () => {
    const code = `export const A = '${PROSE} A'; const B = '${PROSE} B'; export const ALL = { A, b: B };`;
    expect(found(code)).toEqual(['A by path', 'ALL.b by path']);
  });
});

describe('markers', () => {
  it('serve constants that are not exported, and functions, whatever their name', () => {
    const code = `
      /** @prompt */
      const a = 'Short.';
      /**
       * Answers.
       * @prompt answers/short
       */
      function b(x) { return \`Answer \${x}\`; }
      // @prompt not a documentation comment
      const c = '${PROSE}';
      const
        /** @prompt d.d */
        d = 'Also.',
        e = 1;
      function f() { /** @prompt inner */ const g = '${PROSE}'; }`;
    expect(found({ 'src/x.ts': code })).toEqual(['a by marker', 'answers/short by marker', 'd.d by marker']);
  });

  it('name an export, a default and a member', () => {
    expect(found(`/** @prompt greeting */ export const PROMPT = 'Hi.';`)).toEqual(['greeting by marker']);
    expect(found(`/** @prompt greeting */ export default 'Hi.';`)).toEqual(['greeting by marker']);
    expect(found(`/** @prompt greeting */ export default function () { return 'Hi.'; }`)).toEqual([
      'greeting by marker',
    ]);
    expect(found(`export const map = { /** @prompt one */ a: 'Hi.', b: 'x' };`)).toEqual(['one by marker']);
  });

  it.each([
    ['of a class', `/** @prompt x */ export class Texts { static a = '${PROSE}'; }`, ['x.a by marker']],
    [
      'of a default class',
      `/** @prompt x */ export default class { static a = '${PROSE}'; }`,
      ['x.a by marker'],
    ],
    [
      'of a default function',
      `/** @prompt x */ export default function f() { return 'Hi.'; }`,
      ['x by marker'],
    ],
    [
      'behind other comments',
      `/** @prompt x */ /** more */ // and\nexport const a = 'Hi.';`,
      ['x by marker'],
    ],
    ['the last of two', `/** @prompt x */ /** @prompt y */ export const a = 'Hi.';`, ['y by marker']],
    [
      'of a pattern',
      `/** @prompt */ export const { a, b } = { a: 'Hi.', b: 'Ho.' };`,
      ['a by marker', 'b by marker'],
    ],
    ['of a declaration of two', `/** @prompt */ const a = 'Hi.', b = 'Ho.';`, ['a by marker', 'b by marker']],
    ['with more white space', `/**\n * @prompt \t x \t\n */ const a = 'Hi.';`, ['x by marker']],
    ['that is another word', `/** @prompts */ const a = '${PROSE}';`, []],
    ['in a plain comment', `/* @prompt */ const a = '${PROSE}';`, []],
    ['of a statement', `/** @prompt */ if (x) { f('${PROSE}'); }`, []],
    ['of an import', `/** @prompt */ import { a } from './b'; export const b = 1;`, []],
  ])('%s', (_, code, expected) => {
    expect(found({ 'src/a.ts': code })).toEqual(expected);
  });

  it('are a call or a tag of our own package', () => {
    const code = `import { definePrompt, prompt } from '@prompt-ledger/cli';
      export const a = definePrompt({ name: 'first', prompt: 'Hello {{name}}' });
      export const b = prompt\`Hi \${a}.\`;
      export const c = definePrompt({ system: 'Be kind.', prompt: 'Hello {{name}}' });`;
    const { prompts } = extractFrom({ 'src/a.ts': code });
    expect(prompts.map(({ name, kind, template }) => [name, kind, template])).toEqual([
      ['first', 'text', 'Hello {{ name }}'],
      ['b', 'text', 'Hi {{ a }}.'],
      ['c', 'chat', '[{"role":"system","content":"Be kind."},{"role":"user","content":"Hello {{ name }}"}]'],
    ]);
  });

  it('with a name that is not allowed are an error', () => {
    const { prompts, diagnostics } = extractFrom(`/** @prompt my greeting */ export const A = 'Hi.';`);
    expect(prompts.map(({ name }) => name)).toEqual(['A']);
    expect(diagnostics[0]).toMatchObject({
      code: 'invalid-name',
      severity: 'error',
      line: 1,
      message: expect.stringContaining('"my greeting" must start with a letter') as string,
    });
  });

  it('of what is no text say so', () => {
    expect(codes(`/** @prompt */ export const A = 3;`)).toEqual(['unused-marker']);
  });
});

describe('names', () => {
  it('by path', () => {
    const names = (files: Files) => extractFrom(files, { naming: 'path' }).prompts.map(({ name }) => name);
    expect(names({ 'src/prompts/a.b.ts': `export const X = { y: '${PROSE}' };` })).toEqual([
      'src/prompts/a.b#X.y',
    ]);
    expect(names({ 'app/[id]/(g)/prompt.ts': `export default '${PROSE}';` })).toEqual([
      'app/_id_/_g_/prompt#default',
    ]);
  });

  it('that the grammar does not allow are made to fit', () => {
    expect(found(`export const $prompt = '${PROSE}'; export const prömpt$x = '${PROSE}!';`)).toEqual([
      '_prompt by name',
      'prömpt_x by path',
    ]);
  });

  it('used twice are an error that says where and what to do', () => {
    const { diagnostics } = extractFrom({
      'a/prompt.ts': `export const A = '${PROSE} 1';`,
      'b/prompt.ts': `\nexport const A = '${PROSE} 2';`,
    });
    expect(diagnostics).toEqual([
      {
        code: 'name-collision',
        severity: 'error',
        file: 'b/prompt.ts',
        line: 2,
        column: 14,
        expression: null,
        message: 'The name "A" is used twice: a/prompt.ts:1 and b/prompt.ts:2.',
        hint: expect.stringMatching(/@prompt name.*naming: "path"/) as string,
      },
    ]);
  });

  it('of one text are worth a note', () => {
    expect(codes(`export const A = '${PROSE}'; export const B = '${PROSE}';`)).toEqual(['duplicate-content']);
  });
});

describe('options', () => {
  const files = {
    'src/a.ts': `export const TEXT_A = '${PROSE}'; export const PROMPT_A = '${PROSE}!';`,
    'src/b/prompt.ts': `export const B = '${PROSE}?';`,
  };

  it('include and exclude files', () => {
    expect(found(files, { include: ['src/*.ts'] })).toEqual(['PROMPT_A by name']);
    expect(found(files, { exclude: ['src/*.ts'] })).toEqual(['B by path']);
  });

  it('match other names instead', () => {
    expect(found(files, { match: '^TEXT_' })).toEqual(['TEXT_A by name']);
    const members = `export const agents = { tone: '${PROSE}', systemPrompt: '${PROSE}!' };\nexport const tone = '${PROSE}?';`;
    expect(found({ 'src/a.ts': members }, { match: '^tone$' })).toEqual([
      'agents.tone by name',
      'tone by name',
    ]);
  });

  it('that are no patterns are an error', () => {
    expect(extractFrom(files, { match: '(' })).toMatchObject({
      prompts: [],
      diagnostics: [{ code: 'invalid-match', severity: 'error' }],
    });
  });
});

describe('files', () => {
  it('that do not parse are reported with their place, and the others are read', () => {
    const { prompts, diagnostics, stats } = extractFrom({
      'a/prompt.ts': `export const A = '${PROSE}';\nexport const = ;`,
      'b/prompt.ts': `export const B = '${PROSE}';`,
    });
    expect(prompts.map(({ name }) => name)).toEqual(['B']);
    expect(diagnostics).toMatchObject([{ code: 'syntax-error', file: 'a/prompt.ts', line: 2, column: 14 }]);
    expect(diagnostics[0]?.message).not.toMatch(/\(\d+:\d+\)/);
    expect(stats).toEqual({ files: 2, parsed: 2, cached: 0 });
  });

  it('says that a merge is not resolved, where git left its markers', () => {
    const text = 'export const A_PROMPT = `\n<<<<<<< SEARCH\n=======\n>>>>>>> REPLACE`;\n';
    expect(extractFrom({ 'a/prompt.ts': text }).diagnostics).toEqual([]);
    for (const line of ['<<<<<<< HEAD', '=======', '>>>>>>> other']) {
      expect(extractFrom({ 'a/prompt.ts': `${text}${line}\n` }).diagnostics).toMatchObject([
        { code: 'syntax-error', line: 5, message: 'A conflict of a merge is not resolved here.' },
      ]);
    }
  });

  it('that cannot be read are reported where they might hold prompts', () => {
    const { diagnostics } = extractFrom({
      'prompt.ts': null as unknown as string,
      'a.ts': null as unknown as string,
    });
    expect(diagnostics).toMatchObject([{ code: 'unreadable-file', file: 'prompt.ts', severity: 'warning' }]);
  });

  it('without a candidate are never parsed', () => {
    const { stats } = extractFrom({ 'a.ts': 'this is { not code', 'b.ts': 'const prompt = 1; export { x }' });
    expect(stats).toEqual({ files: 2, parsed: 0, cached: 0 });
  });

  it('give a place from 1, as editors count', () => {
    expect(known(`\n  export const A =\n    '${PROSE}';\n`)).toMatchObject({
      line: 2,
      column: 16,
      endLine: 3,
    });
  });

  it('with text that cannot be stored are told', () => {
    expect(codes(`export const A = '${PROSE}\\0';`)).toEqual(['unstorable-text']);
    expect(codes(`export const A = '${PROSE}\\ud800';`)).toEqual(['unstorable-text']);
  });
});
