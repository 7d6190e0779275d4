import { z } from 'zod';
import { promptMode, versionNumber } from './prompts.ts';

/* POST /v1/prompts/{name}/mode */

export const modeRequest = z.strictObject({
  mode: promptMode,
  /** Goes on where something would be lost that the refusal named. */
  force: z.boolean().default(false),
});

export const modeResponse = z.object({
  prompt_id: z.uuid(),
  name: z.string(),
  mode: promptMode,
  /** False: it was in this mode already. */
  changed: z.boolean(),
  current_version: versionNumber.nullable(),
});

export type ModeRequest = z.input<typeof modeRequest>;
export type ModeResponse = z.infer<typeof modeResponse>;
