import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ImportedCommit } from '@prompt-ledger/shared/contract/import';

/** How far imports came: the commit after which the next one goes on. */
export interface ImportPlace {
  /** That commit with all prompts it has, by checksum; null where there is none to go on from. */
  find(): ImportedCommit | null;
  /** Never throws: without it the next import begins at the beginning. */
  keep(commit: ImportedCommit): void;
}

const FORMAT = 1;

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
        const kept = JSON.parse(readFileSync(file, 'utf8')) as { format?: unknown; commit?: ImportedCommit };
        return kept.format === FORMAT && isWhole(kept.commit) ? kept.commit : null;
      } catch {
        return null;
      }
    },
    keep(commit) {
      try {
        const temporary = `${file}.${process.pid}.tmp`;
        mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
        writeFileSync(temporary, JSON.stringify({ format: FORMAT, commit }), { mode: 0o600 });
        renameSync(temporary, file);
      } catch {
        // A read-only disk.
      }
    },
  };
}

/** Written by us, whole; what another version wrote may be anything. */
function isWhole(commit: ImportedCommit | undefined): commit is ImportedCommit {
  return (
    typeof commit === 'object' &&
    /^[0-9a-f]{40,64}$/.test(commit.commit) &&
    typeof commit.committed_at === 'string' &&
    Array.isArray(commit.prompts)
  );
}
