import type { HistoryVersion, VersionDetail } from '@prompt-ledger/shared/contract';
import { expect, it } from 'vitest';
import { text } from '../../test/support/extracted.ts';
import { fromDetail, fromSource, fromVersion } from './prompt-text.ts';
import { buildRequests, withoutText } from './requests.ts';
import { toRegisterEntry } from './entries.ts';

const variables = [{ name: 'name', required: true }];

it('a version of the ledger is selected by its number', () => {
  // What else a version tells is nothing to a text.
  const version = {
    version: 3,
    template_hash: 'abc',
    template_source: 'Hi {{ name }}',
    kind: 'chat',
    variables,
  } as unknown as HistoryVersion;
  expect(fromVersion('A', version)).toEqual({
    name: 'A',
    selector: '3',
    version: 3,
    checksum: 'abc',
    template: 'Hi {{ name }}',
    kind: 'chat',
    variables,
    place: null,
  });
  const { kind: _, variables: __, ...old } = version;
  expect(fromVersion('A', old as HistoryVersion)).toMatchObject({ kind: 'text', variables: [] });
});

it('a draft of the ledger is selected by the beginning of its digest', () => {
  const checksum = '0123456789abcdef'.repeat(4);
  const detail = (version: number | null) =>
    ({
      prompt_name: 'A',
      version,
      checksum_hash: checksum,
      template_source: 'Hi',
      kind: 'text',
      variables,
    }) as unknown as VersionDetail;
  const draft = detail(null);
  expect(fromDetail(draft)).toEqual({
    name: 'A',
    selector: 'sha256:0123456789ab',
    version: null,
    checksum,
    template: 'Hi',
    kind: 'text',
    variables,
    place: null,
    detail: draft,
  });
  expect(fromDetail(detail(12))).toMatchObject({ selector: '12', version: 12 });
});

it('a text of the source tells where it stands', () => {
  const prompt = { ...text('A', 'Hi {{ name }}', 'b.ts', variables), line: 7 };
  expect(fromSource(prompt, 'work')).toEqual({
    name: 'A',
    selector: 'work',
    version: null,
    checksum: prompt.checksum,
    template: 'Hi {{ name }}',
    kind: 'text',
    variables,
    place: { file: 'b.ts', line: 7 },
  });
});

it('what is registered is a text with its checksum and its place, or the checksum alone', () => {
  const entry = toRegisterEntry({ ...text('A', 'Hi {{ name }}', 'b.ts', variables), line: 7 });
  const { template_source: source, ...rest } = entry;
  expect(source).toBe('Hi {{ name }}');
  expect(rest).toEqual({
    name: 'A',
    template_hash: 'Hi {{ name }}',
    kind: 'text',
    variables,
    location: { path: 'b.ts', line: 7 },
  });
  expect(withoutText(entry)).toEqual(rest);
  expect('template_source' in withoutText(entry)).toBe(false);
  expect(withoutText(rest)).toBe(rest);
});

it('each batch is a request that says where all of it was seen', () => {
  const seen = { source: 'commit', git: { commit: 'a'.repeat(40) } } as const;
  const entries = ['A', 'B'].map((name) => toRegisterEntry(text(name, 'x')));
  expect(
    buildRequests(
      entries.map((entry) => [entry]),
      seen,
    ),
  ).toEqual([
    { prompts: entries.slice(0, 1), ...seen },
    { prompts: entries.slice(1), ...seen },
  ]);
});
