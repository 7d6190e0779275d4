import { setTimeout as sleep } from 'node:timers/promises';
import { formatMessages, MAX_RESPONSE_BYTES } from '@prompt-ledger/shared';
import { describe, expect, it } from 'vitest';
import { ProviderError, type Completion, type CompletionRequest } from '../providers/provider.ts';
import type { Price } from '../providers/prices.ts';
import { createProviders, DEFAULT_PROVIDER_SETTINGS } from '../providers/providers.ts';
import { attempt } from './attempt.ts';

const JOB = {
  provider: 'openai',
  model: 'gpt-4o',
  params: { temperature: 0.5, max_tokens: 7 },
  kind: 'text' as const,
  renderedPrompt: 'Hi',
};
const ANSWER: Completion = { text: 'Ho', promptTokens: 1_000_000, responseTokens: 1_000_000 };
const PRICES: Price[] = [{ provider: 'openai', model: 'gpt-4o', input: 0.002, output: 0.003 }];

/** Attempts it with a provider that does what a test says. */
async function ask(
  complete: (request: CompletionRequest) => Promise<Completion>,
  {
    job = {},
    onText,
  }: {
    job?: Partial<Parameters<typeof attempt>[1]>;
    onText?: (text: string) => Promise<void>;
  } = {},
) {
  const lines: string[] = [];
  const asked: (CompletionRequest & { provider: string })[] = [];
  const providers = {
    ...createProviders({ ...DEFAULT_PROVIDER_SETTINGS, prices: PRICES }),
    complete: (provider: string, request: CompletionRequest) => {
      asked.push({ ...request, provider });
      return complete(request);
    },
  };
  const context = { providers, log: (line: string) => lines.push(line) };
  const { signal } = new AbortController();
  const { ending, failure } = await attempt(context, { ...JOB, ...job }, signal, onText);
  return { ending, failure, lines, asked: asked[0] };
}

describe('a call of a provider', () => {
  it('asks for the model with what it was told, and only in pieces where somebody hears them', async () => {
    const { asked } = await ask(async () => ANSWER);
    expect(asked).toEqual({
      provider: 'openai',
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'Hi' }],
      params: { temperature: 0.5, maxTokens: 7 },
      signal: expect.any(AbortSignal),
    });
  });

  it('of a chat sends its messages, and what is none as it is', async () => {
    const messages = [
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'Hi' },
    ];
    const sent = async (renderedPrompt: string, kind: 'chat' | 'text') =>
      (await ask(async () => ANSWER, { job: { kind, renderedPrompt } })).asked?.messages;
    expect(await sent(formatMessages(messages), 'chat')).toEqual(messages);
    expect(await sent('Hi', 'chat')).toEqual([{ role: 'user', content: 'Hi' }]);
    const text = formatMessages(messages);
    expect(await sent(text, 'text')).toEqual([{ role: 'user', content: text }]);
  });

  it('ends with the answer, how long it took, and what it cost', async () => {
    const { ending, failure, lines } = await ask(async () => {
      await sleep(30);
      return ANSWER;
    });
    expect(failure).toBeNull();
    expect(lines).toEqual([]);
    expect(ending).toEqual({
      status: 'succeeded',
      responseText: 'Ho',
      errorType: null,
      errorMessage: null,
      promptTokens: 1_000_000,
      responseTokens: 1_000_000,
      latencyMs: expect.any(Number),
      totalCost: 5,
    });
    expect(ending.latencyMs).toBeGreaterThanOrEqual(25);
    expect(ending.latencyMs).toBeLessThan(60_000);
    expect(Number.isInteger(ending.latencyMs)).toBe(true);
  });

  it.each([
    [0, 0],
    [2 ** 31 - 1, 2 ** 31 - 1],
    [2 ** 31, null],
    [-1, null],
    [1.5, null],
    [null, null],
  ])('%s tokens are counted as %s', async (told, counted) => {
    const { ending } = await ask(async () => ({ ...ANSWER, promptTokens: told, responseTokens: told }));
    expect([ending.promptTokens, ending.responseTokens]).toEqual([counted, counted]);
  });

  it('keeps what can be stored of an answer, and says that it is not whole', async () => {
    const kept = async (text: string) => (await ask(async () => ({ ...ANSWER, text }))).ending;
    expect(await kept('a\u0000b')).toMatchObject({ responseText: 'a\uFFFDb', errorType: null });
    const most = 'x'.repeat(MAX_RESPONSE_BYTES);
    expect(await kept(most)).toMatchObject({ responseText: most, errorType: null });
    expect(await kept(`${most}y`)).toMatchObject({ responseText: most, errorType: 'truncated' });
  });

  it('passes on what comes, no more of it than is kept, and waits until it was heard', async () => {
    const heard: string[] = [];
    const said: number[] = [];
    const most = 'x'.repeat(MAX_RESPONSE_BYTES - 4);
    const { asked } = await ask(
      async ({ onText }) => {
        for (const piece of ['\u0000', most, 'bc', 'd']) {
          await onText?.(piece);
          said.push(heard.length);
        }
        return ANSWER;
      },
      {
        onText: async (text) => {
          await sleep(1);
          heard.push(text);
        },
      },
    );
    expect(asked?.onText).toBeTypeOf('function');
    expect(heard).toEqual(['\uFFFD', most, 'b']);
    expect(said).toEqual([1, 2, 3, 3]);
  });

  it('that fails ends with why, and with what came before it broke off', async () => {
    const refusal = new ProviderError('rate_limited', 'Slow\u0000down.', {
      isTransient: true,
      retryAfter: '7',
    });
    const { ending, failure, lines } = await ask(
      async ({ onText }) => {
        await onText?.('half ');
        await onText?.('an answer');
        throw refusal;
      },
      { onText: async () => {} },
    );
    expect(failure).toBe(refusal);
    expect(lines).toEqual([]);
    expect(ending).toEqual({
      status: 'failed',
      responseText: 'half an answer',
      errorType: 'rate_limited',
      errorMessage: 'Slow\uFFFDdown.',
      promptTokens: null,
      responseTokens: null,
      latencyMs: expect.any(Number),
      totalCost: null,
    });
    const silent = await ask(() => Promise.reject(refusal));
    expect(silent.ending.responseText).toBeNull();
  });

  it('in which there is a bug of ours ends all the same, and the log says which', async () => {
    const ends = async (thrown: unknown) => {
      const { ending, failure, lines } = await ask(() => Promise.reject(thrown));
      expect(failure).toMatchObject({ type: 'provider_error', isTransient: false });
      expect(ending).toMatchObject({
        status: 'failed',
        errorType: 'provider_error',
        errorMessage: "The call failed inside of Prompt Ledger. The server's log says more.",
      });
      return lines;
    };
    const sentence = 'A bug of Prompt Ledger, please report it: a call of a provider failed.\n';
    const bug = new TypeError('x is not a function');
    expect(await ends(bug)).toEqual([`${sentence}${bug.stack}`]);
    const bare = Object.assign(new Error('bare'), { stack: undefined });
    expect(await ends(bare)).toEqual([`${sentence}bare`]);
    expect(await ends('a text')).toEqual([`${sentence}a text`]);
  });
});
