import type { Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';

type Db = Kysely<Tables>;

export interface StoredSettings {
  readonly project: string;
  readonly defaultBranch: string | null;
  readonly protectedLabels: readonly string[];
}

export async function findSettings(db: Db, projectId: string): Promise<StoredSettings> {
  const row = await db
    .selectFrom('projects')
    .select(['name', 'default_branch', 'protected_labels'])
    .where('project_id', '=', projectId)
    .executeTakeFirstOrThrow();
  return { project: row.name, defaultBranch: row.default_branch, protectedLabels: row.protected_labels };
}

/** What is undefined stays. */
export async function setSettings(
  db: Db,
  projectId: string,
  change: { defaultBranch?: string | null | undefined; protectedLabels?: string[] | undefined },
): Promise<void> {
  const { defaultBranch, protectedLabels } = change;
  await db
    .updateTable('projects')
    .set({
      ...(defaultBranch === undefined ? {} : { default_branch: defaultBranch }),
      ...(protectedLabels === undefined ? {} : { protected_labels: protectedLabels }),
    })
    .where('project_id', '=', projectId)
    .execute();
}
