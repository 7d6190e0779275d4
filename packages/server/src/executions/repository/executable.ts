import type { PromptKind } from '@prompt-ledger/shared';
import type { Kysely } from 'kysely';
import { readExact, selectExact } from '../../db/exact-text.ts';
import type { PromptMode, Tables } from '../../db/tables.ts';

/** Which version of a prompt is meant. */
export type VersionChoice =
  | { readonly kind: 'active' }
  | { readonly kind: 'number'; readonly number: number }
  | { readonly kind: 'digest'; readonly prefix: string }
  | { readonly kind: 'label'; readonly label: string };

export interface ExecutableVersion {
  readonly versionId: string;
  /** Null for a draft. */
  readonly number: number | null;
  readonly kind: PromptKind;
  readonly template: string;
}

export interface Executable {
  readonly promptId: string;
  readonly name: string;
  readonly mode: PromptMode;
  /** Two of them where a digest is not long enough to tell them apart. */
  readonly versions: readonly ExecutableVersion[];
}

export async function findExecutable(
  db: Kysely<Tables>,
  projectId: string,
  name: string,
  choice: VersionChoice,
): Promise<Executable | null> {
  const rows = await db
    .selectFrom('prompts as p')
    .leftJoin('prompt_versions as v', (join) => {
      const joined = join.onRef('v.prompt_id', '=', 'p.prompt_id');
      switch (choice.kind) {
        case 'active':
          return joined.onRef('v.version_id', '=', 'p.active_version_id');
        case 'number':
          return joined.on('v.version_number', '=', choice.number);
        case 'digest':
          return joined.on('v.checksum_hash', 'like', `${choice.prefix}%`);
        case 'label':
          return joined.on('v.version_id', '=', (select) =>
            select
              .selectFrom('labels')
              .select('version_id')
              .whereRef('prompt_id', '=', 'p.prompt_id')
              .where('label', '=', choice.label),
          );
      }
    })
    .select(['p.prompt_id', 'p.name', 'p.mode', 'v.version_id', 'v.version_number', 'v.kind'])
    .select(selectExact<string | null>('v.template_source').as('template'))
    .where('p.project_id', '=', projectId)
    .where('p.name', '=', name)
    .limit(2)
    .execute();
  const first = rows[0];
  if (first === undefined) return null;
  const versions = rows.flatMap(({ version_id, version_number, kind, template }) =>
    version_id === null || kind === null || template === null
      ? []
      : [{ versionId: version_id, number: version_number, kind, template: readExact(template) }],
  );
  return { promptId: first.prompt_id, name: first.name, mode: first.mode, versions };
}
