import { z } from 'zod';
import { findProjectNameProblem } from '../project.ts';
import { checkedString, timestamp } from './texts.ts';

export const projectName = checkedString(findProjectNameProblem);

export const project = z.object({
  project_id: z.uuid(),
  name: z.string(),
  created_at: timestamp,
});

/* POST /v1/projects, PATCH /v1/projects/{name} */

export const projectRequest = z.object({ name: projectName });

export const projectsResponse = z.object({ projects: z.array(project) });

export type Project = z.infer<typeof project>;
export type ProjectsResponse = z.infer<typeof projectsResponse>;
