import type { Node } from '@babel/types';
import { suggest } from '../suggest.ts';
import type { Source } from '../sources/source.ts';
import { findCandidates, type Candidate } from './discover/discover.ts';
import type { Draft } from './prompts/drafts.ts';
import { whyNotPath } from './discover/filter.ts';
import { SOURCE_FILE } from './modules/paths.ts';
import { startRun } from './evaluate/evaluate.ts';
import { openModules, type Module, type Modules } from './modules/modules.ts';
import { declaredNames } from './parse/names-of.ts';
import { nameOf, promptsOf, readDrafts, textsOf } from './prompts/prompts.ts';
import type { Run } from './evaluate/run/run.ts';
import { innerLists } from './values/text.ts';
import type { Diagnostic, ExtractedPrompt, ExtractOptions } from './types.ts';
import type { Part, Slot } from './values/values.ts';
import { walk } from './parse/walk.ts';
import { passed, stepOfPath, stepsOfCandidate, stepsOfDrafts, whyNoCandidate, type Step } from './reasons.ts';

/** Why one binding was taken or not. */
export interface Explanation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Under which it is exported, or its own where it is not. */
  readonly exportName: string;
  readonly rule: 'marker' | 'name' | 'path' | null;
  /** What was asked of it, in order; where one does not hold, it is no prompt. */
  readonly steps: readonly Step[];
  readonly prompts: readonly ExplainedPrompt[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface ExplainedPrompt extends Pick<
  ExtractedPrompt,
  'name' | 'member' | 'line' | 'kind' | 'status' | 'checksum'
> {
  readonly variables: readonly ExplainedVariable[];
}

export interface ExplainedVariable {
  readonly name: string;
  readonly required: boolean;
  readonly from: 'parameter' | 'placeholder' | 'code';
  /** Of a value that the code computes. */
  readonly expression?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/**
 * Says why something was or was not taken as a prompt.
 *
 * @param asked the name of a prompt, of an export, or `file:export`
 * @returns one for each binding that may be meant; none where there is no such name
 */
export function explain(source: Source, options: ExtractOptions, asked: string): Explanation[] {
  const modules = openModules(source);
  const wanted = readAsked(asked);
  const found: Explanation[] = [];
  for (const path of source.paths) {
    if (!SOURCE_FILE.test(path) || !wanted.mayBeIn(path, () => source.read(path))) continue;
    found.push(...explainFile(modules, path, options, wanted));
  }
  // What is exported again elsewhere, or only has the name, comes after what is meant.
  return found.toSorted((a, b) => rank(a) - rank(b));
}

/** The export of the source whose name is nearest, or null where none is near. */
export function findNearest(source: Source, options: ExtractOptions, asked: string): string | null {
  const names = new Set<string>();
  for (const path of source.paths) {
    if (whyNotPath(path, options) !== null) continue;
    for (const [, name = ''] of (source.read(path) ?? '').matchAll(EXPORTED)) names.add(name);
  }
  return suggest(readAsked(asked).name, [...names]);
}

const EXPORTED =
  /\bexport\s+(?:default\s+)?(?:async\s+)?(?:const|let|var|class|enum|function\b\s*\*?)\s*([\w$]+)/g;

function rank({ prompts, steps }: Explanation): number {
  if (prompts.length > 0) return 0;
  return 1 + steps.filter(({ holds }) => !holds).length;
}

interface Asked {
  readonly whole: string;
  /** Of the export, without its file. */
  readonly name: string;
  mayBeIn(path: string, read: () => string | null): boolean;
}

/** `NAME`, `NAME.member`, `file:NAME`, and the names of prompts with `naming: "path"`: `file#NAME`. */
function readAsked(asked: string): Asked {
  const [, file, inFile] = /^(.+)[:#]([^:#/]+)$/.exec(asked) ?? [];
  const name = inFile ?? asked;
  const base = name.split('.')[0] ?? name;
  const isFile = (path: string) =>
    file !== undefined && `/${withoutExtension(path)}`.endsWith(`/${withoutExtension(file)}`);
  return {
    whole: asked,
    name,
    mayBeIn(path, read) {
      // A marker's name may have a colon, too.
      if (isFile(path)) return true;
      const text = read() ?? '';
      if (text.includes('@prompt') && text.includes(asked)) return true;
      return file === undefined && (text.includes(base) || withoutExtension(path).endsWith(base));
    },
  };
}

function withoutExtension(path: string): string {
  return path.replace(/^\.?\//, '').replace(SOURCE_FILE, '');
}

function explainFile(modules: Modules, path: string, options: ExtractOptions, asked: Asked): Explanation[] {
  const module = modules.load(path);
  if (!module) {
    const problem = modules.problemOf(path);
    if (!problem) return [];
    const { message, line, column } = problem;
    const steps = [passed(`${path} can be parsed`, `${path} cannot be parsed: ${message}`, false)];
    return [{ ...NOTHING, file: path, line, column, exportName: asked.name, steps }];
  }
  const looked = stepOfPath(path, options);
  const taken = new Set<string>();
  const found: Explanation[] = [];
  const run = startRun(modules);
  for (const candidate of findCandidates(module, options)) {
    const explanation = explainCandidate(run, candidate, options, asked);
    if (!explanation) continue;
    taken.add(candidate.binding);
    found.push({
      ...explanation,
      // What a file gives counts only where it is looked at.
      ...(looked.holds ? {} : { prompts: [], diagnostics: [] }),
      steps: [looked, ...explanation.steps],
    });
  }
  for (const { steps, ...rest } of explainOthers(module, options, asked, taken)) {
    found.push({ ...rest, steps: [looked, ...steps] });
  }
  return found;
}

const NOTHING = { rule: null, prompts: [], diagnostics: [] } as const;

/** null where neither the binding nor a prompt of it has the name that was asked for. */
function explainCandidate(
  run: Run,
  candidate: Candidate,
  options: ExtractOptions,
  asked: Asked,
): Explanation | null {
  const drafts = readDrafts(run, candidate, options);
  const named = drafts.filter((draft) => isNamed(nameOf(candidate, draft, options).name, asked));
  const byExport = new Set([candidate.exportName, candidate.binding]);
  const base = asked.name.split('.')[0] ?? '';
  if (named.length === 0 && !byExport.has(asked.name) && !byExport.has(base)) return null;
  const meant = named.length > 0 ? named : drafts;
  const all = promptsOf(run, candidate, options);
  const members = new Set(meant.map(({ member }) => member));
  const prompts = all.prompts.filter(({ member }) => members.has(member));
  const lines = new Set(prompts.map(({ line }) => line));
  return {
    ...placeOfNode(candidate.node, candidate.module),
    exportName: candidate.exportName,
    rule: candidate.rule,
    steps: [
      ...stepsOfCandidate(candidate, options),
      ...stepsOfDrafts(run, candidate, meant, options, asked.name.includes('.')),
    ],
    prompts: prompts.map((prompt) =>
      explainPrompt(
        prompt,
        meant.find(({ member }) => member === prompt.member),
      ),
    ),
    diagnostics: all.diagnostics.filter(
      (each) => prompts.length === 0 || lines.has((each.prompt ?? each).line),
    ),
  };
}

/** A prompt by its own name, or as a member of an object that was asked for. */
function isNamed(name: string, { whole, name: inFile }: Asked): boolean {
  return name === whole || name === inFile || name.startsWith(`${inFile}.`);
}

function placeOfNode(node: Node, { path }: Module) {
  return { file: path, line: node.loc?.start.line ?? 1, column: (node.loc?.start.column ?? 0) + 1 };
}

function explainPrompt(prompt: ExtractedPrompt, draft: Draft | undefined): ExplainedPrompt {
  const { name, member, line, kind, status, checksum, variables } = prompt;
  const slots = new Map<string, Slot>();
  if (draft && draft.content.kind !== 'unknown')
    for (const parts of textsOf(draft.content)) collectSlots(parts, slots);
  const parameters = new Set(draft?.parameters);
  return {
    name,
    member,
    line,
    kind,
    status,
    checksum,
    variables: variables.map(({ name: variable, required, opaque, expression }): ExplainedVariable => {
      if (opaque) {
        const origin = slots.get(expression ?? '')?.origin;
        return {
          name: variable,
          required,
          from: 'code',
          ...(expression === undefined ? {} : { expression }),
          ...(origin ? placeOfNode(origin.node, origin.module) : {}),
        };
      }
      const root = /^\w+/.exec(variable)?.[0] ?? variable;
      return { name: variable, required, from: parameters.has(root) ? 'parameter' : 'placeholder' };
    }),
  };
}

function collectSlots(parts: readonly Part[], slots: Map<string, Slot>): void {
  for (const part of parts) {
    if (part.kind === 'slot') slots.set(part.slot.expression, part.slot);
    if (part.kind === 'if' && part.test.op === 'opaque') slots.set(part.test.slot.expression, part.test.slot);
    for (const inner of innerLists(part)) collectSlots(inner, slots);
  }
}

/** What has the name and is no candidate. */
function explainOthers(
  module: Module,
  options: ExtractOptions,
  asked: Asked,
  taken: ReadonlySet<string>,
): Explanation[] {
  const names = new Set([asked.name, asked.name.split('.')[0] ?? asked.name]);
  const found: Explanation[] = [];
  const add = (node: Node, exportName: string, steps: readonly Step[]) =>
    found.push({ ...NOTHING, ...placeOfNode(node, module), exportName, steps });
  for (const [exportName, exported] of module.exports) {
    const local = exported.kind === 'local' ? exported.name : exportName;
    if (taken.has(local) || (!names.has(exportName) && !names.has(local))) continue;
    taken = new Set([...taken, local]);
    add(exported.node, exportName, whyNoCandidate(module, exportName, exported, options));
  }
  for (const name of names) {
    const binding = module.bindings.get(name);
    if (taken.has(name) || binding?.kind === 'import') continue;
    const node = binding?.node ?? findInside(module, name);
    if (!node) continue;
    const where = binding
      ? 'it is not exported'
      : 'it is declared inside of other code, and only what a file exports is looked at';
    add(node, name, [{ holds: false, text: `${where}, nor is it marked with \`@prompt\`` }]);
    break;
  }
  return found;
}

/** A declaration of that name that is not at the top of its file. */
function findInside({ program }: Module, name: string): Node | null {
  let found: Node | null = null;
  walk(program, (node) => {
    const declares =
      (node.type === 'VariableDeclarator' && declaredNames(node.id).includes(name)) ||
      (node.type === 'FunctionDeclaration' && node.id?.name === name);
    if (declares && found === null) found = node;
    return found === null;
  });
  return found;
}
