import type { Variable } from '@prompt-ledger/shared';
import type { VersionDetail } from '@prompt-ledger/shared/contract';
import type { Extraction, ExtractedPrompt, StaticPrompt } from '../extract/types.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { findReferenced } from '../ledger/references.ts';
import type { Progress } from '../terminal/progress.ts';
import { markReverted, type Change, type Earlier } from '../plan/compare.ts';

/** Requests at once. */
const AT_ONCE = 8;
/** Of prompts that are not in the source; a ledger may serve many repositories. */
const MOST_OTHERS = 500;

/**
 * What is active in the ledger, as a side to compare with. Texts are asked for only where they differ from those of the
 * source; of what the source has not, that alone which was last seen in this repository is taken for gone.
 *
 * @param repository as sightings name it; null where it has no name
 */
export async function readActive(
  ledger: Ledger,
  { prompts }: Extraction,
  repository: string | null,
  progress: Progress,
): Promise<Extraction> {
  const listed = await ledger.listPrompts({ mode: 'tracking' });
  const here = new Map(prompts.map((prompt) => [prompt.name, prompt]));
  const before: ExtractedPrompt[] = [];
  const unlike: string[] = [];
  const others: string[] = [];
  for (const { name, active_version: active } of listed) {
    if (!active) continue;
    const prompt = here.get(name);
    if (prompt?.checksum === active.checksum_hash) before.push({ ...prompt });
    else (prompt ? unlike : others).push(name);
  }
  const asked = [...unlike, ...others.slice(0, MOST_OTHERS)];
  const details = await readAll(asked, (name) => findReferenced(ledger, name, 'active'), progress);
  for (const detail of details) {
    if (detail === null) continue;
    const prompt = here.get(detail.prompt_name);
    const isOurs = detail.last_seen !== null && detail.last_seen.repository === repository;
    if (prompt || isOurs) before.push(toPrompt(detail, prompt));
  }
  const stats = { files: 0, parsed: 0, cached: 0 };
  return { prompts: before, diagnostics: [], stats };
}

/** Tells changes to a new text from those to one that the ledger has as an older version. */
export async function findKnownTexts(ledger: Ledger, changes: readonly Change[]): Promise<Change[]> {
  const changed = changes.filter(({ kind, after }) => kind === 'changed' && after?.status === 'ok');
  const found = await readAll(changed, async (change) => {
    const detail = await findReferenced(ledger, change.name, `sha256:${change.after?.checksum ?? ''}`);
    return [change, detail === null || detail.version === null ? null : toEarlier(detail)] as const;
  });
  const earlier = new Map(found);
  return markReverted(changes, (change) => earlier.get(change) ?? null);
}

function toEarlier({ version, first_seen: seen, created_at: at }: VersionDetail): Earlier {
  return { version, commit: seen?.commit ?? null, at };
}

/** As if it stood where it was last seen. */
function toPrompt(detail: VersionDetail, now: ExtractedPrompt | undefined): StaticPrompt {
  const { prompt_name: name, checksum_hash: checksum, template_source: template, last_seen: seen } = detail;
  const line = seen?.line ?? 1;
  return {
    status: 'ok',
    name,
    file: seen?.path ?? now?.file ?? '',
    exportName: now?.exportName ?? name,
    member: now?.member ?? null,
    line,
    column: 1,
    endLine: line,
    kind: detail.kind,
    // From JSON, which has no undefined.
    variables: detail.variables as readonly Variable[],
    rule: 'ledger',
    template,
    messages: null,
    checksum,
  };
}

async function readAll<T, R>(
  items: readonly T[],
  read: (item: T) => Promise<R>,
  progress: Progress = () => {},
): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(read))));
    progress(results.length, items.length);
  }
  return results;
}
