import { createRequire } from 'node:module';
import type { Recorded, Recorder } from './recording.ts';

/**
 * Whether a template comes to a text where each of its slots has a value that the running code had for it: what its
 * expression was worth, or what a local held after that code.
 */

export interface Slot {
  readonly name: string;
  readonly expression: string;
}

export type Verdict = 'right' | 'wrong' | 'refused' | 'open';

/** Nobody looks for the values any longer; it is open whether there are any. */
const MOST_RENDERS = 1_500;

/** So many values of a slot are begun with where those that fit best at first lead nowhere. */
const MOST_FIRST = 8;
const MOST_STARTS = 60;

type Way = Record<string, unknown>;

/** @param values of the parameters */
export function judge(
  template: string,
  slots: readonly Slot[],
  values: Way,
  { text, recorder }: { readonly text: string; readonly recorder: Recorder },
): Verdict {
  const render = makeRender(template);
  const candidates = slots.map((slot) => candidatesOf(slot, template, recorder));
  const all = candidates.map(({ own, other }) => [...own, ...other]);
  let renders = 0;
  const distance = (way: Way): number => {
    renders += 1;
    if (renders > MOST_RENDERS) return text.length;
    const rendered = render({ ...values, ...way });
    return distanceOf(rendered ?? '', text);
  };
  const starts = slots.flatMap((_, index) =>
    (all[index] ?? [])
      .slice(0, MOST_FIRST)
      .map((only) => all.map((each, other) => (other === index ? [only] : each))),
  );
  const own = candidates.map((each) => each.own);
  if ([own, all, ...starts.slice(0, MOST_STARTS)].some((each) => comesTo(slots, each, distance)))
    return 'right';
  if (renders > MOST_RENDERS) return 'open';
  const first = Object.fromEntries(slots.map(({ name }, index) => [name, own[index]?.[0]]));
  return render({ ...values, ...first }) === null ? 'refused' : 'wrong';
}

/** Gives one slot after the other the value that brings the text nearest; whether it is the same in the end. */
function comesTo(
  slots: readonly Slot[],
  candidates: readonly (readonly unknown[])[],
  distance: (way: Way) => number,
): boolean {
  const way: Way = Object.fromEntries(slots.map(({ name }, index) => [name, candidates[index]?.[0]]));
  let best = distance(way);
  for (let last = Infinity; best < last && best > 0;) {
    last = best;
    for (const [index, { name }] of slots.entries()) {
      for (const candidate of candidates[index] ?? []) {
        const before = way[name];
        way[name] = candidate;
        const now = distance(way);
        if (now < best) best = now;
        else way[name] = before;
      }
    }
  }
  return best === 0;
}

/** How much of a text is not as it should be, between what both begin and end with; 0 where all is. */
function distanceOf(rendered: string, text: string): number {
  if (rendered === text) return 0;
  let start = 0;
  while (start < text.length && text[start] === rendered[start]) start += 1;
  let end = 0;
  while (end < text.length && text.at(-1 - end) === rendered.at(-1 - end)) end += 1;
  return 2 * text.length + 1 - start - end + Math.abs(text.length - rendered.length) / 10;
}

interface Candidates {
  /** What its expression was worth, and what the locals held after it. */
  readonly own: readonly unknown[];
  /** Code that runs elsewhere leaves a local with something that it holds at another time. */
  readonly other: readonly unknown[];
}

function candidatesOf({ name, expression }: Slot, template: string, { found, held }: Recorder): Candidates {
  const all = found.get(expression) ?? [];
  const toValue = isOnlyPrinted(name, template) ? String : (value: unknown) => value ?? undefined;
  const isOfTurns = template.includes(`${name}[loop.index0]`);
  const locals = all[0]?.locals ?? [];
  const readers = [
    ({ value }: Recorded) => value,
    ...locals.map((_, index) => (each: Recorded) => each.locals[index]),
  ];
  const own = readers.flatMap((read) =>
    isOfTurns ? [byTurn(all, (each) => toValue(read(each)))] : all.map((each) => toValue(read(each))),
  );
  // Where it did not run, whatever it is must not matter.
  if (all.length === 0) own.push('never', '', []);
  return {
    own: different(own),
    other: different([...own, ...[...held].map(toValue)]).slice(different(own).length),
  };
}

function isOnlyPrinted(name: string, template: string): boolean {
  return !new RegExp(
    `(?:in|if|and|or|not|elif) \\(?${name}\\b|\\b${name}[.]|\\b${name} is|\\(${name}\\b`,
  ).test(template);
}

function byTurn(all: readonly Recorded[], read: (each: Recorded) => unknown): unknown[] {
  const values: unknown[] = [];
  for (const each of all) if (each.turn !== null) values[each.turn] = read(each);
  return Array.from(values, (value) => value ?? '');
}

/** What is missing in a list is nothing where it is joined, and a word in text. */
function different(values: readonly unknown[]): unknown[] {
  const found = new Map<string, unknown>();
  for (const value of values) {
    // With holes in it, it has no method that finds them.
    const items: unknown[] | null = Array.isArray(value) ? Array.from(value) : null;
    const ways = items?.some((item) => item === null || item === undefined)
      ? [items.map((item) => item ?? ''), items.map(String)]
      : [value];
    for (const way of ways) found.set(JSON.stringify(way) ?? 'undefined', way);
  }
  return [...found.values()];
}

const { Environment } = createRequire(import.meta.url)('minijinja-js') as typeof import('minijinja-js');

/** As the server does, the same template again and again; null where it is refused. */
function makeRender(template: string): (values: Way) => string | null {
  const environment = new Environment();
  environment.keepTrailingNewline = true;
  environment.undefinedBehavior = 'strict';
  environment.addTemplate('prompt', template);
  return (values) => {
    try {
      return environment.renderTemplate('prompt', values);
    } catch {
      return null;
    }
  };
}
