import { describe, expect, it } from 'vitest';
import { extractFrom, known, only, reasonOf, templateOf } from './sample.ts';

/* Shapes seen in real code that a simpler extractor gets wrong. */

const PROSE = 'You are a helpful assistant. Answer the question of the user as well as you can.';

function names(files: Parameters<typeof extractFrom>[0]): string[] {
  return extractFrom(files).prompts.map(({ name }) => name);
}

describe('text', () => {
  it('may have `export` in a template literal', () => {
    expect(names(`export const A = \`${PROSE}\nexport const B = "${PROSE}";\n\`;`)).toEqual(['A']);
  });

  it('keeps escaped backticks and dollars', () => {
    expect(templateOf(`export const A = \`${PROSE} \\\`x\\\` \\\${y}\`;`)).toBe(`${PROSE} \`x\` \${y}`);
  });

  it('has template literals inside of template literals', () => {
    expect(templateOf(`export const A = \`${PROSE} \${\`in \${\`most\`}\`}\`;`)).toBe(`${PROSE} in most`);
  });

  it('is the same from a CRLF file', () => {
    const code = `export const A = \`${PROSE}\nsecond line\n\`;\n`;
    expect(known(code.replaceAll('\n', '\r\n')).checksum).toBe(known(code).checksum);
  });

  it('may be a chain of 2,000 lines', () => {
    const lines = Array.from({ length: 2_000 }, (_, index) => `'line number ${index}\\n'`).join(' +\n  ');
    expect(templateOf(`export const A =\n  ${lines};`).split('\n')).toHaveLength(2_001);
  });

  it('continues over lines, and has U+2028 as it is', () => {
    expect(templateOf(`export const A = '${PROSE} \\\n next\u2028';`)).toBe(`${PROSE}  next\u2028`);
  });

  it('takes JSON imported from another file', () => {
    const files = {
      'prompts.ts': `import data from './data.json';\nimport { nested } from './data.json';\nexport const A = \`${PROSE} \${data.tone} \${nested.x}\`;`,
      'data.json': '{ "tone": "kind", "nested": { "x": 1 } }',
    };
    expect(templateOf(files)).toBe(`${PROSE} kind 1`);
  });
});

describe('exports', () => {
  it('are found as lists, renamed, default, and beside module.exports', () => {
    expect(names(`const a = '${PROSE}1'; export { a as systemPrompt };`)).toEqual(['systemPrompt']);
    expect(names({ 'lib/prompts/greet.ts': `export default '${PROSE}';` })).toEqual(['greet']);
    expect(names(`const p = '${PROSE}'; export default p;`)).toEqual(['p']);
    expect(names(`export default function getPrompt() { return '${PROSE}'; }`)).toEqual(['getPrompt']);
    expect(
      names({ 'prompts.js': `export const A = '${PROSE}1'; module.exports = { A, B: '${PROSE}2' };` }),
    ).toEqual(['A', 'B']);
    expect(names({ 'prompts.cjs': `exports.A = '${PROSE}1'; module.exports.B = '${PROSE}2';` })).toEqual([
      'A',
      'B',
    ]);
  });

  it('are found once when exported twice, by their own name', () => {
    expect(names(`export const A = '${PROSE}';\nexport default A;`)).toEqual(['A']);
  });

  it('are found where they are declared, not in a barrel', () => {
    const files = {
      'src/prompts/index.ts': `export * from './a.js';\nexport { A as B } from './a';\nimport { A } from './a'; export { A };`,
      'src/prompts/a.ts': `export const A = '${PROSE}';`,
    };
    expect(extractFrom(files).prompts.map(({ file, name }) => [file, name])).toEqual([
      ['src/prompts/a.ts', 'A'],
    ]);
  });

  it('of flags are choices, not guesses', () => {
    const code = `export const A = process.env.X ? '${PROSE}1' : '${PROSE}2';`;
    expect(templateOf(code)).toBe(`{% if X %}${PROSE}1{% else %}${PROSE}2{% endif %}`);
  });

  it('that are assigned again are not known', () => {
    expect(reasonOf(`export let A = '${PROSE}';\nexport function set(x) { A = x; }`)).toBe('DYN_MUTATION');
    expect(
      reasonOf(
        `const parts = ['${PROSE}']; parts.push('more'); export const A = \`${PROSE} \${parts.join()}\`;`,
      ),
    ).toBe('DYN_MUTATION');
  });

  it.each([
    `const o = { a: 'a' }; [o.a] = ['b']; export const A_PROMPT = \`${PROSE} \${o.a}\`;`,
    `const o = { a: 'a' }; ({ x: o.a = 'b' } = {}); export const A_PROMPT = \`${PROSE} \${o.a}\`;`,
    `const o = { a: 'a' }; for (o.a of ['b']); export const A_PROMPT = \`${PROSE} \${o.a}\`;`,
    `export const A_PROMPT = () => { const o = { a: 'a' }; [o.a] = ['b']; return \`${PROSE} \${o.a}\`; };`,
    `export const A_PROMPT = () => { const o = { a: 'a' }; for (o.a of ['b']); return \`${PROSE} \${o.a}\`; };`,
  ])('whose members a pattern changes are not known: %s', (code) => {
    expect(templateOf(code)).toMatch(/\{\{ \w+ \}\}$/);
  });

  it('whose name a local of a function shadows stay known', () => {
    expect(templateOf(`export let A = '${PROSE}';\nfunction f(A) { A = 1; let B = 2; B = 3; }`)).toBe(PROSE);
  });
});

describe('shapes', () => {
  it('Object.fromEntries over a map of configs', () => {
    const code = `
      const configs = { a: { text: '${PROSE} A' }, b: { text: '${PROSE} B' } } as const;
      export const prompts = Object.fromEntries(Object.entries(configs).map(([k, { text }]) => [k, text]));`;
    expect(extractFrom(code).prompts.map(({ name, template }) => [name, template])).toEqual([
      ['prompts.a', `${PROSE} A`],
      ['prompts.b', `${PROSE} B`],
    ]);
  });

  it('a factory that returns an object is data, not a prompt', () => {
    const code = `export const promptFactory = (x) => ({ promptConfig: { systemPrompt: \`${PROSE} \${x}\` } });`;
    expect(extractFrom(code).prompts).toEqual([]);
  });

  it('a factory that is marked gives its members', () => {
    const code = `/** @prompt factory */ export const make = (x) => ({ promptConfig: { systemPrompt: \`${PROSE} \${x}\` } });`;
    expect(known(code)).toMatchObject({
      name: 'factory.promptConfig.systemPrompt',
      template: `${PROSE} {{ x }}`,
    });
  });

  it('decorators, declare, enums, namespaces and JSX parse', () => {
    const code = `
      declare const outside: string;
      declare module 'x';
      enum Tone { Kind = 'kind', Numbered = 1, Next }
      const enum C { A }
      namespace N { export const a = 1; }
      abstract class K<T> { @dec() accessor x = 1; constructor(private readonly a: T) {} declare y: string; }
      export const A = \`${PROSE} \${Tone.Kind} \${Tone.Next} \${Tone[2]} \${C.A}\` satisfies string;`;
    expect(templateOf(code)).toBe(`${PROSE} kind 2 Next 0`);
    expect(
      templateOf({ 'prompt.tsx': `const x = <div>{1}</div>; export const A = '${PROSE}' as const;` }),
    ).toBe(PROSE);
    expect(
      templateOf({ 'prompt.ts': `export const A = <string>'${PROSE}'; let b = <T,>(x: T) => x!;` }),
    ).toBe(PROSE);
  });

  it.each(['js', 'mjs', 'cjs', 'ts', 'mts', 'cts', 'jsx', 'tsx'])('files that end in .%s', (extension) => {
    expect(templateOf({ [`prompt.${extension}`]: `export const A = '${PROSE}';` })).toBe(PROSE);
  });

  it('a value read from outside is opaque inside of text', () => {
    const prompt = known(`export const A = \`${PROSE} \${process.env.NAME}\`;`);
    expect(prompt.template).toBe(`${PROSE} {{ NAME }}`);
    expect(prompt.variables).toEqual([
      { name: 'NAME', required: true, opaque: true, expression: 'process.env.NAME' },
    ]);
  });
});

describe('what cannot be known says why', () => {
  const cases: [string, string, string][] = [
    [
      'an awaited read',
      'DYN_ASYNC_IO',
      `import { readFile } from 'fs/promises'; /** @prompt */ export const A = await readFile('${PROSE}');`,
    ],
    ['a member of this', 'DYN_CLASS_MEMBER', `/** @prompt */ export function A() { return this.text; }`],
    [
      'a loop with a counter',
      'DYN_LOOP',
      `/** @prompt */ export function A(n) { while (n--) { return '${PROSE}' + n; } }`,
    ],
    [
      'a call of a package',
      'DYN_UNRESOLVED_IMPORT',
      `import { build } from 'elsewhere'; /** @prompt */ export const A = build('${PROSE}');`,
    ],
    [
      'an import that is not here',
      'DYN_UNRESOLVED_IMPORT',
      `import { A as B } from 'elsewhere'; /** @prompt */ export const A = B;`,
    ],
    ['a global call', 'DYN_CALL_RESULT', `/** @prompt */ export const A = fetchText('${PROSE}');`],
    ['a cycle', 'DYN_CYCLE', `const a = b; const b = a; /** @prompt */ export const A = a;`],
    [
      'a list that two names share',
      'DYN_MUTATION',
      `/** @prompt */ export function A() { const a = ['${PROSE}']; const b = a; b.push('x'); return a.join(); }`,
    ],
    ['a computed part', 'DYN_COMPUTED', `/** @prompt */ export const A = new.target;`],
    [
      'recursion',
      'DYN_LIMIT',
      `function f(x) { return f(x + 'a'); } /** @prompt */ export const A = f('${PROSE}');`,
    ],
    [
      'an unknown tag',
      'DYN_DEDENT_UNKNOWN',
      `import tag from 'some-dedent'; /** @prompt */ export const A = tag\`${PROSE}\`;`,
    ],
    [
      'an argument that is changed',
      'DYN_MUTATION',
      `/** @prompt */ export function A() { const l = ['${PROSE}']; add(l); return l.join(); }`,
    ],
    [
      'a property of a parameter that is changed',
      'DYN_MUTATION',
      `/** @prompt */ export function A(p) { p.x = '${PROSE}'; return p.x; }`,
    ],
    ['a generator', 'DYN_CALL_RESULT', `/** @prompt */ export function* A() { yield '${PROSE}'; }`],
  ];

  it.each(cases)('%s', (_, code, source) => {
    expect(reasonOf(source)).toBe(code);
  });

  it('and has a hash of its code that formatting does not change', () => {
    const code = `import { f } from 'x'; const text = '${PROSE}'; /** @prompt */ export const A = f(text);`;
    const hash = (source: string) => {
      const prompt = only(source);
      return prompt.status === 'dynamic' ? prompt.codeHash : '';
    };
    expect(hash(code)).toMatch(/^[0-9a-f]{64}$/);
    expect(hash(code.replace('f(text)', '/* note */ f(\n  text,\n)').replaceAll(`'`, '"'))).toBe(hash(code));
    expect(hash(code.replaceAll(`'`, '`').replace('from `x`', `from 'x'`))).toBe(hash(code));
    expect(hash(code.replace('well', 'good'))).not.toBe(hash(code));
  });

  it('nor what its locals are called, but what callers and properties are', () => {
    const code = `
      import { f as load } from 'x';
      const text = '${PROSE}';
      function helper(part) { const joined = part + text; return { joined }; }
      /** @prompt */
      export async function A(topic, { lang: language, ...others }) {
        var old = 1;
        const found = await load(topic, language);
        try { for (const item of found) { const { joined } = helper(item); old += joined; } }
        catch (error) { return load.error(error, others); }
        return ((value) => found[value] + text + old)(topic);
      }`;
    const hash = (source: string) => {
      const prompt = only(source);
      return prompt.status === 'dynamic' ? prompt.codeHash : 'known';
    };
    const renamed = (from: string, to: string) =>
      code.replaceAll(new RegExp(`(?<!\\w\\.|')\\b${from}\\b`, 'g'), to);
    for (const local of [
      'found',
      'old',
      'error',
      'value',
      'language',
      'item',
      'text',
      'helper',
      'part',
      'load',
      'others',
    ])
      expect(hash(renamed(local, 'other')), local).toBe(hash(code));
    // A local that hides another one of the same name is another one.
    expect(hash(code.replace('((value) => found[value]', '((found) => found[found]'))).not.toBe(hash(code));
    for (const name of ['topic', 'lang', 'joined', 'error('])
      expect(hash(code.replaceAll(name, `z${name}`)), name).not.toBe(hash(code));
    expect(hash(code.replace('function A(', 'function B('))).toBe(hash(code));
    expect(hash(code.replace("from 'x'", "from 'y'"))).not.toBe(hash(code));
    expect(hash(code.replace('var old = 1', 'var old = 2'))).not.toBe(hash(code));
  });
});

describe('hostile code ends in a sentence', () => {
  it('nests too deeply to be parsed', () => {
    const { diagnostics } = extractFrom(`export const A = ${'('.repeat(50_000)}1${')'.repeat(50_000)};`);
    expect(diagnostics.map(({ code }) => code)).toEqual(['syntax-error']);
  });

  it('references itself a thousand constants deep', () => {
    const chain = Array.from({ length: 1_000 }, (_, index) => `const a${index} = a${index + 1} + 'x';`).join(
      '\n',
    );
    expect(() =>
      extractFrom(`/** @prompt */ export const A = a0;\n${chain}\nconst a1000 = '';`),
    ).not.toThrow();
  });

  it('doubles text until it is too long', () => {
    const chain = Array.from(
      { length: 60 },
      (_, index) => `const a${index + 1} = a${index} + a${index};`,
    ).join('\n');
    expect(reasonOf(`const a0 = '${PROSE}';\n${chain}\n/** @prompt */ export const A = a60;`)).toBe(
      'DYN_LIMIT',
    );
  });

  it('calls more often than anyone follows', () => {
    const chain = Array.from(
      { length: 7 },
      (_, i) => `const f${i + 1} = (x) => [x, x, x, x, x, x, x].map((y) => f${i}(y) + 'a').join();`,
    );
    const { prompts } = extractFrom(
      `const f0 = (x) => x;\n${chain.join('\n')}\n/** @prompt */ export const A = (x) => f7(x);`,
    );
    expect(prompts[0]?.status).toBe('dynamic');
  });

  it('imports in a circle', () => {
    const files = {
      'a/prompt.ts': `import { B } from './b'; export const A_PROMPT = '${PROSE}' + B;`,
      'a/b.ts': `import { A_PROMPT } from './prompt'; export const B = A_PROMPT;`,
    };
    expect(extractFrom(files).diagnostics.map(({ code }) => code)).toContain('DYN_CYCLE');
  });

  it('re-exports itself', () => {
    const files = {
      'prompts/a.ts': `export * from './a'; export * from './b'; import { X } from './a'; export const P = '${PROSE}' + X;`,
      'prompts/b.ts': `export * from './a';`,
    };
    expect(extractFrom(files).prompts).toHaveLength(1);
  });
});
