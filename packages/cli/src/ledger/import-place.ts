import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** How far an import came that did not come to its end. */
export interface ImportPlace {
  /** The commit after which it goes on; null where there is none to go on from. */
  find(): string | null;
  /** Never throws: without it the next import begins at the beginning. */
  keep(commit: string): void;
  forget(): void;
}

/**
 * @param folder the git folder that all work trees share
 * @param about all that makes it another import: server, project, branch, extractor, options
 */
export function openImportPlace(folder: string, about: unknown): ImportPlace {
  const key = createHash('sha256').update(JSON.stringify(about)).digest('hex').slice(0, 16);
  const file = path.join(folder, 'ledger', `import-${key}`);
  return {
    find() {
      try {
        return /^([0-9a-f]{40,64})\n$/.exec(readFileSync(file, 'utf8'))?.[1] ?? null;
      } catch {
        return null;
      }
    },
    keep(commit) {
      try {
        mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
        writeFileSync(`${file}.tmp`, `${commit}\n`, { mode: 0o600 });
        renameSync(`${file}.tmp`, file);
      } catch {
        // A read-only disk.
      }
    },
    forget: () => rmSync(file, { force: true }),
  };
}
