import { z } from 'zod';
import { pageLimit } from './prompts.ts';
import { storableText, timestamp } from './texts.ts';

/** What can happen to a project, a key, a prompt or an execution. */
export const auditAction = z.enum([
  'project.created',
  'project.renamed',
  'key.created',
  'key.revoked',
  'prompt.registered',
  'prompt.stored',
  'prompt.archived',
  'prompt.mode_changed',
  'execution.canceled',
  'label.moved',
  'label.deleted',
  'settings.changed',
]);

/* GET /v1/audit */

export const auditQuery = z.object({
  action: auditAction.optional(),
  /** The name of a prompt or project, or the id of a key or an execution. */
  object: storableText.optional(),
  limit: pageLimit(200, 50),
  cursor: z.string().optional(),
});

export const auditEvent = z.object({
  at: timestamp,
  action: auditAction,
  object: z.string(),
  /** Who did it; null for the server itself. */
  key: z.object({ key_id: z.uuid(), name: z.string() }).nullable(),
  request_id: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
});

export const auditResponse = z.object({
  events: z.array(auditEvent),
  next_cursor: z.string().nullable(),
});

export type AuditAction = z.infer<typeof auditAction>;
export type AuditEvent = z.infer<typeof auditEvent>;
export type AuditResponse = z.infer<typeof auditResponse>;
