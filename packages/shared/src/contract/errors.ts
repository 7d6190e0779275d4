import { z } from 'zod';
import { ERROR_STATUS, type ErrorCode } from '../errors.ts';

/** The body of every answer that is not 200. */
export const errorBody = z.object({
  /** What happened and what to do, in a sentence. */
  detail: z.string(),
  // The keys of the table are the codes.
  code: z.enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]]),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  execution_id: z.uuid().optional(),
});
