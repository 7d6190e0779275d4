import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checksum } from '@prompt-ledger/shared';
import type { Source } from '../sources/source.ts';
import { extract, readFiles } from './index.ts';
import { startReplay, type Change } from './replay.ts';
import { rejectionKey, surveyFiles, type Known } from './survey.ts';
import { DEFAULT_EXTRACT_OPTIONS, type ExtractOptions, type FileResult } from './types.ts';

type Files = Readonly<Record<string, string>>;

function openFiles(files: Files): Source & { readonly reads: string[] } {
  const reads: string[] = [];
  return {
    paths: Object.keys(files).toSorted(),
    reads,
    read(path) {
      reads.push(path);
      return files[path] ?? null;
    },
    id: (path) => (files[path] === undefined ? null : checksum(files[path])),
  };
}

/** Everything that any run found, for ever. */
function createMemory() {
  const results: FileResult[] = [];
  const rejected = new Set<string>();
  const known: Known = {
    find: (path, id) => results.filter((result) => result.path === path && result.id === id),
    isRejected: (key) => rejected.has(key),
  };
  return {
    known,
    learn(source: Source, options: ExtractOptions) {
      const survey = surveyFiles(source, options, known);
      if ('code' in survey) throw new Error(survey.message);
      const found = readFiles(survey);
      results.push(...found.results);
      for (const path of found.rejected) rejected.add(rejectionKey(path, source.id?.(path) ?? ''));
    },
  };
}

/** Small enough that edits meet: files import each other in circles, lead elsewhere, appear and disappear. */
const PATHS = [
  'a.ts',
  'b.ts',
  'b/index.ts',
  'prompts/c.ts',
  'lib/d.ts',
  'lib/e.md',
  'lib/package.json',
  'tsconfig.json',
  'lib/base.json',
];
const SPECIFIERS = ['./a', './b', './b.js', '../b', './lib/d', '../lib/d', '@/d', 'lib', './e.md'];
const WORDS = ['Be brief.', 'Be kind.', 'Answer {{name}} in one sentence, and never in two of them.'];

const specifier = fc.constantFrom(...SPECIFIERS);
const word = fc.constantFrom(...WORDS);
const maybe = (arbitrary: fc.Arbitrary<string>) => fc.option(arbitrary, { nil: '' });
/** Each name once at most, so that most files can be parsed. */
const code = fc
  .tuple(
    fc.oneof(
      specifier.map((from) => `import { T } from '${from}';\nexport { T };`),
      word.map((text) => `export const T = '${text}';`),
    ),
    fc.oneof(
      specifier.map((from) => `import X from '${from}';`),
      specifier.map((from) => `import * as N from '${from}';\nconst X = N.T;`),
      word.map((text) => `const X = '${text}';`),
    ),
    fc.constantFrom('export default X;', 'export default `${T} ${X}`;', ''),
    maybe(specifier.map((from) => `export * from '${from}';`)),
    maybe(fc.constant('export const A_PROMPT = `You are a careful assistant, and this is the task: ${T}`;')),
    maybe(
      fc.constant('export const bPrompt = (name: string) => `You greet ${name} as a friend would. ${X}`;'),
    ),
    fc.oneof(
      { weight: 20, arbitrary: fc.constant('') },
      { weight: 1, arbitrary: fc.constant('export const = ;') },
    ),
  )
  .map((lines) => lines.join('\n'));
const folder = fc.constantFrom('./*', './lib/*', './prompts/*', './b/*');
const json = fc.oneof(
  folder.map((to) => `{ "compilerOptions": { "paths": { "@/*": ["${to}"] } } }`),
  fc.constant('{ "extends": "./lib/base.json" }'),
  fc
    .constantFrom('d.ts', 'e.md', '../a.ts')
    .map((main) => `{ "name": "lib", "main": "${main}", "T": "${main}" }`),
  fc.constant('{}'),
);
const content = (path: string): fc.Arbitrary<string> => (path.endsWith('.json') ? json : code);
const everyFile: fc.Arbitrary<Files> = fc.record(
  Object.fromEntries(PATHS.map((path) => [path, content(path)])),
);
const edit = fc
  .constantFrom(...PATHS)
  .chain((path) => fc.tuple(fc.constant(path), fc.option(content(path), { freq: 6 })));
const options = fc.constantFrom(DEFAULT_EXTRACT_OPTIONS, {
  ...DEFAULT_EXTRACT_OPTIONS,
  exclude: ['prompts/**'],
});

describe('what is known', () => {
  it('never changes what is found, after any edits', () => {
    fc.assert(
      fc.property(
        everyFile,
        fc.array(fc.tuple(edit, options), { minLength: 2, maxLength: 25 }),
        (first, edits) => {
          const memory = createMemory();
          let files = first;
          memory.learn(openFiles(files), DEFAULT_EXTRACT_OPTIONS);
          for (const [[path, text], chosen] of edits) {
            const { [path]: _, ...others } = files;
            files = text === null ? others : { ...others, [path]: text };
            const warm = extract(openFiles(files), chosen, memory.known);
            const cold = extract(openFiles(files), chosen);
            expect({ ...warm, stats: warm.stats.files }).toEqual({ ...cold, stats: cold.stats.files });
            memory.learn(openFiles(files), chosen);
          }
        },
      ),
      { numRuns: 150, seed: 7 },
    );
  });

  it('spares reading what was read', () => {
    const files = {
      'a.ts':
        "import { T } from './t';\nexport const A_PROMPT = `You are a careful assistant of a team. ${T}`;",
      't.ts': "export const T = 'Be brief.';",
      'u.ts': 'export const u = 1;',
    };
    const memory = createMemory();
    memory.learn(openFiles(files), DEFAULT_EXTRACT_OPTIONS);
    const source = openFiles(files);
    expect(extract(source, DEFAULT_EXTRACT_OPTIONS, memory.known).stats).toEqual({
      files: 3,
      parsed: 0,
      cached: 3,
    });
    expect(source.reads).toEqual([]);
    const changed = openFiles({ ...files, 'u.ts': 'export const u = 2;' });
    expect(extract(changed, DEFAULT_EXTRACT_OPTIONS, memory.known).stats.cached).toBe(2);
    expect(changed.reads).toEqual(['u.ts']);
  });
});

describe('a replay', () => {
  it('finds after every commit what a look at that commit alone finds', () => {
    fc.assert(
      fc.property(
        everyFile,
        fc.array(fc.array(edit, { maxLength: 3 }), { maxLength: 5 }),
        options,
        (start, commits, chosen) => {
          let files: Files = {};
          const source: Source = {
            get paths() {
              return Object.keys(files).toSorted();
            },
            read: (path) => files[path] ?? null,
            id: (path) => (files[path] === undefined ? null : checksum(files[path])),
          };
          const replay = startReplay(source, chosen);
          if ('code' in replay) throw new Error(replay.message);
          for (const edits of [Object.entries(start), ...commits]) {
            const before = files;
            files = Object.fromEntries(
              Object.entries({ ...before, ...Object.fromEntries(edits) }).filter(([, text]) => text !== null),
            ) as Files;
            const changes = [...new Set(edits.map(([path]) => path))]
              .filter((path) => files[path] !== before[path])
              .map((path): Change => {
                const kind =
                  files[path] === undefined ? 'gone' : before[path] === undefined ? 'new' : 'changed';
                return { path, kind };
              });
            replay.step(changes);
            const { prompts, diagnostics } = extract(openFiles(files), chosen);
            // A file that does not parse keeps the prompts that it had.
            const broken = new Set(
              diagnostics.filter(({ code }) => code === 'syntax-error').map(({ file }) => file),
            );
            const sound = replay.prompts().filter(({ file, status }) => !broken.has(file) && status === 'ok');
            expect(sound).toEqual(prompts.filter(({ status }) => status === 'ok'));
          }
        },
      ),
      { numRuns: 150, seed: 11 },
    );
  });

  it('keeps the prompts of a file while it cannot be parsed', () => {
    let text = "export const A_PROMPT = 'Answer in one sentence, and never in two of them.';";
    const source: Source = { paths: ['a.ts'], read: () => text, id: () => checksum(text) };
    const replay = startReplay(source, DEFAULT_EXTRACT_OPTIONS);
    if ('code' in replay) throw new Error(replay.message);
    replay.step([{ path: 'a.ts', kind: 'new' }]);
    const before = replay.prompts();
    text = 'export const A_PROMPT = ;';
    replay.step([{ path: 'a.ts', kind: 'changed' }]);
    expect(before).toHaveLength(1);
    expect(replay.prompts()).toEqual(before);
    expect(replay.broken()).toBe(1);
  });
});
