import {
  checksum,
  findNameProblem,
  findTextProblem,
  formatMessages,
  MAX_TEMPLATE_LENGTH,
  NAME_MAX_LENGTH,
} from '@prompt-ledger/shared';
import type { Node } from '@babel/types';
import { findBareSlot, findHidingSlot, findTrimmedSlot, hasLooseEnds, hiddenBy } from './enough.ts';
import { hasProse, isAboveFloor, sizeOf, VALUE } from '../discover/floor.ts';
import { findForeign } from './foreign.ts';
import { codeHash } from './code-hash.ts';
import { diagnostic, DIAGNOSTICS, placeOf, type DiagnosticCode } from '../diagnostics/diagnostics.ts';
import type { Candidate } from '../discover/discover.ts';
import { draftsOf, type Content, type Draft } from './drafts.ts';
import { hiddenText } from '../evaluate/run/hidden.ts';
import type { Module, Modules } from '../modules/modules.ts';
import { isMadeText, mayBeText, mayReturnText } from './may-be-text.ts';
import { isNameable } from '../print/nameable.ts';
import { findPlaceholders, printTemplates } from '../print/print.ts';
import type { Run } from '../evaluate/run/run.ts';
import { findSecret } from './secrets.ts';
import { isTooLarge, literalOf, literalText, longestOf } from '../values/text.ts';
import type { Diagnostic, ExtractedPrompt, ExtractOptions } from '../types.ts';
import { NOTHING_HIDDEN, type Part, type UnknownOrigin } from '../values/values.ts';
import { withTypes } from './variable-types.ts';

export interface Found {
  readonly prompts: readonly ExtractedPrompt[];
  readonly diagnostics: readonly Diagnostic[];
}

/** The prompts of one candidate. What is not one is silent, unless the source says that it is. */
export function promptsOf(run: Run, candidate: Candidate, options: ExtractOptions): Found {
  const explicit = candidate.marker !== null;
  const drafts = readDrafts(run, candidate, options);
  const prompts: ExtractedPrompt[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const draft of drafts) {
    if (!explicit && !draft.marker && !isPrompt(draft, options, run.modules)) continue;
    const built = buildPrompt(run, candidate, draft, options);
    prompts.push(built.prompt);
    diagnostics.push(...built.diagnostics);
  }
  if (isData(candidate, prompts.length)) return { prompts: [], diagnostics: [] };
  if (explicit && prompts.length === 0) {
    diagnostics.push(diagnostic('unused-marker', placeOf(candidate.node, candidate.module)));
  }
  return { prompts, diagnostics };
}

/** More texts than anyone writes prompts by hand for one map. */
const MOST_TEXTS = 100;

/** A table in a file of prompts whose name does not speak of them. */
export function isData({ rule, marker }: Candidate, texts: number): boolean {
  return marker === null && rule === 'path' && texts > MOST_TEXTS;
}

/** Code that nests too deep for us is dynamic like any other that cannot be followed. */
export function readDrafts(run: Run, candidate: Candidate, options: ExtractOptions): Draft[] {
  try {
    return draftsOf(run, candidate, options.placeholders);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const { node, module } = candidate;
    const origin = { code: 'DYN_LIMIT', node, module } as const;
    const content = { kind: 'unknown', origin, hidden: NOTHING_HIDDEN } as const;
    const base = { member: null, node, module, marker: null, content };
    return [{ ...base, returned: false, parameters: [], fn: null, quiet: false }];
  }
}

/** So much text of our own that leaving it out would leave out the prompt. */
const MUCH_HIDDEN = 40;

/** The floor of the implicit rule. */
export function isPrompt(draft: Draft, options: ExtractOptions, modules: Modules): boolean {
  const { content, returned, node, module, fn } = draft;
  if (draft.quiet && whyDynamic(draft, false) !== null) return false;
  if (content.kind === 'unknown') {
    const { origin, hidden } = content;
    // It may well be something else than text; prose in its own code speaks for text, where it goes into it.
    if (!(hasProse(node) || isMadeText(origin)) || !mayBeText(origin, returned)) return false;
    if (!returned && !mayBeText({ node, module }, returned)) return false;
    if (fn && returned && !mayReturnText(fn, modules)) return false;
    return isCutShort(origin) || hiddenText(hidden) >= MUCH_HIDDEN;
  }
  const texts = textsOf(content);
  const text = texts.map((parts) => longestOf(parts, VALUE)).join(' ');
  if (isMarkup(draft)) return false;
  // Roles speak for a prompt by themselves, however short what is said.
  if (isAboveFloor(text) || (content.kind === 'chat' && content.isSure && hasWords(texts))) return true;
  if (hasProse(node) && hiddenBy(texts) >= MUCH_HIDDEN) return true;
  return content.kind === 'text' && hasPlaceholder(content.parts, options);
}

function hasWords(texts: readonly (readonly Part[])[]): boolean {
  return sizeOf(texts.map((parts) => longestOf(parts)).join(' ')).words > 1;
}

const PAGE =
  /^\s*<(?:!doctype html|html|(?:div|section|main|header|p|span|ul|ol|table|h[1-6]|a)\s[^<>]*\b(?:class|style)=)/i;

/** An element of HTML that says how it looks begins a page for people. */
export function isMarkup({ content }: Draft): boolean {
  return content.kind === 'text' && PAGE.test(longestOf(content.parts));
}

/** What was not followed to its end says nothing of what goes into it. */
function isCutShort({ code }: UnknownOrigin): boolean {
  return code === 'DYN_LIMIT' || code === 'DYN_CLASS_MEMBER';
}

function hasPlaceholder(parts: readonly Part[], { placeholders }: ExtractOptions): boolean {
  const text = placeholders === 'mustache' ? literalText(parts) : null;
  return text !== null && findPlaceholders(text).length > 0;
}

interface Built {
  readonly prompt: ExtractedPrompt;
  readonly diagnostics: readonly Diagnostic[];
}

function buildPrompt(run: Run, candidate: Candidate, draft: Draft, options: ExtractOptions): Built {
  const { node, module } = draft;
  const name = nameOf(candidate, draft, options);
  const base = {
    name: name.name,
    file: module.path,
    exportName: candidate.exportName,
    member: draft.member,
    line: node.loc?.start.line ?? 1,
    column: (node.loc?.start.column ?? 0) + 1,
    endLine: node.loc?.end.line ?? 1,
    rule: draft.marker ? 'marker' : candidate.rule,
  };
  const reason = whyDynamic(draft, base.rule === 'marker');
  const texts = reason || draft.content.kind === 'unknown' ? [] : textsOf(draft.content);
  const mustache = wrappedOf(draft.content).map((wrapped) => !wrapped && options.placeholders === 'mustache');
  const printed = printTemplates(texts, mustache, draft.parameters);
  const template =
    draft.content.kind === 'chat'
      ? formatMessages(messagesOf(draft.content, printed.templates))
      : (printed.templates[0] ?? '');
  const problem = reason ?? whyUnstorable(template, draft);
  if (problem) {
    const prompt: ExtractedPrompt = {
      ...base,
      kind: draft.content.kind === 'chat' ? 'chat' : 'text',
      status: 'dynamic',
      template: null,
      messages: null,
      checksum: null,
      variables: [],
      codeHash: options.hashes === false ? '' : codeHash(run.modules, candidate.node, candidate.module),
    };
    return { prompt, diagnostics: [...name.diagnostics, explain(prompt, problem)] };
  }
  const prompt: ExtractedPrompt = {
    ...base,
    kind: draft.content.kind === 'chat' ? 'chat' : 'text',
    status: 'ok',
    template,
    messages: draft.content.kind === 'chat' ? messagesOf(draft.content, printed.templates) : null,
    checksum: checksum(template),
    variables: draft.fn ? withTypes(printed.variables, draft.fn, run.modules) : printed.variables,
  };
  const foreign = options.placeholders === 'mustache' ? explainForeign(prompt, draft) : [];
  const secret = explainSecret(prompt, draft);
  return { prompt, diagnostics: [...name.diagnostics, ...foreign, ...secret] };
}

export function textsOf(content: Exclude<Content, { kind: 'unknown' }>): readonly (readonly Part[])[] {
  return content.kind === 'chat' ? content.messages.map(({ parts }) => parts) : [content.parts];
}

/** Of each text, whether the placeholders in it were read that its library knows. */
function wrappedOf(content: Content): readonly boolean[] {
  if (content.kind === 'unknown') return [];
  return content.kind === 'chat' ? content.messages.map(({ wrapped }) => wrapped) : [content.wrapped];
}

function messagesOf(content: Extract<Content, { kind: 'chat' }>, templates: readonly string[]) {
  return content.messages.map(({ role }, index) => ({ role, content: templates[index] ?? '' }));
}

interface Problem {
  readonly code: DiagnosticCode;
  readonly node: Node;
  readonly module: Module;
  readonly message?: string;
}

/** Why a prompt cannot be a template; null where it can. */
export function whyDynamic({ content, node, module, quiet }: Draft, isMarked: boolean): Problem | null {
  if (content.kind === 'unknown') return content.origin;
  if (content.kind === 'chat' && content.gap) return { code: 'DYN_MESSAGES', node: content.gap, module };
  const texts = textsOf(content);
  const whole = texts.flat();
  // Roles and markers speak for a prompt by themselves, however little text it has.
  const isSure = isMarked || content.kind === 'chat';
  const hiding =
    findHidingSlot(texts) ?? (isSure ? null : findBareSlot(whole, quiet)) ?? findTrimmedSlot(whole);
  if (hiding) return hiding.origin;
  if (texts.some(isTooLarge)) return { code: 'DYN_LIMIT', node, module };
  if (!texts.every(isNameable) || hasLooseEnds(whole)) return { code: 'DYN_LOOP', node, module };
  // A template of nothing but slots would track nothing.
  if (content.kind === 'text' && literalOf(content.parts).trim() === '') {
    return (
      content.parts.find((part) => part.kind === 'slot')?.slot.origin ?? {
        code: 'DYN_COMPUTED',
        node,
        module,
      }
    );
  }
  return null;
}

function whyUnstorable(template: string, { node, module }: Draft): Problem | null {
  const problem = findTextProblem(template);
  if (problem) return { code: 'unstorable-text', node, module, message: `The text ${problem}.` };
  return template.length > MAX_TEMPLATE_LENGTH ? { code: 'DYN_LIMIT', node, module } : null;
}

function explain(
  { name, file, line }: ExtractedPrompt,
  { code, node, module, message }: Problem,
): Diagnostic {
  const place = placeOf(node, module);
  const said = `${name} is not tracked as text. ${message ?? DIAGNOSTICS[code].message}`;
  const found = diagnostic(code, place, said);
  return place.file === file && place.line === line ? found : { ...found, prompt: { file, line } };
}

/** The expression is left out: it would show the secret in terminals and logs of builds. */
function explainSecret({ name, template }: ExtractedPrompt, { node, module }: Draft): Diagnostic[] {
  const kind = template === null ? null : findSecret(template);
  if (kind === null) return [];
  const message = `${name} holds what looks like ${kind}.`;
  return [diagnostic('secret-in-text', { ...placeOf(node, module), expression: null }, message)];
}

/** Placeholders that nothing fills in; those of a library's own syntax are variables already. */
function explainForeign({ name }: ExtractedPrompt, { content, node, module }: Draft): Diagnostic[] {
  if (content.kind === 'unknown' || wrappedOf(content).some(Boolean)) return [];
  const found = findForeign(textsOf(content).map(literalOf).join('\n'));
  if (found === null) return [];
  const message = `${name} has \`${found}\`, a placeholder of another template language, which stays literal text.`;
  return [diagnostic('foreign-placeholder', { ...placeOf(node, module), expression: found }, message)];
}

/** The name that a marker gives, else the export's, with a member behind it; always one that the grammar allows. */
export function nameOf(candidate: Candidate, draft: Draft, { naming }: ExtractOptions) {
  const given = draft.marker?.name ?? candidate.marker?.name ?? null;
  const problem = given === null ? null : findNameProblem(given);
  const diagnostics: Diagnostic[] = [];
  if (problem) {
    const message = `The name "${given}" ${problem}.`;
    diagnostics.push(diagnostic('invalid-name', placeOf(draft.node, draft.module), message));
  }
  const base = given !== null && !problem ? given : toName(exportedAs(candidate, naming));
  const isOwn = typeof draft.marker?.name === 'string' && !problem;
  const name = draft.member === null || isOwn ? base : `${base}.${toName(draft.member)}`;
  return { name: name.slice(0, NAME_MAX_LENGTH), diagnostics };
}

function exportedAs({ exportName, binding, module }: Candidate, naming: ExtractOptions['naming']): string {
  const withoutExtension = module.path.replace(/\.[^./]+$/, '');
  if (naming === 'path') return `${withoutExtension}#${exportName}`;
  if (exportName !== 'default') return exportName;
  // A default export is known by its own name, else by its file's.
  return binding.startsWith('*') ? (withoutExtension.split('/').at(-1) ?? exportName) : binding;
}

/** JavaScript and file systems allow characters in names that references do not. */
function toName(text: string): string {
  // Most names are plain; a pattern of all letters there are takes longer to make than to use.
  if (/^\w[\w.\-:/#]*$/.test(text)) return text;
  return text.replace(/[^\p{L}\p{M}\p{Nd}_.\-:/#]/gu, '_').replace(/^[^\p{L}\p{Nd}_]/u, '_');
}
