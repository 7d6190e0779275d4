import type { StatsGroup } from '@prompt-ledger/shared/contract/analytics';
import { describe, expect, it } from 'vitest';
import { STATS_BY } from './stats-by.ts';
import { formatStats, formatSummary } from './stats.ts';
import { PLAIN } from './style.ts';

function group(given: Partial<StatsGroup> = {}): StatsGroup {
  return {
    execution_count: 4,
    succeeded_count: 3,
    failed_count: 1,
    canceled_count: 0,
    error_rate: 0.25,
    avg_latency_ms: 100,
    p50_latency_ms: 90,
    p95_latency_ms: 250,
    p99_latency_ms: 300,
    total_prompt_tokens: 1000,
    total_response_tokens: 234,
    total_cost: 0.5,
    unpriced_count: 0,
    ...given,
  };
}

const HASH = 'ab'.repeat(32);
const NONE = { error_rate: null, p50_latency_ms: null, p95_latency_ms: null, total_cost: null };

describe('groups of executions', () => {
  it.each<[(typeof STATS_BY)[number], Partial<StatsGroup>, string]>([
    ['prompt', { prompt_name: 'P' }, 'P'],
    ['version', { prompt_name: 'P', version: 3 }, 'P@3'],
    ['version', { prompt_name: 'P', version: null, template_hash: HASH }, 'P@sha256:abababababab'],
    ['model', { model_name: 'gpt' }, 'gpt'],
    ['environment', { environment: 'staging' }, 'staging'],
    ['day', { starts_at: '2026-11-25T00:00:00Z' }, '2026-11-25'],
  ])('by %s have the name of %j', (by, given, name) => {
    const [head, line] = formatStats([group(given)], by, PLAIN, null);
    expect(head).toMatch(new RegExp(`^${by.toUpperCase()} `));
    expect(line?.split(/ {2,}/)[0]).toBe(name);
  });

  it.each(STATS_BY)('by %s that a server does not name have no name', (by) => {
    const [, line] = formatStats([group()], by, PLAIN, null);
    expect(line).toMatch(by === 'version' ? /^@sha256: / : /^ +4/);
  });

  it('have a bar against the most, and nothing for what is not known', () => {
    const groups = [group({ model_name: 'a' }), group({ model_name: 'b', execution_count: 0, ...NONE })];
    const [, first, second] = formatStats(groups, 'model', PLAIN, 120);
    expect(first).toMatch(/^a +4 +█+ +25 % +90 ms +250 ms +1,234 +\$0\.5$/);
    expect(second).not.toContain('%');
    expect(second).not.toContain('$');
  });

  it('say a small rate exactly, and a cost that is only known in part as the least', () => {
    const [, line] = formatStats([group({ error_rate: 0.0123, unpriced_count: 1 })], 'model', PLAIN, null);
    expect(line).toContain('1.2 %');
    expect(line).toContain('≥ $0.5');
  });
});

describe('a summary', () => {
  it('is one line, without what is not known', () => {
    expect(formatSummary(group(), 4)).toBe('4 executions · 25 % errors · p50 90 ms · p95 250 ms · $0.5');
    expect(formatSummary(group(NONE), 1)).toBe('1 execution');
  });
});
