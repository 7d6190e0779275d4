import { checksum, formatMessages, LedgerError } from '@prompt-ledger/shared';
import type { RegisterEntry } from '@prompt-ledger/shared/contract';
import { describe, expect, it } from 'vitest';
import { readContents, refuse } from './contents.ts';

const read = (...entries: RegisterEntry[]) => readContents(entries, 'prompts');
const refusal = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    if (error instanceof LedgerError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};
const messages = [{ role: 'user' as const, content: 'Hi' }];

describe('an entry', () => {
  it('of a text has the checksum of it, and where it stands in the request', () => {
    expect(read({ name: 'A', template_source: 'Hi' })).toEqual([
      {
        name: 'A',
        checksum: checksum('Hi'),
        template: 'Hi',
        kind: 'text',
        variables: null,
        description: null,
        path: null,
        line: null,
        renamedFrom: null,
        isDraft: null,
        at: 'prompts.0',
      },
    ]);
  });

  it('has all that was told of it', () => {
    const variables = [{ name: 'a', required: true, type: 'number', opaque: undefined }];
    const [content] = read({
      name: 'A',
      template_source: 'Hi {{ a }}',
      variables,
      description: 'Greets.',
      location: { path: 'a.ts', line: 3 },
      renamed_from: 'B',
      draft: false,
    } as RegisterEntry);
    expect(content).toMatchObject({
      description: 'Greets.',
      path: 'a.ts',
      line: 3,
      renamedFrom: 'B',
      isDraft: false,
    });
    expect(content?.variables).toStrictEqual([{ name: 'a', required: true, type: 'number' }]);
  });

  it('may be its checksum alone', () => {
    const hash = checksum('Hi');
    expect(read({ name: 'A', template_hash: hash })).toMatchObject([{ checksum: hash, template: null }]);
  });

  it('is renamed from another name only', () => {
    expect(read({ name: 'A', template_source: 'Hi', renamed_from: 'A' })[0]?.renamedFrom).toBeNull();
  });

  it('of messages is a chat, and its text is theirs', () => {
    const template = formatMessages(messages);
    expect(read({ name: 'A', messages })).toMatchObject([{ kind: 'chat', template }]);
    expect(read({ name: 'A', messages, template_source: template, kind: 'chat' })).toHaveLength(1);
    expect(read({ name: 'A', template_source: template, kind: 'chat' })).toMatchObject([{ kind: 'chat' }]);
  });

  it('whose parts contradict each other is refused, with all others', () => {
    const error = refusal(() =>
      read(
        { name: 'A', messages, template_source: 'Hi' },
        { name: 'B', messages, kind: 'text' },
        { name: 'C', template_source: 'Hi', template_hash: checksum('Ho') },
        { name: 'D', template_source: 'Hi', template_hash: checksum('Hi') },
      ),
    );
    expect(error.code).toBe('checksum_mismatch');
    expect(error.problems.map(({ path }) => path)).toEqual([
      'prompts.0.messages',
      'prompts.1.messages',
      'prompts.2.template_hash',
    ]);
    expect(error.message).toBe(
      '"A" has messages, so its kind must be "chat" and its template_source their canonical JSON (and 2 more). ' +
        'The text may have changed on its way; nothing was stored.',
    );
    expect(error.problems[2]?.message).toBe(
      '"C" has a template_hash that is not the SHA-256 of its template_source',
    );
  });
});

describe('a batch', () => {
  it('may tell the same name twice with the same text, and keeps that which has it', () => {
    const hash = checksum('Hi');
    const [first, ...others] = read({ name: 'A', template_hash: hash }, { name: 'A', template_source: 'Hi' });
    expect([first?.template, first?.at, others]).toEqual(['Hi', 'prompts.1', []]);
    const [kept] = read({ name: 'A', template_source: 'Hi' }, { name: 'A', template_hash: hash });
    expect([kept?.template, kept?.at]).toEqual(['Hi', 'prompts.0']);
    const [again] = read({ name: 'A', template_source: 'Hi' }, { name: 'A', template_source: 'Hi' });
    expect(again?.at).toBe('prompts.0');
  });

  it('has no name twice with two texts', () => {
    const error = refusal(() =>
      read(
        { name: 'A', template_source: 'Hi' },
        { name: 'B', template_source: 'Hi' },
        { name: 'A', template_source: 'Ho' },
      ),
    );
    expect(error.code).toBe('duplicate_name');
    expect(error.problems).toEqual([
      { path: 'prompts.2.name', message: '"A" stands at prompts.0 already, with another text' },
    ]);
    expect(error.message).toBe(
      '"A" stands at prompts.0 already, with another text. One batch has one text for each name; nothing was stored.',
    );
  });
});

it('nothing is refused without a problem', () => {
  expect(() => refuse('wrong_mode', [], 'Do something')).not.toThrow();
});
