import { bindingValue } from './evaluate/expressions/bindings.ts';
import { FLOOR_CHARACTERS, FLOOR_WORDS, sizeOf, VALUE } from './discover/floor.ts';
import { DIAGNOSTICS } from './diagnostics/diagnostics.ts';
import { whyImpossible, type Candidate } from './discover/discover.ts';
import type { Draft } from './prompts/drafts.ts';
import { isPromptPath, PROMPT_NAME, whyNotPath } from './discover/filter.ts';
import type { Module, ModuleExport } from './modules/modules.ts';
import { isData, isMarkup, isPrompt, nameOf, textsOf, whyDynamic } from './prompts/prompts.ts';
import type { Run } from './evaluate/run/run.ts';
import { isSchema } from './prompts/schemas.ts';
import { literalOf, innerLists, longestOf } from './values/text.ts';
import type { ExtractOptions } from './types.ts';
import type { Part, Value } from './values/values.ts';

/** What was asked of a binding, to know whether it is a prompt. */
export interface Step {
  readonly holds: boolean;
  /** A clause without a full stop. */
  readonly text: string;
}

export function passed(yes: string, no: string, holds: boolean): Step {
  return { holds, text: holds ? yes : no };
}

/** Whether the options and the folders let a file be looked at. */
export function stepOfPath(path: string, options: ExtractOptions): Step {
  const reason = whyNotPath(path, options);
  return passed(`${path} is looked at`, `${path} is not looked at: ${reason}`, reason === null);
}

/** Why a binding was looked at. */
export function stepsOfCandidate(
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

/**
 * Whether what was found in a binding is a prompt.
 *
 * @param isOneAsked whether a member of it was asked for, and not all of it
 */
export function stepsOfDrafts(
  run: Run,
  candidate: Candidate,
  drafts: readonly Draft[],
  options: ExtractOptions,
  isOneAsked: boolean,
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
  const isMember = isOneAsked || drafts.some(({ member }) => member !== null);
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
  const { characters, words } = sizeOf(texts.map((parts) => longestOf(parts, VALUE)).join(' '));
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

/** Why an export was not even looked at. */
export function whyNoCandidate(
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
