import type { RequestFacts } from '../http/access.ts';
import type { Log } from './log.ts';

/** Machines ask for these all day long. */
const CHATTER = new Set(['/health', '/metrics']);

/** One line for each request, with nothing of what it said. */
export function tellRequests(log: Log): (facts: RequestFacts) => void {
  return (facts) => {
    const { method, route, status } = facts;
    const line = `${method} ${route ?? '(no such route)'} ${status === 0 ? 'client went away' : status}`;
    const details = {
      request_id: facts.requestId,
      method,
      route,
      status,
      duration_ms: facts.durationMs,
      key_id: facts.keyId,
      project_id: facts.projectId,
      remote: facts.remote,
    };
    if (CHATTER.has(route ?? '')) log.debug(line, details);
    else log.info(line, details);
  };
}
