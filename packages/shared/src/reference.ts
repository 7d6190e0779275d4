import { findNameProblem } from './name.ts';

/** What of a prompt is meant: its active version, one version by number, by digest, or where a label points. */
export type Selector =
  | { readonly kind: 'active' }
  | { readonly kind: 'version'; readonly version: number }
  | { readonly kind: 'digest'; readonly prefix: string }
  | { readonly kind: 'label'; readonly label: string };

export interface Reference {
  readonly name: string;
  readonly selector: Selector;
}

/**
 * Reads `greet`, `greet@3`, `greet@sha256:0ac4…` or `greet@production`.
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
  if (/^\d+$/.test(text)) {
    const version = Number(text);
    if (version < 1 || version > 2_147_483_647) return `There is no version ${text}: versions count from 1.`;
    return { kind: 'version', version };
  }
  const digest = /^sha256:(.*)$/.exec(text)?.[1];
  if (digest !== undefined) {
    if (!/^[0-9a-f]{7,64}$/.test(digest)) {
      return `A digest is 7 to 64 lower-case hex digits after "sha256:", not "${digest}".`;
    }
    return { kind: 'digest', prefix: digest };
  }
  return { kind: 'label', label: text };
}
