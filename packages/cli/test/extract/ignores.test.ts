import { describe, expect, it } from 'vitest';
import { extractFrom, type Files } from './sample.ts';
import type { ExtractOptions } from '../../src/extract/index.ts';

const PROSE = 'You are a helpful assistant. Answer the question of the user as well as you can.';
const CALL = `await fetchText('${PROSE}')`;

function said(files: Files | string, options: Partial<ExtractOptions> = {}): string[] {
  return extractFrom(files, options).diagnostics.map(({ code, line }) => `${code} ${line}`);
}

describe('what a comment silences', () => {
  it('nothing without one', () => {
    expect(said(`/** @prompt */\nexport const a = ${CALL};`)).toEqual(['DYN_ASYNC_IO 2']);
  });

  it.each([
    [
      'the line it ends',
      `/** @prompt */\nexport const a = ${CALL}; // ledger-ignore DYN_ASYNC_IO -- from the CMS`,
    ],
    [
      'the next line',
      `/** @prompt */\n// ledger-ignore DYN_ASYNC_IO -- from the CMS\nexport const a = ${CALL};`,
    ],
    [
      'the next line of code',
      `// ledger-ignore DYN_ASYNC_IO -- why\n\n// and more\n/** @prompt */\nexport const a = ${CALL};`,
    ],
    ['a block', `/** @prompt */\n/* ledger-ignore DYN_ASYNC_IO -- why */ export const a = ${CALL};`],
    [
      'a line of documentation',
      `/**\n * Text.\n * @prompt\n * ledger-ignore DYN_ASYNC_IO -- why\n */\nexport const a = ${CALL};`,
    ],
    [
      'what lies in the declaration',
      `/** @prompt */\n// ledger-ignore DYN_ASYNC_IO -- why\nexport const a =\n\n  ${CALL};`,
    ],
    [
      'a member',
      `/** @prompt */\nexport const m = {\n  // ledger-ignore DYN_ASYNC_IO -- why\n  a:\n    ${CALL},\n};`,
    ],
    [
      'all members',
      `/** @prompt */\n// ledger-ignore DYN_ASYNC_IO -- why\nexport const m = {\n  a: ${CALL},\n  b: ${CALL},\n};`,
    ],
    [
      'several codes',
      `/** @prompt */\n// ledger-ignore DYN_ASYNC_IO, duplicate-content -- why\nexport const a = ${CALL};\nexport const b = '${PROSE}';\nexport const c = '${PROSE}'; // ledger-ignore duplicate-content -- why`,
    ],
    ['with CRLF', `/** @prompt */\r\n// ledger-ignore DYN_ASYNC_IO -- why\r\nexport const a =\r\n  ${CALL};`],
    [
      'what a colon names',
      `/** @prompt */\n// ledger-ignore: DYN_ASYNC_IO -- why\nexport const a = ${CALL};`,
    ],
    [
      'the next line, from behind a comment without code',
      `/** @prompt */\n/* note */ // ledger-ignore DYN_ASYNC_IO -- why\nexport const a = ${CALL};`,
    ],
    [
      'a member with members of its own',
      `/** @prompt */\nexport const m = {\n  // ledger-ignore DYN_ASYNC_IO -- why\n  a: {\n    b: ${CALL},\n  },\n};`,
    ],
    [
      'a prompt whose trouble is elsewhere',
      `// ledger-ignore DYN_ASYNC_IO -- why\n/** @prompt */\nexport const a = () => load();\nasync function load() {\n  return ${CALL};\n}`,
    ],
  ])('%s', (_, code) => {
    const codes = said(code).filter((each) => !each.startsWith('unused-ignore'));
    expect(codes).toEqual([]);
  });

  it.each([
    [
      'another line',
      `/** @prompt */\nexport const a =\n  ${CALL}\n; // ledger-ignore DYN_ASYNC_IO -- why`,
      ['DYN_ASYNC_IO 3', 'unused-ignore 4'],
    ],
    [
      'another declaration',
      `// ledger-ignore DYN_ASYNC_IO -- why\nconst x = 1;\n/** @prompt */\nexport const a = ${CALL};`,
      ['unused-ignore 1', 'DYN_ASYNC_IO 4'],
    ],
    [
      'another code',
      `/** @prompt */\n// ledger-ignore DYN_LOOP -- why\nexport const a = ${CALL};`,
      ['unused-ignore 2', 'DYN_ASYNC_IO 3'],
    ],
    [
      'text in a literal',
      `/** @prompt */\nexport const a = \`\n// ledger-ignore DYN_ASYNC_IO -- why\n\${${CALL}} ${PROSE}\` + ${CALL};`,
      ['DYN_ASYNC_IO 4'],
    ],
    [
      'a word that goes on',
      `/** @prompt */\n// ledger-ignored DYN_ASYNC_IO -- why\nexport const a = ${CALL};`,
      ['DYN_ASYNC_IO 3'],
    ],
    [
      'what follows the line that it ends',
      `/** @prompt */\nexport const a = ${CALL}; // ledger-ignore DYN_ASYNC_IO -- why\n/** @prompt */\nexport const b = ${CALL};`,
      ['DYN_ASYNC_IO 4'],
    ],
    [
      'what follows the line that it ends, behind another comment',
      `/** @prompt */\nexport const a = ${CALL}; /* x */ // ledger-ignore DYN_ASYNC_IO -- why\n/** @prompt */\nexport const b = ${CALL};`,
      ['DYN_ASYNC_IO 4'],
    ],
    [
      'the line before its own, whatever comment ends that',
      `/** @prompt */\nexport const a = ${CALL}; // x\n// ledger-ignore DYN_ASYNC_IO -- why\n/** @prompt */\nexport const b = ${CALL};`,
      ['DYN_ASYNC_IO 2'],
    ],
    [
      'a word within a sentence',
      `/** @prompt */\n// see ledger-ignore DYN_ASYNC_IO -- why\nexport const a = ${CALL};`,
      ['DYN_ASYNC_IO 3'],
    ],
  ])('not: %s', (_, code, codes) => {
    expect(said(code)).toEqual(codes);
  });

  it('each of several codes', () => {
    const both = `/** @prompt */\nexport const a = ${CALL};\n// ledger-ignore DYN_ASYNC_IO, duplicate-content -- why\n`;
    expect(
      said(`${both}/** @prompt */\nexport const m = { a: '${PROSE}', b: ${CALL}, c: '${PROSE}' };`),
    ).toEqual(['DYN_ASYNC_IO 2']);
  });

  it('what only looks like a secret', () => {
    const secret = `export const SYSTEM_PROMPT = '${PROSE} Use ghp_${'Zq7Rk2Wv9T'.repeat(4)} for it.';`;
    expect(said(secret)).toEqual(['secret-in-text 1']);
    expect(said(`// ledger-ignore secret-in-text -- made up\n${secret}`)).toEqual([]);
  });

  it('a prompt whose trouble is in another file, where the prompt is or where the trouble is', () => {
    const load = `export async function load() { return ${CALL}; }`;
    const use = `import { load } from './load';\n/** @prompt */\nexport const a = () => load();`;
    const comment = '// ledger-ignore DYN_ASYNC_IO -- why\n';
    expect(said({ 'a.ts': use, 'load.ts': load })).toEqual(['DYN_ASYNC_IO 1']);
    expect(said({ 'a.ts': use.replace('/**', `${comment}/**`), 'load.ts': load })).toEqual([]);
    expect(said({ 'a.ts': use, 'load.ts': comment + load })).toEqual([]);
  });

  it('what comes of comparing files, where all were looked at', () => {
    const copy = `// ledger-ignore duplicate-content -- on purpose\nexport const B = '${PROSE}';`;
    const files = { 'prompts/a.ts': `export const A = '${PROSE}';`, 'prompts/b.ts': copy };
    expect(said(files)).toEqual([]);
    expect(said({ 'prompts/b.ts': copy })).toEqual(['unused-ignore 1']);
    expect(said(files, { include: ['prompts/b.ts'] })).toEqual([]);
  });
});

it('thousands of comments, each of which speaks of the same code', () => {
  const comments = Array.from({ length: 5_000 }, () => '// ledger-ignore DYN_ASYNC_IO -- why\n').join('');
  expect(said(`${comments}/** @prompt */\nexport const a = ${CALL};`)).toEqual([]);
});

describe('what is wrong with a comment', () => {
  const wrong = (comment: string) =>
    extractFrom(`${comment}\nexport const A = '${PROSE}';`).diagnostics.map(
      ({ code, line, column, expression, message }) => ({
        code,
        at: `${line}:${column}`,
        expression,
        message,
      }),
    );

  it('silences nothing', () => {
    expect(wrong('  // ledger-ignore DYN_LOOP -- why ')).toEqual([
      {
        code: 'unused-ignore',
        at: '1:6',
        expression: 'ledger-ignore DYN_LOOP -- why',
        message: 'There is no DYN_LOOP here that this comment would silence.',
      },
    ]);
    expect(said({ 'src/any.ts': '\n// ledger-ignore DYN_LOOP -- of old\nexport const x = 1;' })).toEqual([
      'unused-ignore 2',
    ]);
  });

  it.each([
    '// ledger-ignore DYN_ASYNC_IO',
    '// ledger-ignore DYN_ASYNC_IO --',
    '// ledger-ignore DYN_ASYNC_IO -- --',
    '/* ledger-ignore DYN_ASYNC_IO because */',
  ])('no reason, though it silences: %s', (comment) => {
    expect(said(`/** @prompt */\n${comment}\nexport const a = ${CALL};`)).toEqual(['unexplained-ignore 2']);
  });

  it('is told where it stands', () => {
    expect(wrong('/**\n * Text.\n *  ledger-ignore DYN_LOOP -- why\n */')).toMatchObject([
      { code: 'unused-ignore', at: '3:5', expression: 'ledger-ignore DYN_LOOP -- why' },
    ]);
  });

  it('an unknown code', () => {
    expect(wrong('// ledger-ignore DYN_ASYNCIO -- why')).toMatchObject([
      { code: 'invalid-ignore', message: 'There is no code DYN_ASYNCIO. Did you mean DYN_ASYNC_IO?' },
    ]);
    expect(wrong('// ledger-ignore syntax-eror -- why')).toMatchObject([
      { code: 'invalid-ignore', message: 'There is no code syntax-eror.' },
    ]);
    expect(wrong('// ledger-ignore toString -- why')).toMatchObject([
      { code: 'invalid-ignore', message: 'There is no code toString.' },
    ]);
    expect(wrong('// ledger-ignore -- why')).toMatchObject([
      { code: 'invalid-ignore', message: 'The comment names no code to silence.' },
    ]);
  });

  it.each([
    'name-collision',
    'invalid-name',
    'syntax-error',
    'unstorable-text',
    'unreadable-file',
    'unused-ignore',
  ])('%s cannot be silenced', (code) => {
    expect(wrong(`// ledger-ignore ${code} -- why`)).toMatchObject([
      { code: 'invalid-ignore', message: expect.stringContaining(`${code} cannot be silenced`) },
    ]);
  });

  it('a collision stays whatever a comment says', () => {
    const code = `/** @prompt x */\nexport const A = 'Hello there.';\n// ledger-ignore name-collision -- why\n/** @prompt x */\nexport const B = 'Good bye.';`;
    expect(said(code)).toEqual(['invalid-ignore 3', 'name-collision 5']);
  });
});
