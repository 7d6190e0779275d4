import type { Kysely } from 'kysely';
import type { Tables } from './db/tables.ts';
import type { Calls } from './executions/calls.ts';
import type { Executable } from './executions/repository/executable.ts';
import type { RecentKeys } from './keys/recent.ts';
import type { Memory } from './memory.ts';
import type { Providers } from './providers/providers.ts';
import type { RateLimiter } from './http/rate-limit.ts';
import type { Renderer } from './templates/render.ts';

/** What a running server's parts share, built once. */
export interface Context {
  readonly db: Kysely<Tables>;
  readonly now: () => Date;
  /** For the operator, on stderr. */
  readonly log: (line: string) => void;
  readonly limiter: RateLimiter;
  readonly recentKeys: RecentKeys;
  readonly renderer: Renderer;
  readonly providers: Providers;
  /** Prompts with their active versions, as they were last executed. */
  readonly executed: Memory<Executable>;
  readonly calls: Calls;
  /** Names this server among those that share a database, as long as it runs. */
  readonly instanceId: string;
  /** Tells the worker of this process, where there is one, that something was queued. */
  readonly wakeWorker: () => void;
  /** Tells who folds the totals that an execution was counted. */
  readonly noteCounted: () => void;
}
