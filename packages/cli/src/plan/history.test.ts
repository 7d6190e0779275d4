import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dynamic, text } from '../../test/support/extracted.ts';
import type { ExtractedPrompt } from '../extract/types.ts';
import { describeCommit, toPromptState } from './history.ts';

const state = (...prompts: ExtractedPrompt[]) => toPromptState(prompts, new Map());
const deed = (before: readonly ExtractedPrompt[], after: readonly ExtractedPrompt[]) => {
  const had = state(...before);
  const { prompts, gone } = describeCommit(had, toPromptState(after, had));
  return [
    ...prompts.map(({ name, renamed_from: former }) =>
      former === undefined ? name : `${name} from ${former}`,
    ),
    ...gone.map((name) => `- ${name}`),
  ];
};

it('a commit says of a prompt that it is new, changed, or at another path', () => {
  expect(deed([], [text('A', 'x')])).toEqual(['A']);
  expect(deed([text('A', 'x')], [text('A', 'y')])).toEqual(['A']);
  expect(deed([text('A', 'x')], [text('A', 'x', 'b.ts')])).toEqual(['A']);
  expect(deed([text('A', 'x')], [text('A', 'x')])).toEqual([]);
});

it('a commit says what went, by name', () => {
  expect(deed([text('B', 'x'), text('A', 'y')], [])).toEqual(['- A', '- B']);
});

it('a new name with the text of one that went is that one, each only once', () => {
  expect(deed([text('A', 'x')], [text('B', 'x'), text('C', 'x')])).toEqual(['B from A', 'C', '- A']);
  expect(deed([text('A', 'x'), text('B', 'x')], [text('C', 'x'), text('D', 'x')])).toEqual([
    'C from A',
    'D from B',
    '- A',
    '- B',
  ]);
  expect(deed([text('A', 'x'), text('B', 'y')], [text('B', 'x')])).toEqual(['B', '- A']);
  expect(deed([text('A', 'x')], [text('A', 'x'), text('B', 'x')])).toEqual(['B']);
});

it('a prompt whose text cannot be told any more is there still, as it was', () => {
  expect(deed([text('A', 'x')], [dynamic('A', '1')])).toEqual([]);
  expect(deed([], [dynamic('A', '1')])).toEqual([]);
});

it('of two prompts with one name the first is meant', () => {
  const two = [text('A', 'x', 'a.ts'), text('A', 'y', 'b.ts')];
  expect(state(...two).get('A')?.template).toBe('x');
  expect(toPromptState([dynamic('A', '1'), text('A', 'y')], state(text('A', 'x'))).get('A')?.template).toBe(
    'y',
  );
});

it('what commits said, one after the other, is what there is', () => {
  const prompts = fc.uniqueArray(
    fc
      .tuple(fc.constantFrom('A', 'B', 'C', 'D'), fc.constantFrom('x', 'y', 'z'))
      .map(([name, template]) => text(name, template)),
    { selector: ({ name }) => name },
  );
  fc.assert(
    fc.property(fc.array(prompts, { maxLength: 6 }), (commits) => {
      const told = new Map<string, string | undefined>();
      let before = state();
      for (const commit of commits) {
        const after = toPromptState(commit, before);
        const { prompts: seen, gone } = describeCommit(before, after);
        for (const { name, template_source: source } of seen) told.set(name, source);
        for (const name of gone) told.delete(name);
        before = after;
      }
      const texts = (commits.at(-1) ?? []).map(({ name, template }) => [name, template]);
      expect([...told].toSorted()).toEqual(texts.toSorted());
    }),
  );
});
