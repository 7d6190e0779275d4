import type { ExecutionResult, ExecutionsResponse } from '@prompt-ledger/shared/contract/executions';
import { describe, expect, it } from 'vitest';
import {
  formatComparison,
  formatCost,
  formatEnd,
  formatFacts,
  formatInputs,
  formatRuns,
} from './execution.ts';
import { PLAIN } from './style.ts';

const ID = '01890000-0000-7000-8000-0000deadbeef';

function executed(given: Partial<ExecutionResult> = {}): ExecutionResult {
  return {
    execution_id: ID,
    status: 'succeeded',
    mode: 'sync',
    prompt_name: 'P',
    prompt_mode: 'tracking',
    version_used: 2,
    model: { provider: 'openai', model_name: 'gpt' },
    environment: 'production',
    correlation_id: null,
    attempts: 1,
    created_at: '2026-11-25T12:00:00Z',
    telemetry: { prompt_tokens: 1200, response_tokens: 5, latency_ms: 250, total_cost: 0.0123 },
    ...given,
  };
}

const unknown = { prompt_tokens: null, response_tokens: null, latency_ms: null, total_cost: null };

describe('the facts of an execution', () => {
  it.each<[string, Partial<ExecutionResult>, string]>([
    ['all of them', {}, 'P@2  gpt · 1,200 → 5 tokens · 250 ms · $0.012 · deadbeef'],
    ['nothing that is not known', { telemetry: unknown }, 'P@2  gpt · cost unknown · deadbeef'],
    [
      'half of the tokens',
      { telemetry: { ...unknown, response_tokens: 5 } },
      'P@2  gpt · ? → 5 tokens · cost unknown · deadbeef',
    ],
    [
      'how it stands instead of a cost',
      { status: 'running', version_used: null, telemetry: unknown },
      'P@draft  gpt · running · deadbeef',
    ],
  ])('are %s', (_what, given, line) => {
    expect(formatFacts(executed(given), PLAIN)).toBe(line);
  });

  it.each([
    [null, 'cost unknown'],
    [0, '$0'],
    [0.000123, '$0.00012'],
    [12.3456, '$12.3456'],
  ])('have the cost %s as %s', (cost, text) => {
    expect(formatCost(cost)).toBe(text);
  });

  it.each<[Partial<ExecutionResult>, string]>([
    [{ status: 'failed' }, 'failed'],
    [{ status: 'canceled' }, 'was canceled'],
    [
      { status: 'failed', error_type: 'rate_limited', error_message: 'Too many' },
      'failed (rate_limited): Too many',
    ],
  ])('end, for %j, with %j', (given, text) => {
    expect(formatEnd(executed(given))).toBe(text);
  });

  it('have the inputs that there are', () => {
    const whole = {
      ...executed(),
      checksum_used: 'a'.repeat(64),
      rendered_prompt: 'One\nTwo',
      key: null,
      variables: {},
      params: {},
    };
    expect(formatInputs(whole, PLAIN)).toEqual(['prompt', '  One', '  Two', '']);
    const more = { ...whole, variables: { a: 1 }, params: { temperature: 0 } };
    expect(formatInputs(more, PLAIN).slice(3)).toEqual([
      'variables  {"a":1}',
      'params  {"temperature":0}',
      '',
    ]);
  });
});

describe('a list of executions', () => {
  const listed = (status: ExecutionResult['status'], completed_at: string | null) => ({
    execution_id: ID,
    prompt_name: 'P',
    status,
    mode: 'sync' as const,
    created_at: '2026-11-25T12:00:00Z',
    completed_at,
  });
  const response = (total: number): ExecutionsResponse => ({
    executions: [
      listed('succeeded', '2026-11-25T12:00:00.250Z'),
      listed('failed', '2026-11-25T12:00:02Z'),
      listed('canceled', 'nonsense'),
      listed('queued', null),
    ],
    total,
    limit: 50,
    offset: 0,
  });

  it('says how each ended and how long it took, where that is known', () => {
    const lines = formatRuns(response(4), PLAIN, 80);
    expect(lines).toHaveLength(5);
    expect(lines[1]).toMatch(/^deadbeef {2}P +succeeded .* 250 ms$/);
    expect(lines[2]).toMatch(/failed .* s$/);
    expect(lines[3]).toMatch(/canceled +\S+ \S+$/);
    expect(lines[4]).toMatch(/queued +\S+ \S+$/);
  });

  it('says where there are more', () => {
    expect(formatRuns(response(1_234), PLAIN, 80).at(-1)).toBe('4 of 1,234; --limit shows more.');
  });

  it('paints each state in its own way', () => {
    const paint = (name: string) => (text: string) => `<${name} ${text}>`;
    const states = {
      added: paint('added'),
      error: paint('error'),
      faint: paint('faint'),
      changed: paint('changed'),
    };
    const text = formatRuns(response(4), { ...PLAIN, ...states }, 100).join('\n');
    for (const state of ['added succeeded', 'error failed', 'faint canceled', 'changed queued']) {
      expect(text).toContain(`<${state}`);
    }
  });
});

describe('two answers', () => {
  const pair = [
    executed({ response_text: 'One\nline' }),
    executed({ status: 'failed', error_type: 'timeout' }),
  ] as const;

  it('are side by side where there is room', () => {
    const lines = formatComparison(pair, PLAIN, 100);
    expect(lines.find((line) => line.startsWith('One'))).toMatch(/^One +│ \(failed \(timeout\)\)$/);
    // The shorter one leaves room.
    expect(lines.at(-1)).toMatch(/^line +│$/);
  });

  it.each([null, 60])('are one below the other on %s columns', (width) => {
    const lines = formatComparison(pair, PLAIN, width);
    const facts = expect.stringMatching(/^P@2/);
    expect(lines).toEqual([facts, '', 'One', 'line', '', facts, '', '(failed (timeout))']);
  });
});
