import { count, formatSeconds } from './plan.ts';

/** What an import did. */
export interface Imported {
  readonly dryRun: boolean;
  readonly branch: string | null;
  /** The newest commit that was imported; null where there was none. */
  readonly head: string | null;
  /** The commit before the first of them; null where the history begins with it. */
  readonly since: string | null;
  /** How many were looked at, and how many changed a prompt. */
  readonly commits: { readonly total: number; readonly told: number };
  readonly prompts: number;
  /** As the ledger counts them. */
  readonly versions: { readonly made: number; readonly sighted: number };
  /** How often a file could not be parsed, and kept the prompts that it had. */
  readonly broken: number;
  /** How many files of the history the clone does not have. */
  readonly lacking: number;
  /** Whether it went on where an earlier one had stopped. */
  readonly resumed: boolean;
  readonly ms: number;
}

export function formatImport(imported: Imported): string[] {
  const { dryRun, commits, prompts, versions, broken, lacking, resumed, ms } = imported;
  if (commits.total === 0 && commits.told === 0) return [nothing(imported)];
  const what = `${count(commits.total, 'commit')}, ${commits.told.toLocaleString('en')} with prompts`;
  const made =
    versions.made === 0
      ? 'no new version'
      : `${count(versions.made, 'new version')} of ${count(prompts, 'prompt')}`;
  const summary = `${what}: ${made}, ${count(versions.sighted, 'new sighting')} (${formatSeconds(ms)})`;
  return [
    dryRun ? `${summary} — a dry run, nothing was stored` : summary,
    ...(resumed ? ['It went on where the import before had stopped.'] : []),
    ...(broken === 0
      ? []
      : [`${count(broken, 'time')} a file could not be parsed; its prompts were taken to be as before.`]),
    ...(lacking === 0
      ? []
      : [`${count(lacking, 'file')} of the history are not in this clone, and were passed over.`]),
  ];
}

function nothing({ since }: Imported): string {
  return since === null
    ? 'There is no commit yet, and so no history.'
    : `There is no commit after ${since.slice(0, 10)}, and so nothing to import.`;
}
