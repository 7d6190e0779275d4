import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { insist } from './insist.ts';

const away = () => Object.assign(new Error('away'), { code: 'ECONNREFUSED' });
const never = new AbortController().signal;

/** Answers with each of these in turn. */
function answering(...answers: (() => Promise<string>)[]) {
  let asked = 0;
  return { ask: () => (answers[asked++] ?? (async () => 'late'))(), asked: () => asked };
}

it('asks again while the database is away', async () => {
  const { ask, asked } = answering(
    async () => Promise.reject(away()),
    async () => 'an answer',
  );
  expect(await insist(never, ask)).toBe('an answer');
  expect(asked()).toBe(2);
});

it('asks again where no answer comes: the connection may be lost without a word', async () => {
  const { ask, asked } = answering(() => new Promise(() => {}));
  expect(await insist(never, ask, 20)).toBe('late');
  expect(asked()).toBe(2);
});

it('hears no more of an answer that came too late', async () => {
  const { ask } = answering(async () => {
    await sleep(40);
    throw new Error('nobody hears this');
  });
  expect(await insist(never, ask, 20)).toBe('late');
  await sleep(60);
});

it('does not ask again what can only fail again', async () => {
  const { ask, asked } = answering(async () => Promise.reject(new Error('a bug')));
  await expect(insist(never, ask)).rejects.toThrow('a bug');
  expect(asked()).toBe(1);
});

it('ends with what it failed with last when it is told to', async () => {
  const ending = new AbortController();
  setTimeout(() => ending.abort(), 30);
  const { ask, asked } = answering(async () => Promise.reject(away()));
  await expect(insist(ending.signal, ask)).rejects.toThrow('away');
  expect(asked()).toBe(1);
});
