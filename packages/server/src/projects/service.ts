import { DEFAULT_PROJECT, LedgerError } from '@prompt-ledger/shared';
import type { Project, ProjectsResponse } from '@prompt-ledger/shared/contract/projects';
import { record, type Actor } from '../audit/record.ts';
import type { Context } from '../context.ts';
import {
  findProject,
  insertProject,
  listProjects,
  lockProjects,
  setProjectName,
  type StoredProject,
} from './repository.ts';

export async function getProjects(context: Context): Promise<ProjectsResponse> {
  return { projects: (await listProjects(context.db)).map(format) };
}

/** @throws LedgerError conflict when the name is taken */
export async function createProject(context: Context, actor: Actor, name: string): Promise<Project> {
  return context.db.transaction().execute(async (db) => {
    const made = await insertProject(db, name);
    if (made === null) throw taken(name);
    await record(db, { ...actor, projectId: made.projectId }, [{ action: 'project.created', object: name }]);
    return format(made);
  });
}

/** Its prompts, executions and keys stay what they are. @throws LedgerError not_found or conflict */
export async function renameProject(
  context: Context,
  actor: Actor,
  name: string,
  to: string,
): Promise<Project> {
  return context.db.transaction().execute(async (db) => {
    await lockProjects(db);
    const project = await findProject(db, name);
    if (project === null) throw unknownProject(name);
    if (name === to) return format(project);
    if (name === DEFAULT_PROJECT) {
      throw new LedgerError(
        'conflict',
        `The project "${DEFAULT_PROJECT}" keeps its name: requests that name no project are about it.`,
      );
    }
    if ((await findProject(db, to)) !== null) throw taken(to);
    await setProjectName(db, project.projectId, to);
    await record(db, { ...actor, projectId: project.projectId }, [
      { action: 'project.renamed', object: to, details: { from: name } },
    ]);
    return format({ ...project, name: to });
  });
}

/** What is said of a project that is not there, and of one that a key may not use: the two look alike. */
export function unknownProject(name: string): LedgerError {
  return new LedgerError('not_found', `There is no project "${name.slice(0, 100)}" for this API key.`);
}

function taken(name: string): LedgerError {
  return new LedgerError('conflict', `There is a project "${name}" already. Choose another name.`);
}

function format({ projectId, name, createdAt }: StoredProject): Project {
  return { project_id: projectId, name, created_at: createdAt.toISOString() };
}
