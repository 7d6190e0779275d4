import { sql, type Kysely } from 'kysely';
import type { Tables } from '../db/tables.ts';

type Db = Kysely<Tables>;

export interface StoredProject {
  readonly projectId: string;
  readonly name: string;
  readonly createdAt: Date;
}

/** In the order of their names. */
export async function listProjects(db: Db): Promise<StoredProject[]> {
  const rows = await db
    .selectFrom('projects')
    .select(['project_id', 'name', 'created_at'])
    .orderBy('name')
    .execute();
  return rows.map(toProject);
}

export async function findProject(db: Db, name: string): Promise<StoredProject | null> {
  const row = await db
    .selectFrom('projects')
    .select(['project_id', 'name', 'created_at'])
    .where('name', '=', name)
    .executeTakeFirst();
  return row === undefined ? null : toProject(row);
}

/** @returns null when the name is taken */
export async function insertProject(db: Db, name: string): Promise<StoredProject | null> {
  const row = await db
    .insertInto('projects')
    .values({ name })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning(['project_id', 'name', 'created_at'])
    .executeTakeFirst();
  return row === undefined ? null : toProject(row);
}

export async function setProjectName(db: Db, projectId: string, name: string): Promise<void> {
  await db.updateTable('projects').set({ name }).where('project_id', '=', projectId).execute();
}

/** Makes others wait who make or change projects, until this transaction ends; what refers to one does not wait. */
export async function lockProjects(db: Db): Promise<void> {
  await sql`lock table projects in share row exclusive mode`.execute(db);
}

function toProject(row: { project_id: string; name: string; created_at: Date }): StoredProject {
  return { projectId: row.project_id, name: row.name, createdAt: row.created_at };
}
