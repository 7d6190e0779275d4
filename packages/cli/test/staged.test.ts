import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ledger, type Place, type Result } from './support/ledger.ts';
import { startRecorder, type Health, type Recorder } from './support/recorder.ts';
import { createFolder, createRepository, type Repository } from './support/repository.ts';

let server: Recorder;
beforeAll(async () => {
  server = await startRecorder();
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.become('well');
  server.requests.length = 0;
});

type Files = Readonly<Record<string, string>>;

const prompt = (name: string, text: string) => `export const ${name}_PROMPT = '${text}';\n`;

/** Long, so that a busy machine is no slow server. */
const PATIENT = { LEDGER_HOOK_TIMEOUT: '30' };

function place({ root }: { readonly root: string }, more: Partial<Place> = {}): Place {
  return { cwd: root, server, ...more, env: { ...PATIENT, ...more.env } };
}

const staged = (repository: Repository, more: Partial<Place> = {}, ...args: string[]): Promise<Result> =>
  ledger(place(repository, more), 'sync', '--staged', ...args);
const committed = (repository: Repository, more: Partial<Place> = {}, ...args: string[]): Promise<Result> =>
  ledger(place(repository, more), 'sync', '--commit', 'HEAD', ...args);
const spooled = (repository: Repository, more: Partial<Place> = {}, ...args: string[]): Promise<Result> =>
  ledger(place(repository, more), 'sync', '--spooled', ...args);

/** A first commit with a prompt, of which the server knows nothing. */
function withHistory(files: Files = {}): Repository {
  const repository = createRepository({ 'a.ts': prompt('A', 'First {{x}}.'), ...files });
  repository.commit('First');
  return repository;
}

function stage(repository: Repository, files: Files): void {
  repository.write(files);
  repository.git('add', '--all');
}

/** What the server was told, briefly: `staged A_PROMPT=text` */
function told(): string[] {
  return server.requests.map(
    ({ source, prompts = [] }) =>
      `${source} ${prompts.map(({ name, template_source: text }) => `${name}=${text}`).join(' ')}`,
  );
}

/** What waits for the server. */
function waiting(repository: Repository): string[] {
  const spool = repository.path('.git/ledger/spool');
  return existsSync(spool) ? readdirSync(spool).toSorted() : [];
}

const SILENT = { code: 0, stdout: '', stderr: '' };

describe('what is staged', () => {
  it('is recorded as a draft, with where it comes from', async () => {
    const repository = withHistory();
    repository.git('remote', 'add', 'origin', 'git@github.com:owner/name.git');
    stage(repository, { 'src/b.ts': prompt('B', 'Hello {{name}}!') });
    const env = { GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.com' };
    expect(await staged(repository, { env })).toEqual({
      ...SILENT,
      stdout: 'ledger: recorded as a draft: B_PROMPT\n',
    });
    expect(told()).toEqual(['staged B_PROMPT=Hello {{name}}!']);
    expect(server.requests[0]?.git).toEqual({
      commit: null,
      branch: 'main',
      base: repository.git('rev-parse', 'HEAD').trim(),
      author: 'Ada <ada@example.com>',
      repository: 'github.com/owner/name',
      folder: null,
      dirty: true,
    });
    expect(waiting(repository)).toEqual([]);
  });

  it('is what git says is under way, where a hook calls without --staged', async () => {
    const repository = withHistory();
    stage(repository, { 'a.ts': prompt('A', 'Second {{x}}.') });
    const env = { GIT_INDEX_FILE: '.git/index' };
    await ledger(place(repository, { env }), 'sync');
    expect(told()).toEqual(['staged A_PROMPT=Second {{x}}.']);
  });

  it('is the index, not what lies in the work tree', async () => {
    const repository = withHistory();
    stage(repository, { 'a.ts': prompt('A', 'Staged {{x}}.') });
    repository.write({ 'a.ts': prompt('A', 'Not staged {{x}}.'), 'b.ts': prompt('B', 'Nor this {{x}}.') });
    await staged(repository);
    expect(told()).toEqual(['staged A_PROMPT=Staged {{x}}.']);
  });

  it.each<[string, Files]>([
    ['a file without prompts', { 'b.ts': 'export const b = 1;\n', 'README.md': 'x' }],
    ['a prompt that moved down in its file', { 'a.ts': `// down\n${prompt('A', 'First {{x}}.')}` }],
    ['a file that looks like one with prompts and has none', { 'b.ts': '// PROMPT\nexport {};\n' }],
  ])('asks nobody and says nothing of %s', async (_what, files) => {
    const repository = withHistory();
    stage(repository, files);
    expect(await staged(repository)).toEqual(SILENT);
    expect(told()).toEqual([]);
  });

  it('without prompts is noted for post-commit, and where that cannot be written it is looked at again', async () => {
    const repository = withHistory();
    stage(repository, { 'b.ts': 'export const b = 1;\n' });
    await staged(repository);
    expect(readFileSync(repository.path('.git/ledger-seen'), 'utf8')).toContain('b.ts');
    rmSync(repository.path('.git/ledger-seen'));
    repository.write({ '.git/ledger-seen/in-the-way': '' });
    expect(await staged(repository)).toEqual(SILENT);
  });

  it.each<[string, (repository: Repository) => void, string[]]>([
    ['a deleted file', ({ git }) => git('rm', '--quiet', 'b.ts'), []],
    ['a moved file', ({ git }) => git('mv', 'a.ts', 'c.ts'), ['staged A_PROMPT=First {{x}}.']],
    [
      'a name that git puts into quotes',
      (one) => stage(one, { 'a "b".ts': prompt('QUOTED', 'Quoted {{x}}.') }),
      ['staged QUOTED_PROMPT=Quoted {{x}}.'],
    ],
    [
      'a file that is only intended to be added, which is left out',
      (one) => {
        one.write({ 'new.ts': prompt('NEW', 'New {{x}}.'), 'c.ts': prompt('C', 'Other {{x}}.') });
        one.git('add', '--intent-to-add', 'new.ts');
        one.git('add', 'c.ts');
      },
      ['staged C_PROMPT=Other {{x}}.'],
    ],
    [
      'several at once, in one request',
      (one) =>
        stage(one, {
          'a.ts': prompt('A', 'Second {{x}}.'),
          'c.ts': prompt('C', 'Text C {{x}}.') + prompt('D', 'Text D {{x}}.'),
        }),
      ['staged A_PROMPT=Second {{x}}. C_PROMPT=Text C {{x}}. D_PROMPT=Text D {{x}}.'],
    ],
  ])('may be %s', async (_what, change, expected) => {
    const repository = withHistory({ 'b.ts': prompt('B', 'Other {{x}}.') });
    change(repository);
    expect((await staged(repository)).code).toBe(0);
    expect(told()).toEqual(expected);
  });

  it('says which name a prompt had before', async () => {
    const repository = withHistory();
    stage(repository, { 'a.ts': prompt('RENAMED', 'First {{x}}.') });
    await staged(repository);
    expect(server.requests[0]?.prompts).toMatchObject([{ name: 'RENAMED_PROMPT', renamed_from: 'A_PROMPT' }]);
  });

  it.each<[string, Files, string]>([
    ['module', { 'words.ts': "export const TONE = 'brief';\n" }, 'staged B_PROMPT=Be brief, {{name}}.'],
    ['text', { 'text.md': 'Other text for {{name}}.\n' }, 'staged C_PROMPT=Other text for {{name}}.\n'],
  ])('makes another prompt of a %s that it is made of', async (_what, files, expected) => {
    const repository = withHistory({
      'words.ts': "export const TONE = 'kind';\n",
      'b.ts': "import { TONE } from './words.ts';\nexport const B_PROMPT = `Be ${TONE}, {{name}}.`;\n",
      'text.md': 'Long text for {{name}}.\n',
      'c.ts': "import text from './text.md';\nexport const C_PROMPT = text;\n",
    });
    // What a prompt is made of is known from earlier runs.
    await ledger(place(repository), 'extract');
    stage(repository, files);
    await staged(repository);
    expect(told()).toEqual([expected]);
  });

  it('gives one text for files with CRLF and with LF', async () => {
    const text = 'export const B_PROMPT = `First line {{x}}.\nSecond line.`;\n';
    for (const source of [text.replaceAll('\n', '\r\n'), text]) {
      const repository = withHistory();
      repository.git('config', 'core.autocrlf', 'false');
      stage(repository, { 'b.ts': source });
      await staged(repository);
    }
    const [crlf, lf] = server.requests.map(({ prompts }) => prompts?.[0]?.template_hash);
    expect(crlf).toBe(lf);
  });

  it('is only told in a dry run, and to nobody in a quiet one', async () => {
    const repository = withHistory();
    stage(repository, { 'a.ts': prompt('A', 'Second {{x}}.') });
    expect(await staged(repository, {}, '--dry-run')).toEqual({
      ...SILENT,
      stdout: 'ledger: would record A_PROMPT — a dry run, nothing was stored\n',
    });
    expect(await staged(repository, {}, '--dry-run', '--quiet')).toEqual(SILENT);
    expect(told()).toEqual([]);
    expect(await staged(repository, {}, '--quiet')).toEqual(SILENT);
    expect(told()).toHaveLength(1);
  });

  it('names the first five prompts of many', async () => {
    const repository = withHistory();
    stage(repository, {
      'b.ts': ['B', 'C', 'D', 'E', 'F', 'G', 'H'].map((one) => prompt(one, `Text ${one} {{x}}.`)).join(''),
    });
    expect((await staged(repository)).stdout).toBe(
      'ledger: recorded as a draft: B_PROMPT, C_PROMPT, D_PROMPT, E_PROMPT, F_PROMPT and 2 more\n',
    );
  });

  it('is nothing without git, which is said and stops no one', async () => {
    const folder = createFolder({ 'a.ts': prompt('A', 'First {{x}}.') });
    const { code, stderr } = await ledger(place(folder), 'sync', '--staged');
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^ledger: error There is no git repository at .*\nledger: git goes on all the same\.\n$/,
    );
    expect(await ledger(place(folder), 'sync', '--staged', '--quiet')).toEqual(SILENT);
    const commit = await ledger(place(folder), 'sync', '--commit', 'HEAD');
    expect(commit).toMatchObject({ code: 0, stderr: expect.stringContaining('and so no commit') });
    expect(await ledger(place(folder), 'sync', '--spooled')).toEqual(SILENT);
  });

  it('of an index that git cannot read stops no one either', async () => {
    const repository = withHistory();
    stage(repository, { 'a.ts': prompt('A', 'Second {{x}}.') });
    writeFileSync(repository.path('.git/index'), 'damaged');
    const { code, stderr } = await staged(repository);
    expect(code).toBe(0);
    expect(stderr).toContain('ledger: git goes on all the same.');
    expect(told()).toEqual([]);
  });
});

describe('LEDGER=0', () => {
  it.each([['--staged'], ['--commit', 'HEAD'], ['--spooled']])('leaves %s alone', async (...args) => {
    const repository = withHistory();
    stage(repository, { 'a.ts': prompt('A', 'Off {{x}}.') });
    expect(await ledger(place(repository, { env: { LEDGER: '0' } }), 'sync', ...args)).toEqual(SILENT);
    expect(told()).toEqual([]);
  });
});

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

describe('a commit', () => {
  it('is recorded as it is, with who made it and when', async () => {
    const repository = withHistory();
    expect(await committed(repository)).toEqual({ ...SILENT, stdout: 'ledger: recorded: A_PROMPT\n' });
    expect(told()).toEqual(['commit A_PROMPT=First {{x}}.']);
    expect(server.requests[0]?.git).toMatchObject({
      commit: repository.git('rev-parse', 'HEAD').trim(),
      branch: 'main',
      base: null,
      author: 'Test <test@example.com>',
      committed_at: expect.stringMatching(/^\d{4}-/),
    });
  });

  it('of another branch is on none that HEAD tells, unless it is named', async () => {
    const repository = withHistory();
    repository.write({ 'README.md': 'x' });
    repository.commit();
    const sync = (...args: string[]) => ledger(place(repository), 'sync', '--commit', 'HEAD^', ...args);
    await sync();
    await sync('--branch', 'topic');
    expect(server.requests.map(({ git }) => git?.branch)).toEqual([null, 'topic']);
  });

  it('of a row that git writes, such as of a rebase, is left to the next sync', async () => {
    const repository = withHistory();
    repository.write({ '.git/rebase-merge/onto': '' });
    expect(await committed(repository)).toEqual(SILENT);
    expect(told()).toEqual([]);
  });

  it('that does not exist stops no one', async () => {
    const { code, stderr } = await ledger(place(withHistory()), 'sync', '--commit', 'nowhere');
    expect(code).toBe(0);
    expect(stderr).toContain('ledger: git goes on all the same.');
  });

  it('of which a dry run is made delivers nothing, not even what waits', async () => {
    const repository = withHistory();
    await server.become('down');
    await committed(repository);
    await server.become('well');
    expect((await committed(repository, {}, '--dry-run')).code).toBe(0);
    expect(told()).toEqual([]);
    expect(waiting(repository)).toHaveLength(1);
  });

  it('without a prompt in it still delivers what waits', async () => {
    const repository = withHistory();
    await server.become('down');
    await committed(repository);
    await server.become('well');
    repository.write({ 'README.md': 'x' });
    repository.commit();
    expect(await committed(repository)).toEqual({
      ...SILENT,
      stdout: 'ledger: delivered late: A_PROMPT\n',
    });
    expect(told()).toEqual(['commit A_PROMPT=First {{x}}.']);
  });
});

describe('a server that', () => {
  it.each<[Health, string]>([
    ['down', 'No server answers'],
    ['hanging', 'did not answer in time'],
    ['failing', 'answered 500'],
    ['garbage', 'does not look like a Prompt Ledger server'],
    ['unauthorized', 'refuses the API key'],
  ])('is %s fails nothing, and loses nothing', async (health, message) => {
    const repository = withHistory();
    const env = { LEDGER_HOOK_TIMEOUT: health === 'hanging' ? '0.2' : '30' };
    await server.become(health);
    stage(repository, { 'a.ts': prompt('A', 'Kept {{x}}.') });
    const { code, stdout, stderr } = await staged(repository, { env });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('Kept for the next sync: A_PROMPT');
    expect(stderr).not.toContain(server.key);
    expect(waiting(repository)).toHaveLength(1);

    await server.become('well');
    expect(await spooled(repository, {}, '--dry-run')).toEqual(SILENT);
    expect(waiting(repository)).toHaveLength(1);
    expect(await spooled(repository)).toEqual({ ...SILENT, stdout: 'ledger: delivered late: A_PROMPT\n' });
    expect(told()).toEqual(['staged A_PROMPT=Kept {{x}}.']);
    expect(waiting(repository)).toEqual([]);
    expect(await spooled(repository)).toEqual(SILENT);
  });

  it('is away is nothing that a push speaks of, unless it is asked to', async () => {
    const repository = withHistory();
    await server.become('down');
    stage(repository, { 'a.ts': prompt('A', 'Pushed {{x}}.') });
    await staged(repository);
    expect(await spooled(repository)).toEqual(SILENT);
    const { code, stderr } = await spooled(repository, {}, '--verbose');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^ledger: No server answers .*\n$/);
    expect(waiting(repository)).toHaveLength(1);
  });

  it('let one hook wait in vain is not asked again by the next, until a minute is over or it answered', async () => {
    const repository = withHistory();
    await server.become('hanging');
    stage(repository, { 'a.ts': prompt('A', 'One {{x}}.') });
    await staged(repository, { env: { LEDGER_HOOK_TIMEOUT: '0.2' } });
    await server.become('well');
    stage(repository, { 'a.ts': prompt('A', 'Two {{x}}.') });
    expect((await staged(repository)).stderr).toContain(
      'did not answer a moment ago. Kept for the next sync',
    );
    expect(told()).toEqual([]);
    const past = new Date(Date.now() - 61_000);
    utimesSync(repository.path('.git/ledger/paused'), past, past);
    stage(repository, { 'a.ts': prompt('A', 'Three {{x}}.') });
    expect((await staged(repository)).stdout).toBe(
      'ledger: recorded as a draft: A_PROMPT\nledger: delivered late: A_PROMPT\n',
    );
    expect(told()).toEqual([
      'staged A_PROMPT=Three {{x}}.',
      'staged A_PROMPT=One {{x}}.',
      'staged A_PROMPT=Two {{x}}.',
    ]);
    expect(existsSync(repository.path('.git/ledger/paused'))).toBe(false);
  });

  it('refuses a text is told so in a line, and it keeps nothing else waiting', async () => {
    const repository = withHistory();
    await server.become('refusing');
    stage(repository, { 'a.ts': prompt('A', 'Refused {{x}}.') });
    const { code, stderr } = await staged(repository);
    expect(code).toBe(0);
    expect(stderr).toContain('not recorded: A_PROMPT. P is in full mode.');
    expect(waiting(repository)).toEqual([expect.stringMatching(/\.refused$/)]);
  });

  it('refuses what waited has it set aside, and is asked for the rest', async () => {
    const repository = withHistory();
    await server.become('down');
    stage(repository, { 'a.ts': prompt('A', 'Waiting {{x}}.') });
    await staged(repository);
    await server.become('refusing');
    expect((await spooled(repository)).stdout).toBe(
      'ledger: set aside, as the server refuses it: A_PROMPT. P is in full mode.\n',
    );
    expect(waiting(repository)).toEqual([expect.stringMatching(/\.refused$/)]);
  });

  it('is away and a disk that takes nothing stop no commit together', async () => {
    const repository = withHistory();
    stage(repository, { 'a.ts': prompt('A', 'Lost {{x}}.') });
    rmSync(repository.path('.git/ledger'), { recursive: true, force: true });
    writeFileSync(repository.path('.git/ledger'), 'in the way');
    await server.become('down');
    const { code, stderr } = await staged(repository);
    expect(code).toBe(0);
    expect(stderr).toContain('ledger: git goes on all the same.');
  });
});
