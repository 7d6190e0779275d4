import { PassThrough } from 'node:stream';
import type { Context } from '../../src/context.ts';

/** Somebody at a terminal: types what is given for each question once it is asked. */
export function somebody(...answers: readonly (readonly [question: string, keys: string])[]): {
  readonly terminal: NonNullable<Context['terminal']>;
  /** All that was shown. */
  shown(): string;
} {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  const left = [...answers];
  let shown = '';
  let since = '';
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    since += chunk.toString();
    const [next] = left;
    if (next === undefined || !since.includes(next[0])) return;
    left.shift();
    since = '';
    setImmediate(() => input.write(next[1]));
  });
  // Of a terminal's streams only what a question uses is here.
  const terminal = { input, output } as unknown as NonNullable<Context['terminal']>;
  return { terminal, shown: () => shown };
}
