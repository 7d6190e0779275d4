import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { ledger, type Place } from './support/ledger.ts';
import { createRepository, type Repository } from './support/repository.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const prompt = (name: string, text: string) => `export const ${name}_PROMPT = ${JSON.stringify(text)};\n`;

/** A prompt that was one, then two, and is one again in the work tree; beside it one that was never what it is now. */
function createReverted(): Repository {
  const repository = createRepository({ 'src/a.ts': prompt('A', 'One {{x}}.') + prompt('B', 'Old {{y}}.') });
  repository.commit('One');
  repository.write({ 'src/a.ts': prompt('A', 'Two {{x}}.') + prompt('B', 'Old {{y}}.') });
  repository.commit('Two');
  repository.write({ 'src/a.ts': prompt('A', 'One {{x}}.') + prompt('B', 'New {{y}}.') });
  return repository;
}

async function check(place: Place, ...argv: string[]) {
  const { code, stdout, stderr } = await ledger(place, 'check', ...argv);
  if (code > 1) throw new Error(stderr);
  return stdout;
}

describe('a text that comes back', () => {
  it('is told from a new one by the history of its file, in every format', async () => {
    const repository = createReverted();
    const first = repository.git('rev-list', '--max-parents=0', 'HEAD').trim();
    const at = { cwd: repository.root };
    const { changes, counts, findings } = JSON.parse(await check(at, '--format', 'json'));
    expect(changes).toMatchObject([
      { kind: 'reverted', name: 'A_PROMPT', earlier: { version: null, commit: first } },
      { kind: 'changed', name: 'B_PROMPT', earlier: null },
    ]);
    expect(counts).toMatchObject({ reverted: 1, changed: 1 });
    expect(findings.map(({ rule }: { rule: string }) => rule)).toEqual(['prompt-reverted', 'prompt-changed']);
    const short = first.slice(0, 12);
    const text = await check(at);
    expect(text).toContain(`← A_PROMPT  back to the text it had in ${short}`);
    expect(text).toContain('2 prompts: 1 changed, 1 reverted');
    expect(await check(at, '--format', 'markdown')).toContain(`back to the text it had in ${short}`);
    expect(await check(at, '--format', 'github')).toContain(`has the text again that it had in ${short}`);
    expect(await check(at, '--format', 'junit')).toContain(`back to the text it had in ${short}`);
    expect(JSON.parse(await check(at, '--format', 'sarif')).runs[0].results[0].ruleId).toBe(
      'prompt-reverted',
    );
  });

  it('is found with what it imports, as that was then', async () => {
    const files = (tone: string) => ({
      'src/tone.ts': `export const TONE = '${tone}';\n`,
      'src/a.ts': "import { TONE } from './tone.ts';\nexport const A_PROMPT = `Be ${TONE}, {{x}}.`;\n",
    });
    const repository = createRepository(files('kind'));
    repository.commit('One');
    repository.write({ ...files('brief'), 'src/a.ts': `// Touched.\n${files('')['src/a.ts']}` });
    repository.commit('Two');
    repository.write({ 'src/a.ts': prompt('A', 'Be kind, {{x}}.') });
    const { changes } = JSON.parse(await check({ cwd: repository.root }, '--format', 'json'));
    expect(changes).toMatchObject([{ kind: 'reverted', name: 'A_PROMPT' }]);
  });
});

describe('a check against the ledger', () => {
  it('compares with what is active there, and writes nothing', async () => {
    const repository = createReverted();
    repository.git('remote', 'add', 'origin', 'https://example.com/team/app.git');
    const at: Place = { cwd: repository.root, server };
    repository.git('stash', '--quiet');
    repository.git('checkout', '--quiet', 'HEAD^');
    expect((await ledger(at, 'sync', '--branch', 'main')).code).toBe(0);
    repository.git('checkout', '--quiet', 'main');
    repository.write({ 'src/gone.ts': prompt('GONE', 'Soon gone {{z}}.') });
    repository.commit('Three');
    expect((await ledger(at, 'sync')).code).toBe(0);
    repository.git('rm', '--quiet', 'src/gone.ts');
    repository.git('stash', 'pop', '--quiet');
    repository.write({ 'src/new.ts': prompt('NEW', 'New {{z}}.') });
    // Another repository's, which this one cannot have lost.
    const other = createRepository({ 'x.ts': prompt('OTHERS', 'Other {{x}}.') });
    other.git('remote', 'add', 'origin', 'https://example.com/team/other.git');
    other.commit();
    expect((await ledger({ cwd: other.root, server }, 'sync')).code).toBe(0);
    const asked = JSON.parse(await check(at, '--against-ledger', '--json'));
    expect(asked.base).toEqual({ ref: server.url, commit: null, relation: 'ledger' });
    expect(asked.changes).toMatchObject([
      { kind: 'reverted', name: 'A_PROMPT', earlier: { version: 1 } },
      { kind: 'changed', name: 'B_PROMPT' },
      { kind: 'gone', name: 'GONE_PROMPT', file: 'src/gone.ts' },
      { kind: 'new', name: 'NEW_PROMPT' },
    ]);
    expect(await check(at, '--against-ledger')).toMatch(
      /^The work tree, compared with what is active in the ledger at http[^]*back to the text it had as version 1[^]*-Old \{\{y\}\}\./,
    );
    expect(JSON.parse(await check(at, '--against-ledger', '--json')).changes).toEqual(asked.changes);
  });

  it('says where there is no server, and takes one base only', async () => {
    const repository = createReverted();
    const at: Place = { cwd: repository.root, env: { LEDGER_URL: 'http://127.0.0.1:9' } };
    expect(await ledger(at, 'check', '--against-ledger')).toMatchObject({ code: 3, stdout: '' });
    expect((await ledger(at, 'check', '--against-ledger', '--base', 'HEAD')).code).toBe(2);
  });
});
