import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openSpool } from './spool.ts';

function spoolAt(room?: Parameters<typeof openSpool>[1]) {
  const folder = mkdtempSync(path.join(tmpdir(), 'ledger-spool-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name = '') => path.join(folder, 'ledger', 'spool', name);
  return { spool: openSpool(folder, room), at };
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

it('drops the oldest where there is no room for more, and counts them', () => {
  const { spool } = spoolAt({ registrations: 3, bytes: 1_000_000 });
  for (const time of [1, 2, 3]) spool.put(request(`P${time}`), new Date(time));
  expect([spool.makeRoom(new Set()), spool.countDropped()]).toEqual([0, 0]);
  const own = [4, 5].map((time) => spool.put(request(`P${time}`), new Date(time)));
  expect(spool.makeRoom(new Set(own))).toBe(2);
  expect(namesOf(spool)).toEqual(['P3', 'P4', 'P5']);
  spool.put(request('P6'), new Date(6));
  expect(spool.makeRoom(new Set())).toBe(1);
  expect(spool.countDropped()).toBe(3);
  spool.forgetDropped();
  expect(spool.countDropped()).toBe(0);
});

it('has room for so many bytes, and for what was just put in any case', () => {
  const { spool } = spoolAt({ registrations: 100, bytes: 500 });
  const long = (name: string) => ({ prompts: [{ name, template_source: 'x'.repeat(200) }] });
  for (const time of [1, 2, 3]) spool.put(long(`P${time}`), new Date(time));
  expect(spool.makeRoom(new Set())).toBe(2);
  expect(namesOf(spool)).toEqual(['P3']);
  const own = [4, 5, 6].map((time) => spool.put(long(`P${time}`), new Date(time)));
  expect(spool.makeRoom(new Set(own))).toBe(1);
  expect(namesOf(spool)).toEqual(['P4', 'P5', 'P6']);
});

it('keeps what is set aside out of that count', () => {
  const { spool } = spoolAt({ registrations: 1, bytes: 1_000_000 });
  spool.refuse(spool.put(request('REFUSED'), new Date(1)));
  spool.put(request('WAITING'), new Date(2));
  expect([spool.makeRoom(new Set()), spool.countRefused()]).toEqual([0, 1]);
});
