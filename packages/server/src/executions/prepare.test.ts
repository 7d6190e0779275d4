import type { LedgerError } from '@prompt-ledger/shared';
import { describe, expect, it } from 'vitest';
import { createRenderer } from '../templates/render.ts';
import { getVersion, refuseOtherMode, render } from './prepare.ts';
import type { Executable, ExecutableVersion, VersionChoice } from './repository/executable.ts';
import { fromRun } from './request.ts';

const version = (more: Partial<ExecutableVersion> = {}): ExecutableVersion => ({
  versionId: 'v3',
  number: 3,
  kind: 'text',
  template: 'Hi {{ a }}',
  ...more,
});
const prompt = (more: Partial<Executable> = {}): Executable => ({
  promptId: 'p',
  name: 'greet',
  mode: 'tracking',
  versions: [version()],
  ...more,
});

function refusalOf(act: () => unknown): Pick<LedgerError, 'code' | 'message'> {
  try {
    act();
  } catch (error) {
    const { code, message } = error as LedgerError;
    return { code, message };
  }
  throw new Error('It was not refused');
}

describe('a request that expects a mode', () => {
  const request = (expectedMode: 'full' | 'tracking' | null) => ({
    ...fromRun(
      {
        prompt_name: 'greet',
        model: { model_name: 'gpt' },
        variables: {},
        params: {},
        environment: 'dev',
      },
      'sync',
    ),
    expectedMode,
  });

  it('has it, or none at all', () => {
    for (const mode of ['full', 'tracking'] as const) {
      refuseOtherMode(prompt({ mode }), request(mode));
      refuseOtherMode(prompt({ mode }), request(null));
    }
  });

  it('is told how the other one is changed and executed', () => {
    expect(refusalOf(() => refuseOtherMode(prompt({ mode: 'full' }), request('tracking')))).toEqual({
      code: 'wrong_mode',
      message:
        'Prompt "greet" is in full mode, and this request expects tracking mode. A prompt in full mode is changed ' +
        'with PUT /v1/prompts/{name} and executed with POST /v1/executions/run.',
    });
    expect(refusalOf(() => refuseOtherMode(prompt(), request('full')))).toEqual({
      code: 'wrong_mode',
      message:
        'Prompt "greet" is in tracking mode, and this request expects full mode. A prompt in tracking mode is changed ' +
        'in code, and executed with POST /v1/prompts/{name}/execute as well.',
    });
  });
});

describe('the version that is meant', () => {
  it('is the one that was found', () => {
    expect(getVersion(prompt(), { kind: 'active' })).toEqual(version());
  });

  it('is none where there are two', () => {
    const versions = [version(), version({ versionId: 'v4' })];
    expect(refusalOf(() => getVersion(prompt({ versions }), { kind: 'digest', prefix: 'ab' }))).toEqual({
      code: 'conflict',
      message: 'The digest means several versions of "greet": give more of it.',
    });
  });

  it.each<[VersionChoice, string, string]>([
    [
      { kind: 'active' },
      'conflict',
      'Prompt "greet" has no active version. Activate one (PUT with "set_active": true), or name a version.',
    ],
    [{ kind: 'number', number: 7 }, 'not_found', 'Prompt "greet" has no version 7.'],
    [{ kind: 'digest', prefix: 'ab' }, 'not_found', 'Prompt "greet" has no version with the digest ab.'],
    [
      { kind: 'label', label: 'production' },
      'not_found',
      'The label "production" points at no version of "greet". GET /v1/labels lists those there are.',
    ],
  ])('is refused where %j finds none', (choice, code, message) => {
    expect(refusalOf(() => getVersion(prompt({ versions: [] }), choice))).toEqual({ code, message });
  });
});

describe('rendering a version', () => {
  // What these templates ask for is rendered without a thread.
  const renderer = createRenderer();
  const refusal = (template: ExecutableVersion, values: Record<string, unknown>) =>
    render({ renderer }, 'greet', template, values).then(
      () => null,
      ({ code, message, problems }: LedgerError) => ({ code, message, problems }),
    );

  it('gives its text with the values', async () => {
    expect(await render({ renderer }, 'greet', version(), { a: 'Ann' })).toMatchObject({
      text: 'Hi Ann',
      isTruncated: false,
    });
  });

  it('names all the values that are missing', async () => {
    expect(await refusal(version({ template: '{{ a }}{{ b }}{{ c }}' }), { b: 1 })).toEqual({
      code: 'missing_variables',
      message: 'Missing variables for "greet", version 3: a, c. Give each a value.',
      problems: [
        { path: 'variables.a', message: 'is missing' },
        { path: 'variables.c', message: 'is missing' },
      ],
    });
    const many = Array.from({ length: 101 }, (_, index) => `a${index}`);
    const template = many.map((name) => `{{ ${name} }}`).join('');
    expect((await refusal(version({ template, number: null }), {}))?.message).toBe(
      `Missing variables for "greet", a draft: ${many.slice(0, 100).join(', ')}. Give each a value.`,
    );
  });

  it('says what else is wrong', async () => {
    expect(await refusal(version(), { a: '\u0000' })).toEqual({
      code: 'render_failed',
      message: expect.stringMatching(
        /^The template of "greet", version 3, renders to what cannot be sent: .*NUL.*\.$/,
      ),
      problems: [],
    });
  });
});
