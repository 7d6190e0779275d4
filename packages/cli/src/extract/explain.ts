import type { Node } from '@babel/types';
import { suggest } from '../suggest.ts';
import type { Source } from '../sources/source.ts';
import { bindingValue } from './evaluate/expressions/bindings.ts';
import { FLOOR_CHARACTERS, FLOOR_WORDS, sizeOf } from './discover/floor.ts';
import { DIAGNOSTICS } from './diagnostics/diagnostics.ts';
import { findCandidates, whyImpossible, type Candidate } from './discover/discover.ts';
import type { Draft } from './prompts/drafts.ts';
import { isPromptPath, PROMPT_NAME, whyNotPath } from './discover/filter.ts';
import { SOURCE_FILE } from './modules/paths.ts';
import { startRun } from './evaluate/evaluate.ts';
import { openModules, type Module, type ModuleExport, type Modules } from './modules/modules.ts';
import { declaredNames } from './parse/names-of.ts';
import {
  isData,
  isMarkup,
  isPrompt,
  nameOf,
  promptsOf,
  readDrafts,
  textsOf,
  whyDynamic,
} from './prompts/prompts.ts';
import type { Run } from './evaluate/run/run.ts';
import { isSchema } from './prompts/schemas.ts';
import { literalOf, innerLists } from './values/text.ts';
import type { Diagnostic, ExtractedPrompt, ExtractOptions } from './types.ts';
import type { Part, Slot, Value } from './values/values.ts';
import { walk } from './parse/walk.ts';

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

export interface Step {
  readonly holds: boolean;
  /** A clause without a full stop. */
  readonly text: string;
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

function passed(yes: string, no: string, holds: boolean): Step {
  return { holds, text: holds ? yes : no };
}

function stepOfPath(path: string, options: ExtractOptions): Step {
  const reason = whyNotPath(path, options);
  return passed(`${path} is looked at`, `${path} is not looked at: ${reason}`, reason === null);
}

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
    steps: [...stepsOfCandidate(candidate, options), ...stepsOfDrafts(run, candidate, meant, options, asked)],
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

function stepsOfCandidate(
  { rule, exportName, binding, marker, module }: Candidate,
  options: ExtractOptions,
): Step[] {
  const isExported = [...module.exports.values()].some(
    (each) => each.kind === 'local' && each.name === binding,
  );
  const exported = isExported ? [{ holds: true, text: `it is exported as ${exportName}` }] : [];
  const why = {
    marker: `it is marked as a prompt${marker?.name ? ` named ${marker.name}` : ''}`,
    name: `its name matches ${patternOf(options)}`,
    path: `its file is one of prompts, by its name or folder`,
  }[rule];
  return [...exported, { holds: true, text: why }];
}

function patternOf({ match }: ExtractOptions): string {
  return match === null ? String(PROMPT_NAME) : `"match": ${match}`;
}

function stepsOfDrafts(
  run: Run,
  candidate: Candidate,
  drafts: readonly Draft[],
  options: ExtractOptions,
  asked: Asked,
): Step[] {
  if (drafts.length === 0) {
    const value = bindingValue(run, candidate.module, candidate.binding);
    return [{ holds: false, text: whyNoText(value) }];
  }
  const explicit = candidate.marker !== null;
  const missed = drafts.filter(
    (draft) => !explicit && !draft.marker && !isPrompt(draft, options, run.modules),
  );
  const steps = missed.map((draft) => ({ holds: false, text: whyNoPrompt(candidate, draft, options) }));
  if (missed.length === drafts.length) return steps;
  if (isData(candidate, drafts.length - missed.length))
    return [
      { holds: false, text: `its ${drafts.length - missed.length} texts are data: its name says no prompt` },
    ];
  const [first] = drafts;
  const size = drafts.length === 1 && first ? stepOfText(first) : null;
  const isMember = asked.name.includes('.') || drafts.some(({ member }) => member !== null);
  return [...(size ? [size] : []), ...(isMember ? steps.slice(0, MOST_MISSED) : [])];
}

const MOST_MISSED = 10;

function stepOfText({ content }: Draft): Step | null {
  if (content.kind === 'unknown') return null;
  const texts = textsOf(content);
  const { characters, words } = sizeOf(texts.map(literalOf).join(' '));
  const kinds = new Map<string, number>();
  for (const parts of texts) countParts(parts, kinds);
  const rest = [...kinds].map(([kind, times]) => `${times} ${kind}${times === 1 ? '' : 's'}`);
  const more = rest.length > 0 ? `, with ${rest.join(', ')}` : '';
  return { holds: true, text: `it is text: ${characters} characters and ${words} words of its own${more}` };
}

const PART_NAMES = { variable: 'variable', slot: 'computed value', if: 'condition', for: 'loop' } as const;

function countParts(parts: readonly Part[], kinds: Map<string, number>): void {
  for (const part of parts) {
    const name = PART_NAMES[part.kind as keyof typeof PART_NAMES] as string | undefined;
    if (name !== undefined) kinds.set(name, (kinds.get(name) ?? 0) + 1);
    for (const inner of innerLists(part)) countParts(inner, kinds);
  }
}

function whyNoPrompt(candidate: Candidate, draft: Draft, options: ExtractOptions): string {
  const { content } = draft;
  const of = draft.member === null ? 'it' : nameOf(candidate, draft, options).name;
  const problem = content.kind === 'unknown' || draft.quiet ? whyDynamic(draft, false) : null;
  if (problem) {
    const reason = `what ${of} is cannot be told without running it (${problem.code}: ${lowerFirst(DIAGNOSTICS[problem.code].message)})`;
    return draft.quiet
      ? `${reason}, and its class does not say that it is a prompt`
      : `${reason}, and its code has no text long enough to speak for a prompt`;
  }
  if (isMarkup(draft)) return `${of} is markup of a page`;
  const texts = content.kind === 'unknown' ? [] : textsOf(content);
  const { characters, words } = sizeOf(texts.map(literalOf).join(' '));
  return `${of} has ${characters} characters and ${words} words of text, and a prompt without a placeholder or \`@prompt\` has at least ${FLOOR_CHARACTERS} and ${FLOOR_WORDS}`;
}

function lowerFirst(sentence: string): string {
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1).replace(/\.$/, '')}`;
}

function whyNoText(value: Value): string {
  switch (value.kind) {
    case 'static':
      return `it is ${value.value === null ? 'null' : `a value of the type ${typeof value.value}`}, not text`;
    case 'record':
      return isSchema(value)
        ? 'it is a schema or the definition of a tool'
        : 'it is an object none of whose members is text of its own';
    case 'list':
      return 'it is a list without text';
    case 'class':
      return 'it is a class without static text, and without static methods that give it: text of objects is only known when they are made';
    case 'function':
      return 'what the function gives back is neither text nor messages';
    default:
      return 'it is neither text nor messages';
  }
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

function whyNoCandidate(
  module: Module,
  exportName: string,
  exported: ModuleExport,
  options: ExtractOptions,
): Step[] {
  if (exported.kind === 'from') return [exportedAgain(exported.from)];
  const binding = module.bindings.get(exported.name);
  if (binding?.kind === 'import') return [exportedAgain(binding.from)];
  const steps: Step[] = [{ holds: true, text: `it is exported as ${exportName}` }];
  if (!binding) return [...steps, { holds: false, text: 'it is not a value of this file' }];
  const reason = whyImpossible(exported.name, binding);
  if (reason !== null) return [...steps, { holds: false, text: reason }];
  const otherwise =
    options.match === null && !isPromptPath(module.path)
      ? ', and neither the name of its file nor a folder speaks of prompts'
      : '';
  return [...steps, { holds: false, text: `its name does not match ${patternOf(options)}${otherwise}` }];
}

function exportedAgain(from: string): Step {
  return {
    holds: false,
    text: `it is only exported again: a prompt is looked for where it is declared, in ${from}`,
  };
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
