import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../test/support/parse-expression.ts';
import { parameter, path, variable } from '../../../test/support/trees.ts';
import {
  NOTHING_HIDDEN,
  staticValue,
  type Hidden,
  type Loop,
  type Part,
  type Path,
  type Slot,
} from '../values/values.ts';
import { findBareSlot, findHidingSlot, findTrimmedSlot, hasLooseEnds, hiddenBy } from './enough.ts';

/* When a template says so little of what the model gets that it is none. */

interface Made {
  readonly name?: string;
  /** Characters of our own that it stands for. */
  readonly hides?: number;
  readonly hidden?: Partial<Hidden>;
  readonly code?: Slot['origin']['code'];
  readonly source?: string;
  readonly loop?: Loop;
}

function slot({
  name = 's',
  hides = 0,
  hidden,
  code = 'DYN_COMPUTED',
  source = 's()',
  loop,
}: Made = {}): Slot {
  return {
    name,
    expression: source,
    hidden: { ...NOTHING_HIDDEN, length: hides, ...hidden },
    loop: loop ?? null,
    // Where it is does not matter to how much it says.
    origin: { code, node: parseExpression(source), module: null as never },
  };
}

const hole = (of: Slot): Part => ({ kind: 'slot', slot: of });
const text = (length: number): Part => ({ kind: 'literal', text: 'x'.repeat(length) });
const given = variable(path(parameter('a')));
const loopOver = (list: Path): Loop => ({ list, filter: null });
const loopOf = (of: Slot): Loop => loopOver(path({ kind: 'slot', slot: of }, 'items'));
const itemOf = (loop: Loop): Path => path({ kind: 'item', loop }, 'name');
const each = (loop: Loop, body: readonly Part[], separator = ''): Part => ({
  kind: 'for',
  loop,
  body,
  separator,
});
const either = (consequent: readonly Part[], alternate: readonly Part[]): Part => ({
  kind: 'if',
  test: { op: 'truthy', path: path(parameter('p')) },
  consequent,
  alternate,
});
const trim = (...body: Part[]): Part => ({ kind: 'trim', body });
const items = loopOver(path(parameter('xs')));

/** Each place where a part of a text can stand. */
const PLACES: readonly (readonly [string, (part: Part) => Part])[] = [
  ['by itself', (part) => part],
  ['on one way', (part) => either([part], [text(9)])],
  ['on the other', (part) => either([text(9)], [part])],
  ['in a loop', (part) => each(items, [part])],
  ['in what is trimmed', (part) => trim(text(1), part, text(1))],
  ['deep inside', (part) => each(items, [either([trim(text(1), part, text(1))], [])])],
];

describe('a slot that hides text of ours', () => {
  it.each(PLACES)('is found %s', (_, at) => {
    const one = slot({ hides: 25 });
    expect(findHidingSlot([[given, at(hole(one))]])).toBe(one);
    expect(hiddenBy([[given, at(hole(one))]])).toBe(25);
    expect(findHidingSlot([[given, at(hole(slot({ hides: 24 })))]])).toBeNull();
  });

  it('may hide fifteen of a hundred characters that can be seen', () => {
    const thirty = slot({ hides: 30 });
    expect(findHidingSlot([[text(200), hole(thirty)]])).toBeNull();
    expect(findHidingSlot([[text(198), hole(thirty)]])).toBe(thirty);
    expect(findHidingSlot([[text(100), text(100), hole(thirty)], []])).toBe(null);
    expect(findHidingSlot([[text(100)], [text(100), hole(thirty)]])).toBeNull();
    expect(findHidingSlot([[either([text(100)], [text(100)]), hole(thirty)]])).toBe(thirty);
    expect(findHidingSlot([[either([text(10)], [text(200)]), hole(thirty)]])).toBeNull();
  });

  it('is the one of several that hides most, and counts once', () => {
    const [least, most] = [slot({ hides: 12 }), slot({ hides: 13 })];
    expect(findHidingSlot([[hole(least), hole(most)]])).toBe(most);
    expect(findHidingSlot([[hole(most)], [hole(least)]])).toBe(most);
    expect(findHidingSlot([[hole(most), hole(most)], [hole(most)]])).toBeNull();
    expect(hiddenBy([[hole(most), hole(least)], [hole(most)]])).toBe(25);
  });

  it('hides something for certain where it was not followed to its end', () => {
    const cut = () => slot({ code: 'DYN_LIMIT' });
    expect(hiddenBy([[hole(cut())]])).toBe(24);
    expect(hiddenBy([[hole(slot({ code: 'DYN_LIMIT', hides: 30 }))]])).toBe(30);
    expect(hiddenBy([[hole(slot())]])).toBe(0);
    expect(findHidingSlot([[hole(cut())]])).toBeNull();
    expect(findHidingSlot([[hole(cut()), hole(cut())]])).not.toBeNull();
  });

  it('may be what a loop goes through, or what that leads to', () => {
    const one = slot({ hides: 25 });
    const loop = loopOf(one);
    expect(findHidingSlot([[each(loop, [text(1)])]])).toBe(one);
    expect(findHidingSlot([[each(loopOver(itemOf(loop)), [text(1)])]])).toBe(one);
    expect(findHidingSlot([[each(items, [text(1)])]])).toBeNull();
  });

  it.each(PLACES)('is too much in a list of ours that a loop goes through, %s', (_, at) => {
    const listed = (hides: number, code: Slot['origin']['code'] = 'DYN_LOOP') => slot({ hides, code });
    const goThrough = (of: Slot) => [[text(999), at(each(loopOf(of), [given]))]];
    const much = listed(25);
    expect(findHidingSlot(goThrough(much))).toBe(much);
    expect(findHidingSlot(goThrough(listed(24)))).toBeNull();
    expect(findHidingSlot(goThrough(listed(25, 'DYN_COMPUTED')))).toBeNull();
    expect(findHidingSlot([[text(999), hole(much)]])).toBeNull();
  });
});

describe('a slot with too little around it', () => {
  const one = slot({ name: 'one' });
  const two = slot({ name: 'two' });
  const loop = loopOf(one);

  it.each<[string, readonly Part[], Slot | null]>([
    ['nothing', [hole(one)], one],
    ['39 characters', [text(39), hole(one)], one],
    ['40 characters', [text(40), hole(one)], null],
    ['40 characters behind it', [hole(one), text(40)], null],
    ['40 characters on both sides', [text(20), hole(one), text(20)], null],
    ['white space', [{ kind: 'literal', text: `  ${'x'.repeat(39)}  ` }, hole(one)], one],
    ['what a caller gives', [given, hole(one)], one],
    ['no slot', [given], null],
    ['no slot, but the number of a turn', [{ kind: 'index', loop, offset: 0 }], null],
    ['a member of it', [variable(path({ kind: 'slot', slot: one }, 'a'))], one],
    ['a member of it, and text', [text(40), variable(path({ kind: 'slot', slot: one }, 'a'))], null],
    ['an item of it', [text(39), variable(itemOf(loop))], one],
    ['an item of what a caller gives', [variable(itemOf(items))], null],
    ['another slot', [hole(one), text(10), hole(two)], one],
    ['another slot, and text between them', [hole(one), text(40), hole(two)], null],
    ['text that is on both ways', [either([text(40)], [text(40)]), hole(one)], null],
    ['text that is on one way', [either([text(40)], [text(39)]), hole(one)], one],
    ['text that is on the other', [either([text(39)], [text(40)]), hole(one)], one],
    ['text before the ways', [text(40), either([hole(one)], [])], null],
    ['less on one way', [either([text(9), hole(one)], [text(10), hole(two)])], one],
    ['less on the other', [either([text(10), hole(one)], [text(9), hole(two)])], two],
    ['as much on both', [either([text(9), hole(one)], [text(9), hole(two)])], one],
    ['text of a loop', [each(items, [text(40)]), hole(one)], one],
    ['text of its turn', [each(items, [text(40), hole(one)])], null],
    ['none of its turn', [each(items, [hole(one)])], one],
    ['text that is trimmed', [trim(text(40)), hole(one)], null],
    ['text that is trimmed with it', [trim(text(39), hole(one))], one],
    ['nothing at the end of much', [either([text(40), hole(two)], [text(1), hole(one)])], one],
  ])('%s', (_, parts, expected) => {
    expect(findBareSlot(parts, true)).toBe(expected);
    expect(findBareSlot(parts, false)).toBe(expected);
  });

  it.each<[string, readonly Part[], Slot | null]>([
    ['told', [either([text(40)], [hole(one)])], null],
    ['told, the other way round', [either([hole(one)], [text(40)])], null],
    ['not told', [either([text(39)], [hole(one)])], one],
    ['not told, the other way round', [either([hole(one)], [text(39)])], one],
    ['told where it hides no more than a word', [either([text(40)], [hole(slot({ hides: 24 }))])], null],
    ['told, and more behind them', [either([text(40)], [hole(one)]), hole(two)], two],
    ['the same, the other way round', [either([hole(one)], [text(40)]), hole(two)], two],
    ['told, with the next', [either([text(40), hole(two)], [hole(one)])], null],
    ['told, but it has text with it', [either([text(40)], [text(1), hole(one)])], one],
    ['told, but there is more with it', [either([text(40)], [hole(one), given])], one],
    ['told, but a member of it', [either([text(40)], [variable(itemOf(loop))])], one],
  ])('may be a text from elsewhere instead of one that is %s', (_, parts, expected) => {
    expect(findBareSlot(parts, false)).toBe(expected);
  });

  it('may not where that may be an answer, or has text of ours', () => {
    const hiding = slot({ hides: 25 });
    expect(findBareSlot([either([text(40)], [hole(one)])], true)).toBe(one);
    expect(findBareSlot([either([hole(one)], [text(40)])], true)).toBe(one);
    expect(findBareSlot([either([text(40)], [hole(hiding)])], false)).toBe(hiding);
    expect(findBareSlot([either([hole(hiding)], [text(40)])], false)).toBe(hiding);
  });

  const fromCaller: Partial<Hidden> = {
    values: [{ kind: 'path', path: path(parameter('own')), annotation: null }],
  };
  it.each([
    ['own.trim()', true],
    ['own.trimStart()', true],
    ['own.trimEnd()', true],
    ['own.slice(1)', true],
    ['own.substring(1)', true],
    ['own.toString()', true],
    ['own?.trim()', true],
    ['own["trim"]()', true],
    ['(own as any)!.trim()!', true],
    ['own.trim().slice(0, 5)', true],
    ['a.own.trim()', true],
    ['a?.own?.trim()', true],
    ['own', false],
    ['own.text', false],
    ['own.split(" ")', false],
    ['own.slices(1)', false],
    ['own.untrim()', false],
    ['own[trim]()', false],
    ['own.split(" ").trim()', false],
    ['own[0].trim()', false],
    ['own?.[0].trim()', false],
    ['trim(own)', false],
    ['load().trim()', false],
    ['this.own.trim()', false],
    ['"a".trim()', false],
  ])("is no such slot where all of it is the caller's: %s", (source, isTrimmed) => {
    const cut = slot({ source, hidden: fromCaller });
    expect(findBareSlot([hole(cut)], true)).toBe(isTrimmed ? null : cut);
    const parts = [hole(cut), hole(one)];
    expect(findBareSlot(parts, true)).toBe(isTrimmed ? one : cut);
  });

  it.each<[string, Partial<Hidden>]>([
    ['a value of ours', { values: [...(fromCaller.values ?? []), staticValue('a')] }],
    ['a name of the file', { ...fromCaller, names: [{ module: null as never, names: ['own'] }] }],
  ])('is one where what is trimmed is %s', (_, hidden) => {
    const cut = slot({ source: 'own.trim()', hidden: { ...hidden, modules: null } });
    expect(findBareSlot([hole(cut)], true)).toBe(cut);
  });
});

describe('a slot at the edge of what is trimmed', () => {
  const one = slot();

  it.each<[string, readonly Part[], Slot | null]>([
    ['first', [trim(hole(one), text(1))], one],
    ['last', [trim(text(1), hole(one))], one],
    ['first and last', [trim(hole(one), text(1), hole(slot()))], one],
    ['alone', [trim(hole(one))], one],
    ['in the middle', [trim(text(1), hole(one), text(1))], null],
    ['outside', [hole(one), trim(text(1))], null],
    ['of nothing', [trim()], null],
    ['what a caller gives', [trim(given)], null],
    ['behind another part', [text(1), trim(hole(one))], one],
    ['on one way', [either([trim(hole(one))], [])], one],
    ['on the other', [either([trim(given)], [trim(hole(one))])], one],
    ['in a loop', [each(items, [trim(hole(one))])], one],
    ['in what is trimmed again', [trim(given, trim(text(1), hole(one)), given)], one],
  ])('%s', (_, parts, expected) => {
    expect(findTrimmedSlot(parts)).toBe(expected);
  });
});

describe('loose ends', () => {
  const count: Part = { kind: 'length', path: path(parameter('xs')) };
  const number: Part = {
    kind: 'variable',
    path: path(parameter('n')),
    annotation: { shape: 'number' } as never,
  };
  const turn = (made: Made = {}): Part => hole(slot({ ...made, loop: items }));

  it.each<[string, Part, boolean]>([
    ['how many items there are', count, true],
    ['a length', hole(slot({ name: 'length' })), true],
    ['a size', hole(slot({ name: 'size' })), true],
    ['lengths', hole(slot({ name: 'lengths' })), false],
    ['a resize', hole(slot({ name: 'resize' })), false],
    ['what is computed at each turn', turn(), true],
    ['what is computed once', hole(slot({ hides: 9 })), false],
    ['the number of a turn', { kind: 'index', loop: items, offset: 0 }, false],
    [
      'the number of a turn through a list that only the code knows',
      { kind: 'index', loop: loopOf(slot()), offset: 0 },
      true,
    ],
    ['a text', text(2), false],
    ['what a caller gives', number, false],
  ])('%s', (_, part, expected) => {
    for (const [, at] of PLACES) expect(hasLooseEnds([at(part), number, text(2)])).toBe(expected);
  });

  it.each<[string, readonly Part[], boolean]>([
    ['with most of its text', [text(6), count], false],
    ['with less', [text(5), count], true],
    ['with text of three characters at once', [...Array.from({ length: 10 }, () => text(3)), count], false],
    ['with text of two characters at once', [...Array.from({ length: 10 }, () => text(2)), count], true],
    ['with a text', [text(34), given, count], false],
    ['with a number, which is about as long as six characters', [text(34), number, count], true],
    ['with what is hidden', [text(20), hole(slot({ hides: 3 })), count], true],
    ['with less of that', [text(20), hole(slot({ hides: 2 })), count], false],
    ['with the letters of code at each turn', [text(20), turn({ source: 'f("four")' })], true],
    ['with less letters', [text(20), turn({ source: 'f("two")' })], false],
    ['with more hidden than letters', [text(20), turn({ source: 'f("two")', hides: 4 })], true],
    ['with letters of code once', [text(20), hole(slot({ source: 'f("four")' })), count], false],
    ['on the way that says least', [either([text(99)], [hole(slot({ hides: 50 }))]), count], true],
    ['on the other way', [either([hole(slot({ hides: 50 }))], [text(99)]), count], true],
    ['on the way that leaves most', [either([text(99), hole(slot({ hides: 9 }))], [text(5)]), count], false],
    ['the other way round', [either([text(5)], [text(99), hole(slot({ hides: 9 }))]), count], false],
    ['with two turns of a loop', [text(40), each(items, [text(10)]), count], true],
    ['with more around them', [text(60), each(items, [text(10)]), count], false],
    ['and what stands between them', [text(60), each(items, [text(10)], 'and'), count], true],
    ['of what is trimmed', [trim(text(40)), count], false],
    ['of what is trimmed, with less', [trim(text(5), given), count], true],
  ])('%s', (_, parts, expected) => {
    expect(hasLooseEnds(parts)).toBe(expected);
  });
});
