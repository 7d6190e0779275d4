import { checksum } from '@prompt-ledger/shared';
import type { RegisteredEntry } from '@prompt-ledger/shared/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dynamic, text } from '../../test/support/extracted.ts';
import type { ExtractedPrompt } from '../extract/types.ts';
import { findStatic, findUntracked } from './entries.ts';
import { buildPlan, countKinds, markBehind, toKnown, type KnownPrompt } from './plan.ts';

const staticPrompt = (name: string, template: string) => ({
  ...text(name, template),
  checksum: checksum(template),
});
const dynamicPrompt = (name: string) => dynamic(name, 'c');

const known = (name: string, template: string): KnownPrompt => ({
  name,
  version: 1,
  checksum: checksum(template),
});

function answer(name: string, action: RegisteredEntry['action'], version = 1): RegisteredEntry {
  const isChange = action === 'updated' || action === 'reverted';
  return {
    name,
    mode: 'tracking',
    version,
    change_detected: isChange,
    previous_version: isChange ? 7 : null,
    action,
  };
}

const kinds = (plan: ReturnType<typeof buildPlan>) => plan.map(({ kind, name }) => `${kind} ${name}`);

const answersTo = (found: readonly ExtractedPrompt[], has: readonly KnownPrompt[]) =>
  findStatic(found).map((prompt) => {
    const active = has.find((one) => one.name === prompt.name);
    if (active === undefined) return answer(prompt.name, 'new');
    return answer(prompt.name, active.checksum === prompt.checksum ? 'unchanged' : 'updated', 2);
  });

const shuffled = <T>(items: readonly T[], seed: number) =>
  items
    .map((item, index) => ({ item, at: (index * 7919 + seed) % 31 }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);

describe('a plan', () => {
  it("follows the server's answers", () => {
    const prompts = ['A', 'B', 'C', 'D'].map((name) => staticPrompt(name, name));
    const answers = [
      answer('D', 'unchanged'),
      answer('C', 'reverted'),
      answer('B', 'updated', 8),
      answer('A', 'new'),
    ];
    const plan = buildPlan(prompts, [], answers);
    expect(kinds(plan)).toEqual(['new A', 'changed B', 'reverted C', 'unchanged D']);
    expect(plan[1]).toMatchObject({ version: 8, previousVersion: 7, file: 'a.ts', line: 1 });
    expect(countKinds(plan)).toEqual({
      new: 1,
      changed: 1,
      reverted: 1,
      behind: 0,
      renamed: 0,
      unchanged: 1,
      gone: 0,
    });
  });

  it('tells what is gone, but for what is only dynamic', () => {
    const plan = buildPlan([dynamicPrompt('D')], [known('D', 'd'), known('G', 'g')], []);
    expect(plan).toEqual([
      {
        kind: 'gone',
        name: 'G',
        version: 1,
        previousVersion: null,
        renamedFrom: null,
        file: null,
        line: null,
      },
    ]);
  });

  it('takes a new name with the text of a gone one for renamed, each only once', () => {
    const prompts = [staticPrompt('N1', 'same'), staticPrompt('N2', 'same'), staticPrompt('N3', 'other')];
    const answers = prompts.map(({ name }) => answer(name, 'new'));
    const plan = buildPlan(prompts, [known('OLD', 'same')], answers);
    expect(kinds(plan)).toEqual(['renamed N1', 'new N2', 'new N3']);
    expect(plan[0]?.renamedFrom).toBe('OLD');
  });

  it('takes no known prompt for renamed, though its text was that of a gone one', () => {
    const plan = buildPlan(
      [staticPrompt('A', 'x')],
      [known('A', 'y'), known('OLD', 'x')],
      [answer('A', 'updated', 2)],
    );
    expect(kinds(plan)).toEqual(['changed A', 'gone OLD']);
  });

  it('takes a renamed prompt from the answer, else from the text that went', () => {
    const renamed = { ...answer('N', 'new'), renamed_from: 'ELSEWHERE' };
    const plan = buildPlan([staticPrompt('N', 'x')], [known('A', 'y'), known('B', 'x')], [renamed]);
    expect(plan.map(({ renamedFrom }) => renamedFrom)).toEqual([null, null, 'ELSEWHERE']);
    const [, found] = buildPlan(
      [staticPrompt('N', 'x')],
      [known('A', 'y'), known('B', 'x')],
      [answer('N', 'new')],
    );
    expect(found).toMatchObject({ kind: 'renamed', name: 'N', renamedFrom: 'B' });
  });

  it('takes no new name for renamed whose text is that of none that is gone', () => {
    expect(kinds(buildPlan([staticPrompt('N', 'x')], [known('A', 'y')], [answer('N', 'new')]))).toEqual([
      'gone A',
      'new N',
    ]);
  });

  it('leaves out what the server did not answer', () => {
    expect(buildPlan([staticPrompt('A', 'x')], [], [])).toEqual([]);
  });

  it('tells going back from not having the newer text yet', () => {
    const prompts = ['A', 'B', 'C'].map((name) => staticPrompt(name, name));
    const plan = buildPlan(
      prompts,
      [],
      [answer('A', 'reverted'), answer('B', 'reverted'), answer('C', 'updated')],
    );
    expect(kinds(markBehind(plan, new Set(['B', 'C'])))).toEqual(['reverted A', 'behind B', 'changed C']);
  });

  it('compares with what is tracked and active', () => {
    const times = { created_at: '', updated_at: '', description: null, owner_team: null, prompt_id: '' };
    const facts = { ...times, archived_at: null, renamed_from: null };
    const active = {
      version_id: '',
      version_number: 3,
      status: 'active',
      checksum_hash: 'h',
      kind: 'text',
    } as const;
    expect(
      toKnown([
        { ...facts, name: 'A', mode: 'tracking', active_version: active },
        { ...facts, name: 'B', mode: 'tracking' },
        { ...facts, name: 'C', mode: 'full', active_version: active },
      ]),
    ).toEqual([{ name: 'A', version: 3, checksum: 'h' }]);
  });
});

describe('any plan', () => {
  const name = fc.constantFrom(...'ABCDEFGH');
  const content = fc.constantFrom('one', 'two', 'three');
  const prompts = fc.uniqueArray(
    fc.oneof(
      fc.tuple(name, content).map(([of, is]): ExtractedPrompt => staticPrompt(of, is)),
      name.map((of): ExtractedPrompt => dynamicPrompt(of)),
    ),
    { selector: (prompt) => prompt.name },
  );
  const ledger = fc.uniqueArray(
    fc.tuple(name, content).map(([of, is]) => known(of, is)),
    { selector: (one) => one.name },
  );

  it('is the same in whatever order its parts come', () => {
    fc.assert(
      fc.property(prompts, ledger, fc.nat(30), (found, has, seed) => {
        const answers = answersTo(found, has);
        expect(
          buildPlan(shuffled(found, seed), shuffled(has, seed + 3), shuffled(answers, seed + 5)),
        ).toEqual(buildPlan(found, has, answers));
      }),
    );
  });

  it('has every prompt in exactly one entry', () => {
    fc.assert(
      fc.property(prompts, ledger, (found, has) => {
        const plan = buildPlan(found, has, answersTo(found, has));
        const dynamic = new Set(
          found.filter(({ status }) => status === 'dynamic').map((prompt) => prompt.name),
        );
        const expected = [...findStatic(found).map((prompt) => prompt.name), ...has.map((one) => one.name)];
        const told = plan.flatMap((entry) => [
          entry.name,
          ...(entry.renamedFrom === null ? [] : [entry.renamedFrom]),
        ]);
        expect(told.toSorted()).toEqual([...new Set(expected)].filter((one) => !dynamic.has(one)).toSorted());
      }),
    );
  });
});

it('a name is untracked where no prompt under it has a text', () => {
  const prompts = [
    dynamicPrompt('B'),
    dynamicPrompt('A'),
    dynamicPrompt('B'),
    staticPrompt('C', 'x'),
    dynamicPrompt('C'),
  ];
  expect(findUntracked(prompts)).toEqual(['A', 'B']);
});
