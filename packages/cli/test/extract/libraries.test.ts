import { describe, expect, it } from 'vitest';
import { extractFrom } from './sample.ts';

/* The prompt classes of known libraries, in the forms that their own pages show. */

const PROSE = 'Answer the question of the user in a few words';
const LANGCHAIN = `import { AIMessage, ChatPromptTemplate, FewShotPromptTemplate, HumanMessage, HumanMessagePromptTemplate, MessagesPlaceholder, PromptTemplate, SystemMessage, SystemMessagePromptTemplate } from '@langchain/core/prompts';\n`;

/** The texts of the prompt of a sample by their roles, `text` where there is none; null where they are not known. */
function told(source: string): string[] | null {
  const { prompts } = extractFrom(source);
  const found = prompts.flatMap((prompt) => {
    if (prompt.status !== 'ok') return [];
    return prompt.messages
      ? prompt.messages.map(({ role, content }) => `${role}: ${content}`)
      : [`text: ${prompt.template}`];
  });
  return found.length === 0 ? null : found;
}

describe('langchain', () => {
  it.each<[string, string[] | null]>([
    [`PromptTemplate.fromTemplate("${PROSE}: {q}")`, [`text: ${PROSE}: {{ q }}`]],
    [`new PromptTemplate({ template: "${PROSE}: {q}", inputVariables: ["q"] })`, [`text: ${PROSE}: {{ q }}`]],
    [
      `new PromptTemplate({ template: "${PROSE}: {{q}}", templateFormat: "mustache" })`,
      [`text: ${PROSE}: {{ q }}`],
    ],
    [`ChatPromptTemplate.fromTemplate("${PROSE}: {q}")`, [`user: ${PROSE}: {{ q }}`]],
    [
      `ChatPromptTemplate.fromMessages([["system", "${PROSE}."], ["human", "{q}"], ["ai", "Well"], ["placeholder", "{rest}"]])`,
      [`system: ${PROSE}.`, 'user: {{ q }}', 'assistant: Well', 'placeholder: {{ rest }}'],
    ],
    [
      `ChatPromptTemplate.fromMessages([new SystemMessage("${PROSE}."), new HumanMessage({ content: "{q}" }), new MessagesPlaceholder("rest")])`,
      [`system: ${PROSE}.`, 'user: {q}', 'placeholder: {{ rest }}'],
    ],
    [
      `ChatPromptTemplate.fromMessages([SystemMessagePromptTemplate.fromTemplate("${PROSE}: {q}"), HumanMessagePromptTemplate.fromTemplate("{q}"), new MessagesPlaceholder({ variableName: "rest" })])`,
      [`system: ${PROSE}: {{ q }}`, 'user: {{ q }}', 'placeholder: {{ rest }}'],
    ],
    [
      `ChatPromptTemplate.fromMessages([["system", "${PROSE}: {{q}}"]], { templateFormat: "mustache" })`,
      [`system: ${PROSE}: {{ q }}`],
    ],
    [
      `PromptTemplate.fromTemplate("${PROSE}: {{q}} {x}", { templateFormat: "f-string" })`,
      [`text: ${PROSE}: {q} {{ x }}`],
    ],
    [
      `PromptTemplate.fromTemplate("${PROSE}: {q}", { validateTemplate: false })`,
      [`text: ${PROSE}: {{ q }}`],
    ],
    [`PromptTemplate.fromTemplate("${PROSE}: {q}", { templateFormat: "jinja2" })`, null],
    [`PromptTemplate.fromTemplate("${PROSE}: {q}", { templateFormat: load() })`, null],
    [`PromptTemplate.fromTemplate("${PROSE}: {q}", load())`, null],
    [`PromptTemplate.fromTemplate("${PROSE}: {q}", { ...load() })`, null],
    [`new PromptTemplate({ template: "${PROSE}: {{q}}", templateFormat: "jinja2" })`, null],
    [`ChatPromptTemplate.fromMessages([["system", "${PROSE}: {{q}}"]], { templateFormat: "jinja2" })`, null],
    [`ChatPromptTemplate.fromTemplate("${PROSE}: {{q}}", { templateFormat: "jinja2" })`, null],
    [
      `ChatPromptTemplate.fromPromptMessages([["user", "${PROSE}: {q}"], ["assistant", "Well"], ["developer", "{x}"]])`,
      [`user: ${PROSE}: {{ q }}`, 'assistant: Well', 'developer: {{ x }}'],
    ],
    [
      `ChatPromptTemplate.fromMessages([{ role: "system", content: "${PROSE}: {q}" }])`,
      [`system: ${PROSE}: {{ q }}`],
    ],
    [
      `ChatPromptTemplate.fromMessages([{ role: "user", content: [{ type: "text", text: "${PROSE}: {q}" }, { type: "image" }] }])`,
      [`user: ${PROSE}: {{ q }}`],
    ],
    [
      `ChatPromptTemplate.fromMessages([["user", "{q}"], new SystemMessage("${PROSE}: {q} {{q}}")])`,
      ['user: {{ q }}', `system: ${PROSE}: {q} {{ "{{" }}q}}`],
    ],
    [
      `ChatPromptTemplate.fromMessages(["${PROSE}: {q}", \`Also {q}\`])`,
      [`user: ${PROSE}: {{ q }}`, 'user: Also {{ q }}'],
    ],
    [`PromptTemplate.fromTemplate("${PROSE}: {{{{q}}}}")`, [`text: ${PROSE}: {{ "{{" }}q}}`]],
    [
      `PromptTemplate.fromTemplate("${PROSE}: {{{q}}} {{&q}} {q}", { templateFormat: "mustache" })`,
      [`text: ${PROSE}: {{ q }} {{ q }} {q}`],
    ],
    [`PromptTemplate.fromTemplate("${PROSE}: {{#q}}yes{{/q}}", { templateFormat: "mustache" })`, null],
    [
      `new FewShotPromptTemplate({ prefix: "${PROSE}: {p}", suffix: "${PROSE}, too: {s}", examples: [] })`,
      [`text: ${PROSE}: {{ p }}`, `text: ${PROSE}, too: {{ s }}`],
    ],
    [`new FewShotPromptTemplate({ prefix: "${PROSE}: {{p}}", templateFormat: "jinja2" })`, null],
    [`ChatPromptTemplate.fromMessages([["system", "${PROSE}."], load()])`, null],
    [`ChatPromptTemplate.fromMessages(["${PROSE}."])`, [`user: ${PROSE}.`]],
    [`ChatPromptTemplate.fromMessages("${PROSE}.")`, null],
    [`ChatPromptTemplate.fromMessages([[load(), "${PROSE}."]])`, null],
    [`ChatPromptTemplate.fromMessages([["system"]])`, null],
    [`SystemMessagePromptTemplates.fromTemplate("${PROSE}.")`, null],
    [`new SystemMessages("${PROSE}.")`, null],
    [`new OtherPromptTemplate({ prefix: "${PROSE}: {p}", template: "${PROSE}: {p}" })`, null],
    ['new PromptTemplate()', null],
    ['PromptTemplate.fromTemplate()', null],
    ['PromptTemplate.fromExamples(["a"])', null],
    ['ChatPromptTemplate.fromMessages([])', null],
    ['ChatPromptTemplate.fromMessages([[1, "x"]])', null],
    ['ChatPromptTemplate.fromMessages([["placeholder", 5]])', null],
    ['new HumanMessage({ })', null],
    [`new PromptTemplate("${PROSE}")`, null],
    [`new Elsewhere({ template: "${PROSE}: {q}" })`, null],
  ])('%s', (expression, expected) => {
    expect(told(`${LANGCHAIN}export const A_PROMPT = ${expression};`)).toEqual(expected);
  });
});

describe('what is filled in before', () => {
  const text = `${PROSE} in {language}: {q}`;
  it.each<[string, string[] | null]>([
    [
      `await PromptTemplate.fromTemplate("${text}").partial({ language: "French" })`,
      [`text: ${PROSE} in {{ language | default("French") }}: {{ q }}`],
    ],
    [
      `new PromptTemplate({ template: "${text}", inputVariables: ["q"], partialVariables: { language: "French" } })`,
      [`text: ${PROSE} in {{ language | default("French") }}: {{ q }}`],
    ],
    [
      `await PromptTemplate.fromTemplate("${text}").partial({ language: () => "French", other: "none" })`,
      [`text: ${PROSE} in {{ language | default("French") }}: {{ q }}`],
    ],
    [
      `await (await PromptTemplate.fromTemplate("${text}").partial({ language: "German", q: "Why?" })).partial({ language: "French" })`,
      [`text: ${PROSE} in {{ language | default("French") }}: {{ q | default("Why?") }}`],
    ],
    [
      `await PromptTemplate.fromTemplate("${text}").partial({ language: "the language of the user" })`,
      [
        `text: ${PROSE} in {% if language is defined %}{{ language }}{% else %}the language of the user{% endif %}: {{ q }}`,
      ],
    ],
    [
      `PromptTemplate.fromTemplate("${PROSE} in {{language}}: {{q}}", { templateFormat: "mustache", partialVariables: { language: "French" } })`,
      [`text: ${PROSE} in {{ language | default("French") }}: {{ q }}`],
    ],
    [
      `await ChatPromptTemplate.fromMessages([["system", "${PROSE} in {language}."], ["human", "{q}"]]).partial({ language: "French" })`,
      [`system: ${PROSE} in {{ language | default("French") }}.`, 'user: {{ q }}'],
    ],
    [
      `await PromptTemplate.fromTemplate("${text}").partial({ language: new Date().getDay() })`,
      [
        `text: ${PROSE} in {% if language is defined %}{{ language }}{% else %}{{ getDay }}{% endif %}: {{ q }}`,
      ],
    ],
    [
      `await PromptTemplate.fromTemplate("${text}").partial({ language: async () => "French" })`,
      [`text: ${PROSE} in {{ language | default("French") }}: {{ q }}`],
    ],
    [
      `await ChatPromptTemplate.fromMessages([{ role: "system", content: "${PROSE} in {language}." }, ["human", "{q}"]]).partial({ q: "Why?" })`,
      [`system: ${PROSE} in {{ language }}.`, 'user: {{ q | default("Why?") }}'],
    ],
    [
      `new PromptTemplate({ template: "${text}", inputVariables: ["q"], partialVariables: null })`,
      [`text: ${text.replace(/{(\w+)}/g, '{{ $1 }}')}`],
    ],
    [`await PromptTemplate.fromTemplate("${text}").partial({ ...load(), language: "French" })`, null],
    [`await ["${PROSE}"].partial({ language: "French" })`, null],
    [`await PromptTemplate.fromTemplate("${text}").partially({ language: "French" })`, null],
    [`await PromptTemplate.fromTemplate("${text}").partial(load())`, null],
    [`await PromptTemplate.fromTemplate("${text}").partial()`, null],
  ])('%s', (expression, expected) => {
    expect(told(`${LANGCHAIN}export const A_PROMPT = ${expression};`)).toEqual(expected);
  });

  it('by the templates of LlamaIndex, whose values a caller may replace as well', () => {
    const template = (behind: string) =>
      told(
        `import { PromptTemplate } from './base';\nexport const A_PROMPT = new PromptTemplate({ templateVars: ["n", "q"], template: "${PROSE}, {n} at most: {q}" })${behind};`,
      );
    expect(template('.partialFormat({ n: "10" })')).toEqual([
      `text: ${PROSE}, {{ n | default("10") }} at most: {{ q }}`,
    ]);
    expect(template('.partialFormat({ n: "10" }).partialFormat({ q: "" })')).toEqual([
      `text: ${PROSE}, {{ n | default("10") }} at most: {% if q is defined %}{{ q }}{% endif %}`,
    ]);
    expect(template('.format({ n: "10" })')).toBeNull();
  });

  it('is no part of the text where placeholders are text', () => {
    const code = `${LANGCHAIN}export const A_PROMPT = await PromptTemplate.fromTemplate("${text}").partial({ language: "French" });`;
    expect(extractFrom(code, { placeholders: 'none' }).prompts[0]).toMatchObject({ template: text });
  });
});

describe('templates of other libraries that say the names in them', () => {
  it.each<[string, string[] | null]>([
    [`{ template: "${PROSE}: {q}", templateVars: ["q"] }`, [`text: ${PROSE}: {{ q }}`]],
    [`{ template: "${PROSE}: {q}", inputVariables: ["q"] }`, [`text: ${PROSE}: {{ q }}`]],
    [`{ template: "${PROSE}: {q}", variables: ["other", "q"] }`, [`text: ${PROSE}: {{ q }}`]],
    [`{ template: "${PROSE}: {q} {x}", variables: ["q"] }`, null],
    [`{ template: "${PROSE}: {{q}}", variables: ["q"] }`, null],
    [`{ template: "${PROSE}: {q}}", variables: ["q"] }`, null],
    [`{ template: "${PROSE}: {q} }", variables: ["q"] }`, null],
    [`{ template: "${PROSE}", variables: ["q"] }`, null],
    [`{ template: "${PROSE}: {q}", variables: load() }`, null],
    [`{ template: "${PROSE}: {q}", variables: [load()] }`, null],
    [`{ template: \`${PROSE}: {q} \${load()}\`, variables: ["q"] }`, null],
    [`{ template: "${PROSE}: {q}", names: ["q"] }`, null],
    [`{ ...load(), template: "${PROSE}: {q}" }`, null],
    [`{ template() { return "${PROSE}: {q}"; }, variables: ["q"] }`, null],
    [`load({ template: "${PROSE}: {q}", variables: ["q"] })`, null],
  ])('new Template(%s)', (options, expected) => {
    expect(
      told(`import { Template } from './base';\nexport const A_PROMPT = new Template(${options});`),
    ).toEqual(expected);
  });
});

describe('definePrompt', () => {
  const own = "import { definePrompt, otherPrompt } from '@prompt-ledger/cli';\n";
  it.each<[string, string[] | null]>([
    [`definePrompt({ template: '${PROSE}: {{q}}' })`, [`text: ${PROSE}: {{ q }}`]],
    [`definePrompt({ prompt: '${PROSE}: {{q}}', template: 'Other.' })`, ['text: Other.']],
    [`definePrompt({ system: '${PROSE}: {{q}}' })`, [`text: ${PROSE}: {{ q }}`]],
    [
      `definePrompt({ system: 'Other.', messages: [{ role: 'user', content: '${PROSE}: {{q}}' }] })`,
      [`user: ${PROSE}: {{q}}`],
    ],
    [`definePrompt(load())`, null],
    [`otherPrompt({ prompt: '${PROSE}: {{q}}' })`, null],
  ])('of our own: %s', (expression, expected) => {
    expect(told(`${own}export const A_PROMPT = ${expression};`)).toEqual(expected);
  });

  const genkit = `import { genkit } from 'genkit';\nconst ai = genkit({});\n`;
  it.each<[string, string, string[] | null]>([
    [genkit, `ai.definePrompt({ name: 'a', prompt: '${PROSE}: {{q}}' })`, [`text: ${PROSE}: {{ q }}`]],
    [genkit, `ai.definePrompt({ name: 'a', system: '${PROSE}.' })`, [`text: ${PROSE}.`]],
    [
      genkit,
      `ai.definePrompt({ name: 'a', system: '${PROSE}.', prompt: '{{q}}' })`,
      [`system: ${PROSE}.`, 'user: {{ q }}'],
    ],
    [genkit, `ai.definePrompt({ name: 'a' }, '${PROSE}: {{q}}')`, [`text: ${PROSE}: {{ q }}`]],
    [
      genkit,
      `ai.definePrompt({ name: 'a' }, async (a) => ({ messages: [{ role: 'user', content: [{ text: \`${PROSE}: \${a.q}\` }] }] }))`,
      [`user: ${PROSE}: {{ a.q }}`],
    ],
    [genkit, "ai.definePrompt('a')", null],
    [genkit, `ai.defineFlow({ prompt: '${PROSE}: {{q}}' })`, null],
    [genkit, `load(ai).definePrompt({ prompt: '${PROSE}: {{q}}' })`, null],
    [
      genkit.replace("'genkit'", "'genkit/beta'"),
      `ai.definePrompt({ prompt: '${PROSE}.' })`,
      [`text: ${PROSE}.`],
    ],
    [
      genkit.replace("'genkit'", "'@genkit-ai/ai'"),
      `ai.definePrompt({ prompt: '${PROSE}.' })`,
      [`text: ${PROSE}.`],
    ],
    [genkit.replace("'genkit'", "'my-genkit'"), `ai.definePrompt({ prompt: '${PROSE}.' })`, null],
    [`const ai = ai2;\nconst ai2 = 1;\n`, `ai.definePrompt({ prompt: '${PROSE}.' })`, null],
    [
      `import { other } from 'elsewhere';\nconst ai = other({});\n`,
      `ai.definePrompt({ prompt: '${PROSE}' })`,
      null,
    ],
    ['declare const ai: any;\n', `ai.definePrompt({ prompt: '${PROSE}' })`, null],
    ["import { ai } from './gone';\n", `ai.definePrompt({ prompt: '${PROSE}' })`, null],
  ])('%s%s', (head, expression, expected) => {
    expect(told(`${head}export const A_PROMPT = ${expression};`)).toEqual(expected);
  });

  it('is found through the module that makes the instance', () => {
    const { prompts } = extractFrom({
      'ai.ts': `${genkit}export { ai };`,
      'a.ts': `import { ai } from './ai';\nexport const A_PROMPT = ai.definePrompt({ prompt: '${PROSE}: {{q}}' });`,
    });
    expect(prompts).toMatchObject([{ name: 'A_PROMPT', status: 'ok', template: `${PROSE}: {{ q }}` }]);
  });
});
