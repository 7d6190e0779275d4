import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openSpool } from './spool.ts';

function spoolAt() {
  const folder = mkdtempSync(path.join(tmpdir(), 'ledger-spool-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name = '') => path.join(folder, 'ledger', 'spool', name);
  return { spool: openSpool(folder), at };
}

const request = (name: string) => ({ prompts: [{ name, template_source: 'Text.' }] });
const namesOf = (spool: ReturnType<typeof openSpool>) =>
  spool.list().flatMap(({ request }) => (request.prompts ?? []).map(({ name }) => name));

it('gives what was put, oldest first, until it is removed', () => {
  const { spool } = spoolAt();
  expect([spool.list(), spool.countRefused()]).toEqual([[], 0]);
  const second = spool.put(request('SECOND'), new Date(2_000));
  spool.put(request('FIRST'), new Date(1_000));
  expect(namesOf(spool)).toEqual(['FIRST', 'SECOND']);
  spool.remove(second);
  spool.remove(second);
  expect(namesOf(spool)).toEqual(['FIRST']);
});

it.each([
  ['nothing', ''],
  ['half of it', '{"format":1,"requ'],
  ['another format', '{"format":2,"request":{}}'],
  ['no request', '{"format":1}'],
  ['no object', 'null'],
  ['a text', '"format"'],
])('leaves out a file with %s', (_what, text) => {
  const { spool, at } = spoolAt();
  writeFileSync(at(spool.put(request('DAMAGED'), new Date(1_000))), text);
  spool.put(request('SOUND'), new Date(2_000));
  expect(namesOf(spool)).toEqual(['SOUND']);
});

it('leaves out files that are none of its own', () => {
  const { spool, at } = spoolAt();
  const name = spool.put(request('OWN'), new Date());
  writeFileSync(at('notes.json'), '{"format":1,"request":{}}');
  writeFileSync(at(`${name}.tmp`), '{"format":1,"request":{}}');
  expect(namesOf(spool)).toEqual(['OWN']);
});

it('sets aside what is refused, for two weeks, with what processes left half way', () => {
  const { spool, at } = spoolAt();
  const [old, recent, last] = [1, 2, 3].map((time) => spool.put(request('P'), new Date(time))) as [
    string,
    string,
    string,
  ];
  spool.refuse(old);
  spool.refuse(recent);
  writeFileSync(at('old.tmp'), '');
  writeFileSync(at('recent.tmp'), '');
  const past = new Date(Date.now() - 15 * 24 * 60 * 60 * 1000);
  for (const name of [`${old}.refused`, 'old.tmp']) utimesSync(at(name), past, past);
  spool.refuse(last);
  // Another process was faster.
  spool.refuse(last);
  expect(spool.countRefused()).toBe(2);
  expect(readdirSync(at()).toSorted()).toEqual(
    [`${recent}.refused`, `${last}.refused`, 'recent.tmp'].toSorted(),
  );
  expect(existsSync(at(`${old}.refused`))).toBe(false);
});
