import { expect, it } from 'vitest';
import { echo } from './echo.ts';

async function hear(content: string) {
  const heard: string[] = [];
  const { text } = await echo.complete({
    model: 'echo',
    messages: [{ role: 'user', content }],
    params: {},
    signal: new AbortController().signal,
    onText: async (piece) => void heard.push(piece),
  });
  expect(heard.join('')).toBe(text);
  return heard;
}

it.each([
  ['One two  three', ['One', ' two', '  three']],
  [' One\n', [' One', '\n']],
  ['  ', ['  ']],
  ['', []],
])('tells %j word by word', async (text, pieces) => {
  expect(await hear(text)).toEqual(pieces);
});

it('takes no longer for what has no words in it', async () => {
  const started = performance.now();
  await hear(' '.repeat(30_000));
  expect(performance.now() - started).toBeLessThan(500);
});
