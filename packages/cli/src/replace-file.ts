import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CliError } from './errors.ts';

/**
 * Writes a file of the user's whole or not at all: beside it first, so that a compiler that watches never sees half.
 *
 * @param flag what names another file, for the advice where this one cannot be written
 */
export function replaceFile(file: string, text: string, flag: string): void {
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError(
      'usage',
      `${file} cannot be written: ${reason}.`,
      `Name another file with ${flag}.`,
      error,
    );
  }
}
