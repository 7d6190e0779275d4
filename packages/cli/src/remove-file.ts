import { unlinkSync } from 'node:fs';

/** Removes a file that may be gone already. `rmSync`, which removes folders too, has Node load more for that. */
export function removeFile(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
