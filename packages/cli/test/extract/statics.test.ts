import { describe, expect, it } from 'vitest';
import { extractFrom, render, type Files } from './sample.ts';

const PROSE = 'You are a helpful assistant. Answer the question of the user as well as you can.';

function templates(files: Files): Record<string, string | null> {
  return Object.fromEntries(extractFrom(files).prompts.map(({ name, template }) => [name, template]));
}

function inAgent(code: string): Record<string, string | null> {
  return templates({ 'agent.ts': code.replaceAll('PROSE', PROSE) });
}

describe('static methods of exported classes', () => {
  it('are functions, where their own name says prompt, however they are written', () => {
    expect(
      inAgent(`export class Agent {
        static getPrompt(topic: string) { return \`PROSE A \${topic}\`; }
        static buildSystemPrompt = ({ tone }: { tone: string }) => \`PROSE B \${tone}\`;
        static async loadPrompt(topic: string) { return \`PROSE C \${topic}\`; }
        static get instructions() { return 'PROSE D'; }
        static set instructions(value: string) {}
      }`),
    ).toEqual({
      'Agent.getPrompt': `${PROSE} A {{ topic }}`,
      'Agent.buildSystemPrompt': `${PROSE} B {{ tone }}`,
      'Agent.loadPrompt': `${PROSE} C {{ topic }}`,
      'Agent.instructions': `${PROSE} D`,
    });
  });

  it('are functions, where the name of their class, file or folder does', () => {
    const members = `static first(a: string) { return \`${PROSE} \${a}\`; } static second = () => '${PROSE} 2';`;
    const all = { first: `${PROSE} {{ a }}`, second: `${PROSE} 2` };
    for (const [name, path] of [
      ['PromptBuilder', 'agent.ts'],
      ['Agent', 'prompts.ts'],
      ['Agent', 'src/prompts/agent.ts'],
    ] as const)
      expect(templates({ [path]: `export class ${name} { ${members} }` })).toEqual({
        [`${name}.first`]: all.first,
        [`${name}.second`]: all.second,
      });
    expect(templates({ 'agent.ts': `export class Agent { ${members} }` })).toEqual({});
    expect(templates({ 'agent.ts': `export const AgentPrompts = class { ${members} };` })).toEqual({
      'AgentPrompts.first': all.first,
      'AgentPrompts.second': all.second,
    });
  });

  it('are functions beside one that puts a prompt together of the static texts of the class', () => {
    expect(
      inAgent(`export class Context {
        private static readonly prefix = 'PROSE P';
        static getPrompt(path: string) { return \`<path>\${path}</path>\`; }
        static getAll(paths: string[]) {
          let text = \`\${Context.prefix}\\n\`;
          for (const path of paths) text += Context.getPrompt(path);
          return text;
        }
        static getLabel(path: string) { return path.split('/').pop() || 'File'; }
      }`),
    ).toEqual({
      'Context.prefix': `${PROSE} P`,
      'Context.getAll': `${PROSE} P\n{% for item in paths %}<path>{{ item }}</path>{% endfor %}`,
    });
  });

  it('are no prompts where they are names, short, or give no text', () => {
    expect(
      templates({
        'prompts.ts': `export class FooPrompt {
          static lc_name() { return 'Foo'; }
          static get type() { return 'foo prompt'; }
          static create(a: string) { return new FooPrompt(a, '${PROSE}'); }
          static createPrompt(a: string) { return new FooPrompt(a, '${PROSE}' + a); }
          static makePrompt(a: string) { const text = '${PROSE}' + a; return new this(text); }
          static schema() { return { description: '${PROSE}' }; }
          static readonly make = () => ({ text: '${PROSE}' });
          static *all() { yield '${PROSE}'; }
          static set text(value: string) { console.log('${PROSE}'); }
        }`,
      }),
    ).toEqual({});
  });

  it('are no prompts where they use one, or have nothing to do with one beside them', () => {
    expect(
      inAgent(`import { ask } from './model';
      export class Service {
        static getSystemPrompt(tone: string) { return \`PROSE \${tone}\`; }
        static async generateJournalPrompt(mood: string): Promise<string> {
          const answer = await ask(this.getSystemPrompt('calm'), \`PROSE Write about \${mood}.\`);
          return answer.ok ? answer.text.trim() : 'What has touched you today, and why do you think it did?';
        }
        static question(mood: string) {
          const all = ['PROSE 1', 'PROSE 2', this.getSystemPrompt(mood)];
          return all[Math.floor(Math.random() * all.length)];
        }
        static usage() { return 'Usage: ask the service a question, and wait for the answer that it gives.'; }
      }`),
    ).toEqual({ 'Service.getSystemPrompt': `${PROSE} {{ tone }}` });
  });

  it('are no prompts a second time where they only give what is one', () => {
    expect(
      inAgent(`export class Agent {
        static prefix = 'PROSE';
        static getPrompt() { return Agent.prefix; }
        static get prompt() { return this.prefix; }
        static promptOf = () => this.prefix;
      }`),
    ).toEqual({ 'Agent.prefix': PROSE });
  });

  it('call each other, by the name of their class and by `this`', () => {
    expect(
      inAgent(`export class Agent {
        static #tag = 'task';
        static getPrompt(task: string) { return \`PROSE \${this.wrap(task)} \${Agent.#tag} \${Agent.kind} \${this.upper(task)}\`; }
        static wrap(text: string) { return [text].map((each) => \`<\${this.#tag}>\${each}</\${this.#tag}>\`).join(''); }
        static upper = (text: string) => \`\${this.kind}:\${Agent.#quote(text)}\`;
        static #quote(text: string) { return \`"\${text}"\`; }
        static get kind() { return \`kind of \${this.#tag}\`; }
      }`),
    ).toEqual({
      'Agent.getPrompt': `${PROSE} <task>{{ task }}</task> task kind of task kind of task:"{{ task }}"`,
    });
  });

  it('are inherited, with `this` the class that they are called on', () => {
    const base = `export class Base {
      static tag = 'base';
      static wrap(text: string) { return \`<\${this.tag}>\${text}</\${this.tag}>\`; }
      static get end() { return \`end of \${this.tag}\`; }
    }`;
    const code = `import { Base } from './base';
    export class Agent extends Base {
      static tag = 'agent';
      static getPrompt(a: string) { return \`${PROSE} \${this.wrap(a)} \${Base.wrap(a)} \${super.wrap(a)} \${this.end}\`; }
    }
    export class Other extends Agent {
      static tag = 'other';
      static wrap(text: string) { return super.wrap(\`(\${text})\`); }
      static getOtherPrompt(a: string) { return \`${PROSE} \${Other.wrap(a)} \${Agent.wrap(a)}\`; }
    }`;
    expect(templates({ 'base.ts': base, 'agent.ts': code })).toEqual({
      'Agent.getPrompt': `${PROSE} <agent>{{ a }}</agent> <base>{{ a }}</base> <agent>{{ a }}</agent> end of agent`,
      'Other.getOtherPrompt': `${PROSE} <other>({{ a }})</other> <agent>{{ a }}</agent>`,
    });
  });

  it('do not know what the class is told while it runs', () => {
    const of = (members: string, after = '') =>
      inAgent(`export class Agent {
        static tag = 'tag';
        static getPrompt() { return \`PROSE \${this.tag}\`; }
        ${members}
      } ${after}`)['Agent.getPrompt'];
    const slot = `${PROSE} {{ tag }}`;
    expect(of('')).toBe(`${PROSE} tag`);
    expect(of('static setTag(tag: string) { this.tag = tag; }')).toBe(slot);
    expect(of('static setTag(tag: string) { [1].forEach(() => { this.tag = tag; }); }')).toBe(slot);
    expect(of('static { this.tag = load(); }')).toBe(slot);
    expect(of('', 'Agent.tag = load();')).toBe(slot);
    // Of an object, `this` is another.
    expect(of('tag = 1; setTag(tag: number) { this.tag = tag; }')).toBe(`${PROSE} tag`);
    expect(of('static make() { return { setTag() { this.tag = 1; } }; }')).toBe(`${PROSE} tag`);
  });

  it('see of static fields what JavaScript has made of them: in the order they are written', () => {
    expect(
      inAgent(`export class Agent {
        static early = \`\${this.name_} and \${Agent.late}\`;
        static name_ = 'x';
        static late = 'late';
        static after = \`\${this.name_} and \${Agent.late}\`;
        static lazy = () => Agent.last;
        static last = 'last';
        static getPrompt() { return \`PROSE \${this.after} \${this.lazy()}\`; }
        static getEarlyPrompt() { return \`PROSE \${this.early}\`; }
      }`),
    ).toEqual({
      'Agent.getPrompt': `${PROSE} x and late last`,
      // Not known, rather than the undefined that it is.
      'Agent.getEarlyPrompt': `${PROSE} {{ name_ }} and {{ late }}`,
    });
  });

  it('are told of where they are prompts that cannot be followed', () => {
    const { prompts, diagnostics } = extractFrom({
      'agent.ts': `export class Agent {
        static getPrompt(xs: string[]) { let text = '${PROSE}'; while (xs.length) { text = text + xs.pop() + '${PROSE}'; } return text; }
      }`,
    });
    expect(prompts.map(({ name, status }) => [name, status])).toEqual([['Agent.getPrompt', 'dynamic']]);
    expect(diagnostics).toHaveLength(1);
  });
});

/* Against running them: what is not told is no lie, all else must be what the class gives. */
describe('static methods as JavaScript runs them', () => {
  const TOLD = [
    'static b = "b"; static getPrompt(x) { return P + this.b + A.b + x; }',
    'static getPrompt(x) { return P + this.f(x) + A.g(x); } static f(x) { return `<${x}>`; } static g = (x) => `(${this.f(x)})`;',
    'static #b = "b"; static #f(x) { return this.#b + x; } static getPrompt(x) { return P + A.#f(x) + this.#b; }',
    'static get b() { return `b${this.c}`; } static c = "c"; static getPrompt(x) { return P + this.b + x; }',
    'static get b() { return "get"; } static set b(v) {} static getPrompt(x) { return P + this.b; }',
    'static b = "b"; static c = this.b + "c"; static d = A.c + "d"; static getPrompt() { return P + this.d; }',
    'static getPrompt(x = this.b) { return P + this.f(undefined) + x; } static b = "b"; static f(y = A.b) { return y; }',
    'static b() { return "method"; } static b = "field"; static getPrompt() { return P + this.b; }',
    'static b() { return "first"; } static b() { return "second"; } static getPrompt() { return P + this.b(); }',
    'static "b c" = "b"; static ["d"] = "d"; static getPrompt() { return P + this["b c"] + A["d"]; }',
    'static b = "b"; static getPrompt(x) { return P + [1, 2].map(() => this.b).join("-") + x; }',
    'b = "object"; static b = "class"; getPrompt() { return this.b; } static getPrompt(x) { return P + this.b + x; }',
    'static b = "A"; static f() { return this.b; } static getPrompt() { return P + this.f(); }',
    'static b = { c: ["d", "e"] }; static getPrompt(x) { return P + this.b.c.join(x) + A.b.c[0]; }',
  ];
  const INHERITED = [
    'static getPrompt(x) { return P + this.f(x) + super.f(x) + B.f(x) + this.g; } static b = "a";',
    'static f(x) { return `[${super.f(x)}]`; } static getPrompt(x) { return P + this.f(x) + A.f(x) + B.f(x); }',
    'static c = super.f("x") + this.b; static getPrompt() { return P + this.c + super.g; }',
    'static get g() { return `a${super.g}`; } static getPrompt() { return P + this.g + B.g; } static b = "own";',
    'static getPrompt() { return P + (() => super.f(this.b))(); } static b = "arrow";',
  ];
  const UNTOLD = [
    'static b = "b"; static set(v) { this.b = v; } static getPrompt() { A.set("c"); return P + this.b; }',
    'static b = "b"; static { this.b = "c"; } static getPrompt() { return P + this.b; }',
    'static b = ["b"]; static { this.b.push("c"); } static getPrompt() { return P + this.b.join(); }',
    'static #b = "b"; static { A.#b = "c"; } static getPrompt() { return P + this.#b; }',
    'static b = "b"; static { [this.b] = ["c"]; } static getPrompt() { return P + this.b; }',
    'static b = "b"; static { const k = "b"; this[k] = "c"; } static getPrompt() { return P + this.b; }',
    'static b = "b"; static { ({ x: A.b } = { x: "c" }); } static getPrompt() { return P + this.b; }',
    'static b = "b"; static { for (this.b of ["c"]); } static getPrompt() { return P + this.b; }',
    'static b = "b"; static { Object.assign(this, { b: "c" }); } static getPrompt() { return P + this.b; }',
    'static b = "b"; static { Object.assign(A, { b: "c" }); } static getPrompt() { return P + this.b; }',
    'static c = `${A.b}c`; static b = "b"; static getPrompt() { return P + this.c; }',
    'static c = A.f(); static f() { return this.b; } static b = "b"; static getPrompt() { return P + this.c; }',
    'static c = (() => A.b)(); static b = "b"; static getPrompt() { return P + this.c; }',
    'static b = A.b; static getPrompt() { return P + this.b; }',
    'static b = "b"; static getPrompt() { return P + function () { return typeof this; }(); }',
    'static getPrompt() { return P + this.name.length; }',
    'static getPrompt() { return P + this.nothing; }',
  ];
  const BASE =
    'export class B { static b = "base"; static f(x) { return `${this.b}:${x}`; } static get g() { return `g${this.b}`; } }';

  it.each([
    ...[...TOLD, ...UNTOLD].map((members) => `export class A { ${members} }`),
    ...INHERITED.map((members) => `${BASE} export class A extends B { ${members} }`),
  ])('%s', (classes) => {
    const code = `const P = ${JSON.stringify(PROSE)}; ${classes}`;
    const prompt = extractFrom({ 'prompts.js': code }).prompts.find(({ name }) => name === 'A.getPrompt');
    const isTold = prompt?.status === 'ok' && !prompt.variables.some(({ opaque }) => opaque);
    expect(isTold).toBe(!UNTOLD.some((members) => classes.includes(members)));
    if (!isTold) return;
    const names = prompt.variables.map(({ name }) => [name, `given ${name}`]);
    // oxlint-disable-next-line no-new-func, typescript/no-implied-eval -- running it is what is compared with
    const run = new Function('x', `${code.replaceAll('export ', '')} return A.getPrompt(x);`) as (
      x: string | undefined,
    ) => string;
    const { x: given } = Object.fromEntries(names) as { x?: string };
    expect(render(prompt.template, given === undefined ? {} : { x: given })).toBe(run(given));
  });
});
