import { z } from 'zod';
import { scope } from './keys.ts';

/* GET /health */

export const health = z.object({ status: z.literal('healthy') });

/* GET /v1/meta */

export const meta = z.object({
  /** Of the server. */
  version: z.string(),
  /** The versions of this protocol that it speaks, both included. */
  protocol: z.object({ min: z.int(), max: z.int() }),
  database: z.object({ postgres: z.string(), schema: z.string().nullable() }),
  limits: z.object({ body_bytes: z.int(), batch_prompts: z.int(), template_length: z.int() }),
  /** The key of the request. */
  key: z.object({ key_id: z.uuid(), scopes: z.array(scope), is_for_every_project: z.boolean() }),
  /** The project that the request is about. */
  project_id: z.uuid(),
});

export type Health = z.infer<typeof health>;
export type Meta = z.infer<typeof meta>;
