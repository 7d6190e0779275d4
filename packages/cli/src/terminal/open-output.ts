import { fstatSync, writeSync } from 'node:fs';
import { toOutput, type Output } from '../context.ts';

/**
 * Opens an output for the few lines that a hook has to say: into a pipe or a file they are written at once, as the modules
 * of a stream take longer to load than all else that says nothing needs.
 *
 * @param stream knows how wide a terminal is
 */
export function openOutput(file: 1 | 2, stream: () => NodeJS.WriteStream): Output {
  if (mayBeTerminal(file)) return toOutput(stream());
  return { write: (text) => writeNow(file, Buffer.from(text)), isTTY: false, columns: null, rows: null };
}

function mayBeTerminal(file: number): boolean {
  try {
    return fstatSync(file).isCharacterDevice();
  } catch {
    return false;
  }
}

/** Whoever closed it wants to hear no more. A pipe that is full, and gives no time to whoever writes, is waited for. */
function writeNow(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(file, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}
