import { describe, expect, it } from 'vitest';
import {
  type Files,
  prompt,
  SILENT,
  stage,
  useHookCalls,
  waiting,
  withHistory,
} from './support/hook-calls.ts';
import { ledger } from './support/ledger.ts';
import { type Repository } from './support/repository.ts';

const calls = useHookCalls();
const { place, staged, committed, told } = calls;

describe('what must be mended before it is committed', () => {
  const refused = async (repository: Repository) => {
    const { code, stdout, stderr } = await staged(repository);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(told()).toEqual([]);
    expect(waiting(repository)).toEqual([]);
    expect(stderr).toContain('or commit without this check: LEDGER=0 git commit');
    return stderr;
  };

  it('two prompts of one name, also where one of them is not staged', async () => {
    const repository = withHistory();
    await ledger(place(repository), 'extract');
    stage(repository, { 'z.ts': prompt('A', 'Another {{x}}.') });
    expect(await refused(repository)).toMatch(
      /z\.ts:1:\d+ error name-collision .*"A_PROMPT" is used twice: a\.ts:1/,
    );
  });

  it('a prompt that can no longer be extracted', async () => {
    const repository = withHistory();
    const source = '/** @prompt */\nexport const A_PROMPT = read();\n';
    stage(repository, { 'a.ts': `import { read } from 'elsewhere';\n${source}` });
    expect(await refused(repository)).toMatch(/a\.ts:3:\d+ error prompt-untracked .*A_PROMPT/);
    const ignore = '// ledger-ignore DYN_UNRESOLVED_IMPORT, DYN_CALL_RESULT -- it moved\n';
    stage(repository, { 'a.ts': `import { read } from 'elsewhere';\n${ignore}${source}` });
    expect(await staged(repository)).toEqual(SILENT);
  });

  it('a file with prompts that does not parse; one without is not ours to judge', async () => {
    const repository = withHistory();
    stage(repository, { 'a.ts': 'export const A_PROMPT = `First {{x}}.' });
    expect(await refused(repository)).toContain('a.ts:1:');
    repository.git('reset', '--quiet', '--hard');
    stage(repository, { 'b.ts': 'export const b_prompt = `' });
    expect(await staged(repository)).toEqual(SILENT);
  });

  it('a secret in a prompt, which is not repeated; one that is explained passes', async () => {
    const secret = `AKIA${'QWRTY2PLKJHGFDS3'}`;
    const repository = withHistory();
    stage(repository, { 'a.ts': prompt('A', `Use ${secret} for {{x}}.`) });
    const stderr = await refused(repository);
    expect(stderr).toMatch(/a\.ts:1:\d+ error secret-in-text .*an access key of AWS/);
    expect(stderr).not.toContain(secret);
    const ignore = '// ledger-ignore secret-in-text -- made up\n';
    stage(repository, { 'a.ts': ignore + prompt('A', `Use ${secret} for {{x}}.`) });
    expect((await staged(repository)).code).toBe(0);
    expect(told()).toHaveLength(1);
  });

  it('is one JSON object for a program', async () => {
    const repository = withHistory();
    stage(repository, { 'b.ts': prompt('B', 'Text one {{x}}.'), 'z.ts': prompt('B', 'Text two {{x}}.') });
    const { code, stdout, stderr } = await staged(repository, {}, '--json');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: 'findings', hint: expect.stringContaining('LEDGER=0') },
      findings: [{ rule: 'name-collision', file: 'z.ts' }],
    });
  });

  it.each<[string, Files, string]>([
    ['a configuration that is none', { 'ledger.config.json': '{' }, 'ledger.config.json'],
    ['a pattern that is none', { 'ledger.config.json': '{"extract":{"match":"("}}' }, 'match'],
  ])('%s, which a commit that is made is not stopped by', async (_what, files, sentence) => {
    const repository = withHistory();
    stage(repository, { ...files, 'a.ts': prompt('A', 'Second {{x}}.') });
    const before = await staged(repository);
    expect(before.code).toBe(2);
    expect(before.stderr).toContain(sentence);
    repository.commit();
    const after = await committed(repository);
    expect(after.code).toBe(0);
    expect(after.stderr).toContain('ledger: git goes on all the same.');
    expect(after.stderr).toContain(sentence);
  });

  it('is left out of what a commit that was made all the same tells', async () => {
    const repository = withHistory();
    const files = {
      'a.ts': prompt('A', 'Second {{x}}.'),
      'b.ts': prompt('B', 'Text B {{x}}.'),
      'c.ts': prompt('B', 'Text C {{x}}.'),
    };
    stage(repository, files);
    expect((await staged(repository)).code).toBe(1);
    repository.commit();
    expect((await committed(repository)).code).toBe(0);
    expect(told()).toEqual(['commit A_PROMPT=Second {{x}}.']);
  });

  it('an index with a conflict, which nothing can be committed from', async () => {
    const repository = withHistory();
    repository.git('switch', '--quiet', '-c', 'topic');
    repository.write({ 'a.ts': prompt('A', 'Theirs {{x}}.') });
    repository.commit();
    repository.git('switch', '--quiet', 'main');
    repository.write({ 'a.ts': prompt('A', 'Ours {{x}}.') });
    repository.commit();
    expect(() => repository.git('merge', 'topic')).toThrow();
    const { code, stderr } = await staged(repository);
    expect(code).toBe(0);
    expect(stderr).toContain('ledger: git goes on all the same.');
    expect(told()).toEqual([]);
  });
});
