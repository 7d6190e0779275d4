import type { AllAnalytics, StatsGroup } from '@prompt-ledger/shared/contract/analytics';
import { isObject } from './answers.ts';
import type { Ledger } from './ledger.ts';

export interface AnalyticsQuestion {
  readonly from: Date | null;
  readonly to?: Date | null;
  readonly groupBy: 'prompt' | 'version' | 'model' | 'environment' | null;
  readonly bucket: 'hour' | 'day' | 'month' | null;
}

export type Analytics = AllAnalytics & { readonly groups?: readonly StatsGroup[] };

/** What executions took and came to, in both modes. */
export function getAnalytics(
  ledger: Ledger,
  { from, to, groupBy, bucket }: AnalyticsQuestion,
): Promise<Analytics> {
  const query = new URLSearchParams();
  if (from !== null) query.set('from', from.toISOString());
  if (to) query.set('to', to.toISOString());
  if (groupBy !== null) query.set('group_by', groupBy);
  if (bucket !== null) query.set('bucket', bucket);
  return ledger.ask({ method: 'GET', path: `/v1/analytics/prompts?${query.toString()}` }, isAnalytics);
}

function isAnalytics(body: unknown): body is Analytics {
  return (
    isObject(body) &&
    isObject(body['summary']) &&
    typeof body['summary']['total_executions'] === 'number' &&
    (body['groups'] === undefined || Array.isArray(body['groups']))
  );
}
