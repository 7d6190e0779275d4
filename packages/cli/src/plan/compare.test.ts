import type { Variable } from '@prompt-ledger/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dynamic, extraction, text } from '../../test/support/extracted.ts';
import type { ExtractedPrompt, StaticPrompt } from '../extract/types.ts';
import { comparePrompts, countChanges, findBreaking, markLost, markReverted } from './compare.ts';
import { judge } from './judge.ts';
import { estimateTokens } from './tokens.ts';

const given = (name: string): Variable => ({ name, required: true });
const computed = (name: string): Variable => ({ name, required: true, opaque: true });

const kinds = (before: readonly ExtractedPrompt[], after: readonly ExtractedPrompt[]) =>
  comparePrompts(before, after).map(({ kind, name }) => `${kind} ${name}`);

describe('two states', () => {
  it('are compared by name, whatever the file', () => {
    expect(kinds([text('A', 'x')], [text('A', 'x')])).toEqual(['unchanged A']);
    expect(kinds([text('A', 'x')], [text('A', 'y')])).toEqual(['changed A']);
    expect(kinds([text('A', 'x')], [text('A', 'x', 'b.ts')])).toEqual(['moved A']);
    expect(kinds([text('A', 'x')], [text('A', 'y', 'b.ts')])).toEqual(['changed A']);
    expect(kinds([text('A', 'x')], [dynamic('A', 'x')])).toEqual(['untracked A']);
    expect(kinds([dynamic('A', 'x')], [text('A', 'x')])).toEqual(['tracked A']);
    expect(kinds([dynamic('A', '1')], [dynamic('A', '1')])).toEqual(['unchanged A']);
    expect(kinds([dynamic('A', '1')], [dynamic('A', '2')])).toEqual(['changed A']);
  });

  it('show a new name with the text of one that is gone as renamed, each once', () => {
    expect(kinds([text('A', 'x')], [text('B', 'x')])).toEqual(['renamed B']);
    expect(kinds([text('A', 'x')], [text('B', 'x'), text('C', 'x')])).toEqual(['renamed B', 'new C']);
    expect(kinds([text('A', 'x'), text('B', 'x')], [text('C', 'x')])).toEqual(['gone B', 'renamed C']);
    expect(kinds([text('A', 'x')], [text('A', 'x'), text('B', 'x')])).toEqual(['unchanged A', 'new B']);
    expect(kinds([dynamic('A', '1')], [dynamic('B', '1')])).toEqual(['renamed B']);
  });

  it('pair equal texts by what else they have in common', () => {
    const before = [text('X', 'x', 'a.ts'), text('Y', 'x', 'b.ts')];
    const [first, second] = comparePrompts(before, [text('P', 'x', 'b.ts'), text('Q', 'x', 'a.ts')]);
    expect([first?.before?.name, second?.before?.name]).toEqual(['Y', 'X']);
  });

  it('pair prompts that have more in common first', () => {
    const [a, b] = comparePrompts([text('A', 'x'), text('B', 'y')], [text('B', 'z'), text('A', 'w')]);
    expect([a?.before?.name, b?.before?.name]).toEqual(['A', 'B']);
    const under = (exportName: string, name: string, file: string) => ({
      ...text(name, 'x', file),
      exportName,
    });
    const before = [under('ONE', 'a#ONE', 'a.ts'), under('TWO', 'a#TWO', 'a.ts')];
    const [moved] = comparePrompts(before, [under('TWO', 'b#TWO', 'a.ts'), under('ONE', 'b#ONE', 'a.ts')]);
    expect(moved).toMatchObject({ kind: 'renamed', name: 'b#ONE', before: { name: 'a#ONE' } });
  });

  it('are told by name, and by file where two have one name', () => {
    const files = (before: readonly ExtractedPrompt[], after: readonly ExtractedPrompt[]) =>
      comparePrompts(before, after).map(
        ({ name, before: had, after: has }) => `${name} ${(has ?? had)?.file}`,
      );
    const prompts = [
      text('B', 'x', 'c.ts'),
      text('A', 'x', 'b.ts'),
      text('A', 'y', 'a.ts'),
      text('A', 'z', 'c.ts'),
    ];
    const order = ['A a.ts', 'A b.ts', 'A c.ts', 'B c.ts'];
    expect(files([], prompts)).toEqual(order);
    expect(files(prompts, [])).toEqual(order);
  });

  it('may have two prompts of one name', () => {
    const before = [text('A', 'x', 'a.ts'), text('A', 'y', 'b.ts')];
    expect(kinds(before, [text('A', 'y', 'b.ts')])).toEqual(['gone A', 'unchanged A']);
    expect(kinds(before, [text('A', 'y', 'b.ts'), text('A', 'x', 'a.ts')])).toEqual([
      'unchanged A',
      'unchanged A',
    ]);
  });

  it('account for every prompt of both sides exactly once', () => {
    const prompt = fc
      .tuple(
        fc.constantFrom('A', 'B', 'C', 'D'),
        fc.constantFrom('x', 'y', 'z'),
        fc.constantFrom('a.ts', 'b.ts'),
      )
      .chain(([name, content, file]) =>
        fc.constantFrom<ExtractedPrompt>(text(name, content, file), dynamic(name, content, file)),
      );
    fc.assert(
      fc.property(fc.array(prompt, { maxLength: 8 }), fc.array(prompt, { maxLength: 8 }), (before, after) => {
        const changes = comparePrompts(before, after);
        expect(new Set(changes.flatMap((change) => change.before ?? []))).toEqual(new Set(before));
        expect(new Set(changes.flatMap((change) => change.after ?? []))).toEqual(new Set(after));
        expect(changes.filter((change) => change.before)).toHaveLength(before.length);
        expect(changes.filter((change) => change.after)).toHaveLength(after.length);
        const counts = Object.values(countChanges(changes));
        expect(counts.reduce((sum, number) => sum + number, 0)).toBe(changes.length);
        expect(comparePrompts(before, before).every(({ kind }) => kind === 'unchanged')).toBe(true);
      }),
    );
  });
});

describe('variables', () => {
  const compare = (before: StaticPrompt, after: StaticPrompt) => {
    const [change] = comparePrompts([before], [after]);
    if (!change) throw new Error('nothing compared');
    const names = (list: readonly Variable[]) => list.map(({ name }) => name);
    const { added, removed, renamed } = change.variables;
    return {
      added: names(added),
      removed: names(removed),
      renamed: renamed.map(({ from, to }) => `${from.name} ${to.name}`),
      breaking: names(findBreaking(change)),
    };
  };

  it('are renamed where nothing else changed', () => {
    const before = text('A', 'Dear {{ a.b }}, {% if c %}{{ c }}{% endif %} a', 'a.ts', [
      given('a.b'),
      given('c'),
    ]);
    const after = text('A', 'Dear {{ a.d }}, {% if e %}{{ e }}{% endif %} a', 'a.ts', [
      given('a.d'),
      given('e'),
    ]);
    expect(compare(before, after)).toEqual({
      added: [],
      removed: [],
      renamed: ['a.b a.d', 'c e'],
      breaking: ['a.b', 'c'],
    });
  });

  it('are other ones where more changed', () => {
    const before = text('A', 'Dear {{ a }}', 'a.ts', [given('a')]);
    const after = text('A', 'Hello {{ b }}', 'a.ts', [given('b')]);
    expect(compare(before, after)).toEqual({ added: ['b'], removed: ['a'], renamed: [], breaking: ['a'] });
  });

  it('are renamed within tags alone, beside those that stay', () => {
    const before = text('A', '{% if a %} a {{a}} {{ c }}', 'a.ts', [given('a'), given('c')]);
    const after = text('A', '{% if b %} a {{b}} {{ c }}', 'a.ts', [given('b'), given('c')]);
    expect(compare(before, after)).toEqual({ added: [], removed: [], renamed: ['a b'], breaking: ['a'] });
    const both = text('A', '{% if b %} b {{b}} {{ c }}', 'a.ts', [given('b'), given('c')]);
    expect(compare(before, both)).toMatchObject({ added: ['b'], removed: ['a'], renamed: [] });
  });

  it('are other ones where one more went or came', () => {
    const one = text('A', 'Dear {{ a }}', 'a.ts', [given('a')]);
    const two = text('A', 'Dear {{ b }}', 'a.ts', [given('b'), given('c')]);
    expect(compare(one, two)).toEqual({ added: ['b', 'c'], removed: ['a'], renamed: [], breaking: ['a'] });
    expect(compare(two, one)).toMatchObject({ added: ['a'], removed: ['b', 'c'], renamed: [] });
  });

  it('break nobody where the code computes them', () => {
    const before = text('A', 'On {{ today }}', 'a.ts', [computed('today')]);
    expect(compare(before, text('A', 'On {{ date }}', 'a.ts', [computed('date')]))).toMatchObject({
      renamed: ['today date'],
      breaking: [],
    });
    expect(compare(before, text('A', 'On'))).toMatchObject({ removed: ['today'], breaking: [] });
  });
});

it('a prompt that is still there and no longer found is not gone', () => {
  const lost = { file: 'a.ts', line: 3, column: 5, reason: 'It is a number now.' };
  const compared = comparePrompts([text('A', 'x'), text('B', 'y')], []);
  const changes = markLost(compared, ({ name }) => (name === 'A' ? lost : null));
  expect(changes.map(({ kind }) => kind)).toEqual(['untracked', 'gone']);
  const [error, note] = judge(changes, extraction(), extraction(), false);
  expect(error).toMatchObject({ rule: 'prompt-untracked', level: 'error', file: 'a.ts', line: 3, column: 5 });
  expect(note).toMatchObject({ rule: 'prompt-gone', level: 'note', file: null });
});

it('a change back to a text that a prompt had before is told from one to a new text', () => {
  const earlier = { version: 1, commit: null, at: '2026-01-01T00:00:00.000Z' };
  const before = [text('A', 'x'), text('B', 'x'), text('C', 'x'), dynamic('D', '1')];
  const after = [text('A', 'y'), text('B', 'y'), text('C', 'x'), dynamic('D', '2')];
  const changes = markReverted(comparePrompts(before, after), ({ name }) => (name === 'B' ? null : earlier));
  expect(changes.map(({ kind, earlier: had }) => [kind, had?.version])).toEqual([
    ['reverted', 1],
    ['changed', undefined],
    ['unchanged', undefined],
    ['changed', undefined],
  ]);
});

it('only a prompt that is gone can be lost', () => {
  const lost = { file: 'a.ts', line: 1, column: 1, reason: 'It is a number now.' };
  const changes = markLost(comparePrompts([text('A', 'x')], [text('A', 'y')]), () => lost);
  expect(changes[0]).toMatchObject({ kind: 'changed' });
  expect(changes[0]?.lost).toBeUndefined();
});

it('tokens are estimated at four characters', () => {
  expect(['', 'a', 'abcd', 'abcde'].map(estimateTokens)).toEqual([0, 1, 1, 2]);
});
