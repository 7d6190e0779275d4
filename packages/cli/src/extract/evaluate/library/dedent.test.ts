import { describe, expect, it } from 'vitest';
import { extractFrom, known, reasonOf, render } from '../../../../test/extract/sample.ts';

/* The expected texts are what the packages themselves give: dedent 1.7, common-tags 1.8, outdent 0.8, ts-dedent 2.2. */

const BODY = `
    You are a helpful assistant.
      Indented, with \\\`code\\\`.

    Answer in \${language}.
  `;

function text(from: string, tag: string, body = BODY): string {
  const code = `import ${tag} from '${from}';\nexport const prompt = (language: string) => ${tag.replace(/[{} ]/g, '')}\`${body}\`;`;
  return render(known(code).template, { language: 'German' });
}

describe('edges of the tags', () => {
  const words = 'You are a helpful assistant of many words.';

  it.each([
    ["import dedent from 'dedent'", `dedent\`${words}\``, words],
    ["import { stripIndent } from 'common-tags'", `stripIndent\`${words}\``, words],
    ["import { stripIndent } from 'common-tags'", `stripIndent\`\n  ${words}\n\``, words],
    ["import outdent from 'outdent'", `outdent\`${words}\``, words],
    ["import outdent from 'outdent'", `outdent\`\n  ${words}\n  \${1}\n    x\``, `${words}\n1\n  x`],
    ["import { dedent } from 'ts-dedent'", `dedent\`${words}\``, words],
    ["import * as dedent from 'ts-dedent'", `dedent\`\n${words}\n  x\``, `${words}\n  x`],
  ])('%s; %s', (statement, code, expected) => {
    expect(known(`${statement};\nexport const prompt = ${code};`).template).toBe(expected);
  });

  it.each([
    "import { other } from 'dedent'; export const prompt = other`",
    "import { other } from 'outdent'; export const prompt = other`",
    "import { other } from 'ts-dedent'; export const prompt = other`",
    "import * as ns from 'common-tags'; export const prompt = ns.html`",
  ])('%s is not one', (start) => {
    expect(reasonOf(`${start}${words}\`;`)).toBe('DYN_DEDENT_UNKNOWN');
  });

  it('loops bring lines, too', () => {
    const code =
      "import dedent from 'dedent'; export const prompt = (l) => dedent`\n  You are a helpful assistant of many words. ${l.map((x) => `- ${x}`).join('\\n')}`;";
    expect(reasonOf(code)).toBe('DYN_DEDENT_UNKNOWN');
  });
});

describe('tags of known packages', () => {
  it.each([
    ['dedent', 'dedent', 'You are a helpful assistant.\n  Indented, with `code`.\n\nAnswer in German.'],
    [
      'common-tags',
      '{ stripIndent }',
      'You are a helpful assistant.\n  Indented, with `code`.\n\nAnswer in German.',
    ],
    [
      'common-tags',
      '{ stripIndents }',
      'You are a helpful assistant.\nIndented, with `code`.\n\nAnswer in German.',
    ],
    ['common-tags', '{ oneLine }', 'You are a helpful assistant. Indented, with `code`. Answer in German.'],
    ['common-tags', '{ oneLineTrim }', 'You are a helpful assistant.Indented, with `code`.Answer in German.'],
    ['outdent', 'outdent', 'You are a helpful assistant.\n  Indented, with `code`.\n\nAnswer in German.'],
    ['outdent', '{ outdent }', 'You are a helpful assistant.\n  Indented, with `code`.\n\nAnswer in German.'],
    [
      'ts-dedent',
      '{ dedent }',
      'You are a helpful assistant.\n  Indented, with `code`.\n\nAnswer in German.',
    ],
  ])('%s, %s', (from, tag, expected) => {
    expect(text(from, tag)).toBe(expected);
  });

  it('dedent keeps what is written as \\n, and takes values into account', () => {
    const code = `import dedent from 'dedent'; const list = ['- a', '  - b'].join('\\n'); export const prompt = dedent\`
      You are an assistant of many and long words.
      \${list}
      first\\nsecond
    \`;`;
    expect(known(code).template).toBe(
      'You are an assistant of many and long words.\n    - a\n- b\n    first\nsecond',
    );
  });

  it.each([
    ['at its end', '\n  ${words}\\n\n', '${words}\n'],
    ['at its beginning', '\\n${words}', '\n${words}'],
    ['behind white space', '\n  \\n  ${words}\n  \\n  \n', '\n  ${words}\n\n'],
    ['behind a value', '${words} ${a}\\n', '${words} {{ a }}\n'],
    ['before a value', '\\n${a} ${words}', '\n{{ a }} ${words}'],
  ])('dedent keeps what is written as \\n %s, which it does not trim', (_, body, expected) => {
    const words = 'You are an assistant of many and long words.';
    const own = (text: string) => text.replaceAll('${words}', words);
    const code = `import dedent from 'dedent'; export const prompt = (a: string) => dedent\`${own(body)}\`;`;
    expect(known(code).template).toBe(own(expected));
  });

  it('ts-dedent indents the lines of a value', () => {
    const code = `import dedent from 'ts-dedent'; const list = ['- a', '- b'].join('\\n'); export const prompt = dedent\`
      You are an assistant of many and long words.
        \${list}
    \`;`;
    expect(known(code).template).toBe('You are an assistant of many and long words.\n  - a\n  - b');
  });

  it('are functions of a text, too', () => {
    const code = `import { stripIndents } from 'common-tags'; export const prompt = stripIndents('  You are a helpful assistant, \\n   and answer questions.  ');`;
    expect(known(code).template).toBe('You are a helpful assistant, \nand answer questions.');
  });

  it.each([
    [
      "import dedent from 'dedent'",
      'dedent`\n  ${a}\n  You are a helpful assistant.`',
      '{{ a }}\nYou are a helpful assistant.',
    ],
    [
      "import dedent from 'dedent'",
      'dedent`\n  You are a helpful assistant.\n    ${a} ${a}\n`',
      'You are a helpful assistant.\n  {{ a }} {{ a }}',
    ],
    [
      "import { stripIndent } from 'common-tags'",
      'stripIndent`\n  ${a}\n  You are a helpful assistant.\n`',
      '{{ a }}\nYou are a helpful assistant.',
    ],
    [
      "import dedent from 'dedent'",
      'dedent`\n    ${a} is a helpful assistant.\n  `',
      '{{ a }} is a helpful assistant.',
    ],
    [
      "import dedent from 'dedent'",
      'dedent`\n  You are a helpful\n  ${a} assistant.\n`',
      'You are a helpful\n{{ a }} assistant.',
    ],
    [
      "import { stripIndents } from 'common-tags'",
      'stripIndents`\n  ${a} is a helpful\n  ${a}\n  assistant.\n`',
      '{{ a }} is a helpful\n{{ a }}\nassistant.',
    ],
    [
      "import { oneLine } from 'common-tags'",
      'oneLine`You are a helpful ${a}\n  assistant.\n  And kind.`',
      'You are a helpful {{ a }} assistant. And kind.',
    ],
    [
      "import { oneLineTrim } from 'common-tags'",
      'oneLineTrim`You are a helpful \n  ${a}\n assistant.`',
      'You are a helpful {{ a }}assistant.',
    ],
  ])('with a value: %s; %s', (statement, code, expected) => {
    const trimmed = '{% filter trim %}';
    const { template } = known(`${statement}; /** @prompt */ export const prompt = (a: string) => ${code};`);
    expect(template.replace(trimmed, '').replace('{% endfilter %}', '')).toBe(expected);
    for (const a of ['', 'x']) expect(render(template, { a })).toBe(render(expected, { a }).trim());
  });

  it.each([
    [
      'lines of a branch',
      "import dedent from 'dedent'; export const prompt = (a) => dedent`\n  You are a helpful assistant of many words. ${a ? '\\n    more' : ''}`;",
    ],
    [
      'other escapes',
      "import dedent from 'dedent'; export const prompt = dedent`\n  You are a helpful assistant of many words.\\t`;",
    ],
    [
      'another tag',
      "import { html } from 'common-tags'; export const prompt = html`You are a helpful assistant of many words.`;",
    ],
    [
      'another package',
      "import dedent from 'my-dedent'; export const prompt = dedent`You are a helpful assistant of many words.`;",
    ],
    [
      'a text with escapes',
      "import dedent from 'dedent'; export const prompt = dedent('You are a helpful assistant of many words \\\\t');",
    ],
    [
      'what is written as \\n behind nothing but a value',
      "import dedent from 'dedent'; export const prompt = (a: string) => dedent`${a} \\n You are a helpful assistant of many words.`;",
    ],
    [
      'what is written as \\n before nothing but a value',
      "import dedent from 'dedent'; export const prompt = (a: string) => dedent`You are a helpful assistant of many words.\\n ${a}`;",
    ],
    [
      'a value at the beginning of a line, and space behind it',
      "import dedent from 'dedent'; export const prompt = (a: string) => dedent`You are a helpful\n${a} assistant of many words.\n  And kind.`;",
    ],
    [
      'a value at the beginning of a line, and space behind it, of another package',
      "import { stripIndents } from 'common-tags'; export const prompt = (a: string) => stripIndents`You are a helpful\n  ${a} assistant of many words.`;",
    ],
    [
      'a value before lines that are indented like it',
      "import dedent from 'ts-dedent'; const l = ['a', 'b'].join('\\n'); export const prompt = (a: string) => dedent`You are a helpful assistant of many words.\n${a}  ${l}`;",
    ],
    [
      'a value alone that is indented less than all text',
      "import dedent from 'dedent'; export const prompt = (a: string) => dedent`\n    You are a helpful\n  ${a}\n    assistant of many words.`;",
    ],
    [
      'a value alone that is indented less than all text, of another package',
      "import { stripIndent } from 'common-tags'; export const prompt = (a: string) => stripIndent`\n    You are a helpful\n  ${a}\n    assistant of many words.`;",
    ],
    [
      'a value at the beginning of a line that becomes one with the line before it',
      "import { oneLineTrim } from 'common-tags'; export const prompt = (a: string) => oneLineTrim`You are a helpful\n ${a} assistant of many words.`;",
    ],
    [
      'a value alone between two lines that become one',
      "import { oneLine } from 'common-tags'; export const prompt = (a: string) => oneLine`You are a helpful\n ${a}\n assistant of many words.`;",
    ],
    [
      'its marks',
      "import dedent from 'dedent'; export const prompt = dedent`You are a helpful assistant of many words \uE000`;",
    ],
  ])('%s are not known', (_, code) => {
    expect(reasonOf(code)).toBe('DYN_DEDENT_UNKNOWN');
  });
});

describe('tags', () => {
  const words = 'You are a helpful assistant of many words.';
  it.each<[string, string, string]>([
    ["import { prompt } from '@prompt-ledger/cli';", `prompt\`${words}\\n\${x}.\``, `${words}\n{{ x }}.`],
    ["import { other } from '@prompt-ledger/cli';", `\`${words}\${other\`a\`}\``, `${words}{{ other }}`],
    ['', `String.raw\`${words}\\n\${'a\\n'}\``, `${words}\\na\n`],
    ['', `\`${words}\${String.cooked\`a\`}\``, `${words}{{ cooked }}`],
    ['', `\`${words}\${Other.raw\`a\`}\``, `${words}{{ raw }}`],
    ['', `\`${words}\${x.String.raw\`a\`}\``, `${words}{{ raw }}`],
    ['const String = load();', `\`${words}\${String.raw\`a\`}\``, `${words}{{ raw }}`],
    ['const tag = (s, ...v) => s[0] + v[0] + s[1];', `tag\`${words}\\n\${x}.\``, `${words}\n{{ x }}.`],
    [
      'const tag = (s, ...v) => s.raw[0] + v[0] + s.raw[1];',
      `tag\`${words}\\n\${x}.\``,
      `${words}\\n{{ x }}.`,
    ],
    ['const tag = (s) => s[0] ?? "none";', `\`${words}\${tag\`\\u{\`}\``, `${words}none`],
    ['const tag = (s) => load(s);', `\`${words}\${tag\`a\`}\``, `${words}{{ tag }}`],
    ['const o = { tag: (s) => s[0] };', `\`${words}\${o.tag\`a\`}\``, `${words}{{ tag }}`],
    ["import dedent from 'dedent';", `dedent(\`\n    ${words}\n      b\n  \`)`, `${words}\n  b`],
    ["import dedent from 'dedent';", `\`${words}\${dedent('  a', 1)}\``, `${words}{{ dedent }}`],
    ["import dedent from 'dedent';", `\`${words}\${dedent()}\``, `${words}{{ dedent }}`],
    ["import dedent from 'dedent';", `\`${words}\${dedent(x)}\``, `${words}{{ dedent }}`],
    ["import dedent from 'dedent';", `\`${words}\${dedent('a\\\\n')}\``, `${words}{{ dedent }}`],
    ["import outdent from 'outdent';", `\`${words}\${outdent('  a')}\``, `${words}{{ outdent }}`],
    ["import * as tags from 'common-tags';", `tags.stripIndent\`\n  ${words}\n    b\``, `${words}\n  b`],
    ["import dedent from 'dedent';", `((dedent) => dedent\`\n  ${words}\`)((s) => s[0])`, `\n  ${words}`],
  ])('%s %s', (statement, code, expected) => {
    expect(known(`${statement}\nexport const A = ${code};`).template).toBe(expected);
  });
});

describe('what a tag makes of a text with a value', () => {
  const WORDS = 'You are a helpful assistant of many words.';
  /** What is rendered with a value, and with an empty one; why it is dynamic where it is. */
  const rendered = (statement: string, code: string): string[] => {
    const source = `${statement}; /** @prompt */ export const prompt = (a: string, l: string[]) => ${code.replaceAll('WORDS', WORDS)};`;
    const { prompts, diagnostics } = extractFrom(source);
    const template = prompts[0]?.template;
    if (typeof template !== 'string') return diagnostics.map(({ code: why }) => why);
    return ['x', ''].map((a) => render(template, { a, l: [a, a] }).replace(WORDS, 'WORDS'));
  };
  const dedent = "import dedent from 'dedent'";
  const unknown = ['DYN_DEDENT_UNKNOWN'];

  it.each<[string, string, string[]]>([
    [dedent, 'dedent`${a} WORDS\\n`', ['x WORDS\n', 'WORDS\n']],
    [dedent, 'dedent`\\nWORDS ${a}`', ['\nWORDS x', '\nWORDS']],
    [dedent, 'dedent`${a} WORDS ${a}`', ['x WORDS x', 'WORDS']],
    [dedent, 'dedent`WORDS ${a}: b\n`', ['WORDS x: b', 'WORDS : b']],
    [dedent, 'dedent`WORDS ${a ? "b" : "c"} ${l.join(", ")}`', ['WORDS b x, x', 'WORDS c ,']],
    [dedent, 'dedent`WORDS ${l.join("\\n")}`', unknown],
    [dedent, 'dedent`WORDS ${a}\\t`', unknown],
    [dedent, 'dedent`WORDS ${a}\uE000`', unknown],
    [dedent, 'dedent`WORDS \\\n    and more`', ['WORDS and more', 'WORDS and more']],
    [dedent, 'dedent`${a} WORDS\n    and more`', unknown],
    [dedent, 'dedent`${a} WORDS\nand more`', ['x WORDS\nand more', 'WORDS\nand more']],
    [dedent, 'dedent`and more\n${a} WORDS`', unknown],
    [dedent, 'dedent`and more\n${a}${a} WORDS`', unknown],
    [dedent, 'dedent`and more\n${a}: WORDS`', ['and more\nx: WORDS', 'and more\n: WORDS']],
    [dedent, 'dedent`and more\n    WORDS`', ['and more\nWORDS', 'and more\nWORDS']],
    [
      dedent,
      'dedent`\n  WORDS\n\n    and ${a}: more\n`',
      ['WORDS\n\n  and x: more', 'WORDS\n\n  and : more'],
    ],
    ["import outdent from 'outdent'", 'outdent` WORDS ${a ? "\\n  b" : ""} `', [' WORDS \n  b ', ' WORDS  ']],
    ["import dedent from 'ts-dedent'", 'dedent`  WORDS ${a}  `', ['  WORDS x  ', '  WORDS   ']],
    ["import dedent from 'ts-dedent'", 'dedent`WORDS ${a ? "\\n  b" : ""}`', unknown],
    [
      "import dedent from 'ts-dedent'; const list = ['b', 'c'].join('\\n')",
      'dedent`WORDS ${a}\n  - ${list}`',
      ['WORDS x\n- b\nc', 'WORDS \n- b\nc'],
    ],
    [
      "import dedent from 'ts-dedent'; const list = ['b', 'c'].join('\\n')",
      'dedent`\n${a} ${a}  ${list} WORDS`',
      unknown,
    ],
    ["import { stripIndents } from 'common-tags'", 'stripIndents`WORDS ${a ? "\\n  b" : ""}`', unknown],
    ["import { oneLine } from 'common-tags'", 'oneLine`WORDS\n  ${a}\n`', ['WORDS x', 'WORDS']],
    ["import { oneLine } from 'common-tags'", 'oneLine`\n  ${a}\n WORDS`', ['x WORDS', 'WORDS']],
    ["import { oneLine } from 'common-tags'", 'oneLine`and more\n  ${a}${a}\n WORDS`', unknown],
    [
      "import { oneLine } from 'common-tags'",
      'oneLine`and more\n\n\n ${a}: WORDS`',
      ['and more x: WORDS', 'and more : WORDS'],
    ],
  ])('%s; %s', (statement, code, expected) => {
    expect(rendered(statement, code)).toEqual(expected);
  });
});
