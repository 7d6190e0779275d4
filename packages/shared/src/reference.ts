import { findNameProblem } from './name.ts';

/**
 * What of a prompt is meant. `active`: its active version. `back`: so many versions before that one. `label`: where a
 * movable pointer stands, such as an environment or a branch. `commit`: what a commit holds. `date`: what was newest at a
 * moment, in the words that it was given in. `work`: the text in the work tree.
 */
export type Selector =
  | { readonly kind: 'active' }
  | { readonly kind: 'version'; readonly version: number }
  | { readonly kind: 'back'; readonly steps: number }
  | { readonly kind: 'digest'; readonly prefix: string }
  | { readonly kind: 'label'; readonly label: string }
  | { readonly kind: 'commit'; readonly prefix: string }
  | { readonly kind: 'date'; readonly date: string }
  | { readonly kind: 'work' };

export interface Reference {
  readonly name: string;
  readonly selector: Selector;
}

/**
 * Reads `greet`, `greet@3`, `greet@~1`, `greet@sha256:0ac4…`, `greet@production`, `greet@feat/x`, `greet@1a2b3c4`,
 * `greet@{2026-08-01}` or `greet@work`.
 *
 * @returns the reference, or a full sentence that says what is wrong with it
 */
export function parseReference(text: string): Reference | string {
  const at = text.indexOf('@');
  const name = at < 0 ? text : text.slice(0, at);
  const problem = findNameProblem(name);
  if (problem !== null) return `The prompt name "${name}" ${problem}.`;
  if (at < 0) return { name, selector: { kind: 'active' } };
  const selector = parseSelector(text.slice(at + 1));
  return typeof selector === 'string' ? selector : { name, selector };
}

/** Reads the part of a reference behind its `@`; a full sentence where it is wrong. */
export function parseSelector(text: string): Selector | string {
  if (text === '') return 'A version must follow "@": a number, sha256:<digest> or a label.';
  if (text === 'active' || text === 'work') return { kind: text };
  if (/^\d+$/.test(text)) return parseVersion(text);
  const back = /^~(\d{0,9})$/.exec(text)?.[1];
  if (back !== undefined) return { kind: 'back', steps: back === '' ? 1 : Number(back) };
  const date = /^\{(.*)\}$/.exec(text)?.[1]?.trim();
  if (date !== undefined) {
    return date === '' ? 'A date must stand in the braces: {2026-08-01}.' : { kind: 'date', date };
  }
  const digest = /^sha256:(.*)$/.exec(text)?.[1];
  if (digest !== undefined) {
    if (!/^[0-9a-f]{7,64}$/.test(digest)) {
      return `A digest is 7 to 64 lower-case hex digits after "sha256:", not "${digest}".`;
    }
    return { kind: 'digest', prefix: digest };
  }
  return parsePointer(text);
}

function parseVersion(text: string): Selector | string {
  const version = Number(text);
  if (version < 1 || version > 2_147_483_647) return `There is no version ${text}: versions count from 1.`;
  return { kind: 'version', version };
}

const COMMIT = /^[0-9a-f]{7,64}$/;

/** A commit of digits alone would be taken for a version: `commit:1234567` says what it is. */
function parsePointer(text: string): Selector | string {
  const commit = /^commit:(.*)$/.exec(text)?.[1];
  if (commit !== undefined) {
    if (COMMIT.test(commit)) return { kind: 'commit', prefix: commit };
    return `A commit is 7 to 64 lower-case hex digits after "commit:", not "${commit}".`;
  }
  return COMMIT.test(text) ? { kind: 'commit', prefix: text } : { kind: 'label', label: text };
}

/** A reference as `parseReference` reads it. */
export function formatReference({ name, selector }: Reference): string {
  return selector.kind === 'active' ? name : `${name}@${formatSelector(selector)}`;
}

/** The part of a reference behind its `@`, as `parseSelector` reads it. */
export function formatSelector(selector: Selector): string {
  switch (selector.kind) {
    case 'active':
    case 'work':
      return selector.kind;
    case 'version':
      return String(selector.version);
    case 'back':
      return `~${selector.steps}`;
    case 'digest':
      return `sha256:${selector.prefix}`;
    case 'label':
      return selector.label;
    case 'commit':
      return /^\d+$/.test(selector.prefix) ? `commit:${selector.prefix}` : selector.prefix;
    case 'date':
      return `{${selector.date}}`;
  }
}
