import { chmodSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { RegisterRequest } from '@prompt-ledger/shared/contract';
import { buildLedger, type Built } from './support/built.ts';
import { createHooked, openHooked, type Hooked, type HookedOptions } from './support/hooked.ts';
import { startRecorder, type Health, type Recorder } from './support/recorder.ts';

let built: Built;
let server: Recorder;
beforeAll(async () => {
  [built, server] = await Promise.all([buildLedger(), startRecorder()]);
});
afterAll(async () => {
  built.remove();
  await server.close();
});
beforeEach(async () => {
  await server.become('well');
  server.requests.length = 0;
});

const prompt = (name: string, text: string) => `export const ${name}_PROMPT = '${text}';\n`;
const hooked = (
  files: Readonly<Record<string, string>> = {},
  options: Pick<HookedOptions, 'hookTimeout'> = {},
) => createHooked({ bin: built.script, server, files, ...options });

/** What the server was told, briefly: `staged A_PROMPT=text` */
function told(): string[] {
  return server.requests.map(
    ({ source, prompts = [] }) =>
      `${source} ${prompts.map(({ name, template_source: text }) => `${name}=${text}`).join(' ')}`,
  );
}

/** A first commit with a prompt, of which the server knows nothing. */
async function withHistory(
  files: Readonly<Record<string, string>> = {},
  options: Pick<HookedOptions, 'hookTimeout'> = {},
): Promise<Hooked> {
  const repository = await hooked({ 'a.ts': prompt('A', 'First {{x}}.'), ...files }, options);
  await repository.commitQuietly('First');
  return repository;
}

const headOf = async (repository: Hooked, ref = 'HEAD') => (await repository.git('rev-parse', ref)).trim();
const gitOf = (index: number) => (server.requests[index] as RegisterRequest).git;

interface PreCommitHook {
  readonly entry: string;
  readonly language: string;
  readonly pass_filenames: boolean;
  readonly always_run: boolean;
  readonly stages: readonly string[];
}

describe('a commit', () => {
  it('records what is staged as a draft, then as seen in the commit', async () => {
    const repository = await hooked({ 'src/a.ts': prompt('A', 'Hello {{name}}!'), 'README.md': '' });
    const { code, stdout, stderr } = await repository.commit();
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toBe('ledger: recorded as a draft: A_PROMPT\n');
    expect(told()).toEqual(['staged A_PROMPT=Hello {{name}}!', 'commit A_PROMPT=Hello {{name}}!']);
    expect(server.requests[0]?.prompts?.[0]?.location).toEqual({ path: 'src/a.ts', line: 1 });
    // Before the first commit there is nothing that it builds on.
    expect(gitOf(0)).toMatchObject({ commit: null, branch: 'main', base: null, dirty: true });
    expect(gitOf(1)).toMatchObject({
      commit: await headOf(repository),
      branch: 'main',
      base: null,
      author: 'Test <test@example.com>',
    });
    expect(await repository.spooled()).toEqual([]);
  });

  it('says nothing, and asks nobody, where no prompt changed', async () => {
    const repository = await withHistory();
    repository.write({ 'b.ts': 'export const b = 1;\n', 'README.md': 'x' });
    expect(await repository.commit()).toEqual({ code: 0, stdout: '', stderr: '' });
    repository.write({ 'a.ts': `// moved down\n${prompt('A', 'First {{x}}.')}` });
    expect(await repository.commit()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(told()).toEqual([]);
  });

  it.each([
    ['-a', ['commit', '--quiet', '-am', 'All'], ''],
    ['a path', ['commit', '--quiet', '-m', 'Path', 'a.ts'], ''],
    ['-p', ['commit', '--quiet', '-p', '-m', 'Hunks'], 'y\n'],
  ])('takes the index that git commits from: %s', async (_, args, input) => {
    const repository = await withHistory({ 'b.ts': prompt('B', 'Other {{x}}.') });
    repository.write({ 'a.ts': prompt('A', 'Second {{x}}.') });
    expect(await repository.tryGit(args, { input })).toMatchObject({ code: 0 });
    expect(told()).toEqual(['staged A_PROMPT=Second {{x}}.', 'commit A_PROMPT=Second {{x}}.']);
  });

  it('that is amended is recorded by what it is then', async () => {
    const repository = await withHistory();
    repository.write({ 'a.ts': prompt('A', 'Amended {{x}}.') });
    await repository.git('add', '--all');
    await repository.git('commit', '--quiet', '--amend', '--no-edit');
    expect(told()).toEqual(['staged A_PROMPT=Amended {{x}}.', 'commit A_PROMPT=Amended {{x}}.']);
    server.requests.length = 0;
    await repository.git('commit', '--quiet', '--amend', '-m', 'Only another message');
    // The same text, seen in a commit of another name.
    expect(told()).toEqual(['commit A_PROMPT=Amended {{x}}.']);
  });

  it('with --no-verify is recorded by post-commit', async () => {
    const repository = await withHistory();
    repository.write({ 'a.ts': prompt('A', 'Unverified {{x}}.') });
    await repository.commit('Quick', '--no-verify');
    expect(told()).toEqual(['commit A_PROMPT=Unverified {{x}}.']);
  });

  it('that its message hook refuses leaves a draft, and the next try another', async () => {
    const repository = await withHistory();
    repository.write({ '.git/hooks/commit-msg': '#!/bin/sh\ngrep -q good "$1"\n' });
    await repository.tryGit(['-c', 'core.fileMode=true', 'status']);
    const { chmodSync } = await import('node:fs');
    chmodSync(repository.path('.git/hooks/commit-msg'), 0o755);
    repository.write({ 'a.ts': prompt('A', 'One {{x}}.') });
    expect((await repository.commit('bad')).code).toBe(1);
    repository.write({ 'a.ts': prompt('A', 'Two {{x}}.') });
    expect((await repository.commit('good')).code).toBe(0);
    expect(told()).toEqual([
      'staged A_PROMPT=One {{x}}.',
      'staged A_PROMPT=Two {{x}}.',
      'commit A_PROMPT=Two {{x}}.',
    ]);
  });

  it('sees a prompt that is made of a file that changed', async () => {
    const repository = await withHistory({
      'words.ts': "export const TONE = 'kind';\n",
      'b.ts': "import { TONE } from './words.ts';\nexport const B_PROMPT = `Be ${TONE}, {{name}}.`;\n",
      'text.md': 'Long text for {{name}}.\n',
      'c.ts': "import text from './text.md';\nexport const C_PROMPT = text;\n",
    });
    // What a prompt is made of is known from earlier runs.
    await repository.ledger('extract');
    repository.write({ 'words.ts': "export const TONE = 'brief';\n" });
    await repository.commit();
    expect(told()).toEqual(['staged B_PROMPT=Be brief, {{name}}.', 'commit B_PROMPT=Be brief, {{name}}.']);
    server.requests.length = 0;
    repository.write({ 'text.md': 'Other text for {{name}}.\n' });
    await repository.commit();
    expect(told()).toEqual([
      'staged C_PROMPT=Other text for {{name}}.\n',
      'commit C_PROMPT=Other text for {{name}}.\n',
    ]);
  });

  it('starts no process of its own where the script could ask git for all of it', async () => {
    const repository = await withHistory();
    repository.write({ 'a.ts': prompt('A', 'Fast {{x}}.'), 'new.ts': prompt('NEW', 'New {{x}}.') });
    await repository.git('add', '--all');
    const trace = repository.path('node_modules/trace');
    await repository.tryGit(['hook', 'run', 'pre-commit'], { env: { GIT_TRACE: trace } });
    const commands = [...readFileSync(trace, 'utf8').matchAll(/trace: built-in: git (\S+)/g)].map(
      ([, one]) => one,
    );
    expect(commands.toSorted()).toEqual(['cat-file', 'config', 'diff', 'hook']);
    expect(told()).toEqual(['staged A_PROMPT=Fast {{x}}. NEW_PROMPT=New {{x}}.']);
    expect(gitOf(0)).toMatchObject({ base: await headOf(repository), author: 'Test <test@example.com>' });
  });

  it('loads nothing of which it uses little', () => {
    for (const file of ['hook.cjs', 'extract.cjs']) {
      const text = readFileSync(path.join(path.dirname(built.script), file), 'utf8');
      const loaded = [...text.matchAll(/require\("(node:\w+)"\)/g)].map(([, name = '']) => name);
      for (const name of ['node:crypto', 'node:child_process', 'node:http', 'node:https', 'node:stream'])
        expect(loaded).not.toContain(name);
    }
  });

  it('has files with names that git puts into quotes', async () => {
    const repository = await withHistory();
    repository.write({ 'a "b".ts': prompt('QUOTED', 'Quoted {{x}}.') });
    await repository.commit();
    expect(told()).toEqual(['staged QUOTED_PROMPT=Quoted {{x}}.', 'commit QUOTED_PROMPT=Quoted {{x}}.']);
  });

  it('is looked at by the hooks that the pre-commit framework is offered', async () => {
    const repository = await withHistory();
    const file = new URL('../../../.pre-commit-hooks.yaml', import.meta.url);
    const hooks = parse(readFileSync(file, 'utf8')) as PreCommitHook[];
    const stages = hooks.map(({ entry, language, pass_filenames, always_run, stages: [stage = ''] = [] }) => {
      // Once, also where nothing but a deletion is staged, and never with names of files behind it.
      expect({ language, pass_filenames, always_run }).toEqual({
        language: 'system',
        pass_filenames: false,
        always_run: true,
      });
      // As it calls them: from the top, by words and not through a shell, without an input.
      const hook = `.git/hooks/${stage}`;
      repository.write({ [hook]: `#!/bin/sh\nPRE_COMMIT=1 exec ${entry} </dev/null\n` });
      chmodSync(repository.path(hook), 0o755);
      return stage;
    });
    expect(stages).toEqual(['pre-commit', 'post-commit', 'pre-push']);
    repository.write({ 'a.ts': prompt('A', 'By it {{x}}.') });
    expect(await repository.commit()).toMatchObject({ code: 0 });
    expect(told()).toEqual(['staged A_PROMPT=By it {{x}}.', 'commit A_PROMPT=By it {{x}}.']);
    repository.write({ 'b.ts': prompt('A', 'Twice {{x}}.') });
    expect((await repository.commit()).code).toBe(1);
    await repository.git('rm', '--quiet', '--force', 'b.ts');
    await server.become('down');
    repository.write({ 'a.ts': prompt('A', 'Later {{x}}.') });
    await repository.commit();
    expect(await repository.spooled()).toHaveLength(2);
    await server.become('well');
    await repository.git('init', '--quiet', '--bare', 'node_modules/origin');
    await repository.git('push', '--quiet', repository.path('node_modules/origin'), 'main');
    expect(await repository.spooled()).toEqual([]);
  });

  it('is left alone with LEDGER=0', async () => {
    const repository = await withHistory();
    repository.write({ 'a.ts': prompt('A', 'Off {{x}}.') });
    await repository.git('add', '--all');
    await repository.tryGit(['commit', '-qm', 'Off'], { env: { LEDGER: '0' } });
    expect(told()).toEqual([]);
  });
});

describe('what git does without a commit of its own', () => {
  it('rebases without telling anybody, and the last pick is caught up with later', async () => {
    const repository = await withHistory();
    await repository.git('switch', '--quiet', '-c', 'topic');
    for (let pick = 1; pick <= 5; pick += 1) {
      repository.write({ 'a.ts': prompt('A', `Pick ${pick} {{x}}.`) });
      await repository.commit(`Pick ${pick}`);
    }
    await repository.git('switch', '--quiet', 'main');
    repository.write({ 'README.md': 'Main went on.' });
    await repository.commit();
    server.requests.length = 0;
    await repository.git('rebase', '--quiet', 'main', 'topic');
    expect(told()).toEqual([]);
  });

  it('tells of a cherry-pick and of a revert, which come without a pre-commit hook', async () => {
    const repository = await withHistory();
    await repository.git('switch', '--quiet', '-c', 'topic');
    repository.write({ 'a.ts': prompt('A', 'Picked {{x}}.') });
    await repository.commit();
    await repository.git('switch', '--quiet', 'main');
    server.requests.length = 0;
    await repository.git('cherry-pick', 'topic');
    expect(told()).toEqual(['commit A_PROMPT=Picked {{x}}.']);
    expect(gitOf(0)).toMatchObject({ branch: 'main', commit: await headOf(repository) });
    await repository.git('revert', '--no-edit', 'HEAD');
    expect(told()[1]).toBe('commit A_PROMPT=First {{x}}.');
  });

  it('merges: of a conflict that was resolved, what neither side had', async () => {
    const repository = await withHistory();
    await repository.git('switch', '--quiet', '-c', 'topic');
    repository.write({ 'a.ts': prompt('A', 'Theirs {{x}}.'), 't.ts': prompt('T', 'Topic {{x}}.') });
    await repository.commit();
    await repository.git('switch', '--quiet', 'main');
    repository.write({ 'a.ts': prompt('A', 'Ours {{x}}.') });
    await repository.commit();
    server.requests.length = 0;
    expect((await repository.tryGit(['merge', 'topic'])).code).toBe(1);
    repository.write({ 'a.ts': prompt('A', 'Both {{x}}.') });
    await repository.commit('Merge');
    expect(told().at(-1)).toBe('commit A_PROMPT=Both {{x}}.');
  });
});

describe('what must be mended before it is committed', () => {
  const refused = async (repository: Hooked) => {
    const before = await headOf(repository);
    const { code, stderr } = await repository.commit();
    expect(code).toBe(1);
    expect(await headOf(repository)).toBe(before);
    expect(told()).toEqual([]);
    expect(await repository.spooled()).toEqual([]);
    expect(stderr).toContain('LEDGER=0');
    return stderr;
  };

  it('two prompts of one name, also where one of them is not staged', async () => {
    const repository = await withHistory();
    await repository.ledger('extract');
    repository.write({ 'z.ts': prompt('A', 'Another {{x}}.') });
    expect(await refused(repository)).toMatch(
      /z\.ts:1:\d+ error name-collision .*"A_PROMPT" is used twice: a\.ts:1/,
    );
  });
});

describe('a server that', () => {
  const messages: Readonly<Record<string, string>> = {
    down: 'No server answers',
    hanging: 'did not answer in time',
  };

  it.each(Object.keys(messages) as Health[])(
    'is %s keeps no commit from being made, and loses nothing',
    async (health) => {
      const repository = await withHistory({}, { hookTimeout: '' });
      await server.become(health);
      repository.write({ 'a.ts': prompt('A', 'Kept {{x}}.') });
      const { code, stderr } = await repository.commit();
      expect(code).toBe(0);
      expect(stderr).toContain(messages[health] ?? '');
      expect(stderr).toContain('Kept for the next sync: A_PROMPT');
      expect(await repository.spooled()).toHaveLength(2);
      expect(stderr).not.toContain(server.key);
      // What was found is kept as well: by it a second prompt of that name is seen.
      repository.write({ 'b.ts': prompt('A', 'Twice {{x}}.') });
      expect((await repository.commit()).code).toBe(1);
      await repository.git('rm', '--quiet', '--force', 'b.ts');

      await server.become('well');
      const late = await repository.ledger('sync', '--spooled');
      expect(late).toEqual({ code: 0, stdout: 'ledger: delivered late: A_PROMPT\n', stderr: '' });
      expect(told()).toEqual(['staged A_PROMPT=Kept {{x}}.', 'commit A_PROMPT=Kept {{x}}.']);
      expect(await repository.spooled()).toEqual([]);
    },
  );

  it('was away is caught up with by the next commit', async () => {
    const repository = await withHistory();
    await server.become('down');
    repository.write({ 'a.ts': prompt('A', 'Second {{x}}.') });
    await repository.commit();
    await server.become('well');
    repository.write({ 'a.ts': prompt('A', 'Third {{x}}.') });
    expect((await repository.commit()).stderr).toBe(
      'ledger: recorded as a draft: A_PROMPT\nledger: delivered late: A_PROMPT\n',
    );
    expect(told().toSorted()).toEqual([
      'commit A_PROMPT=Second {{x}}.',
      'commit A_PROMPT=Third {{x}}.',
      'staged A_PROMPT=Second {{x}}.',
      'staged A_PROMPT=Third {{x}}.',
    ]);
  });

  it('is away gets what waits with the next push, which it cannot fail', async () => {
    const repository = await withHistory();
    await repository.git('init', '--quiet', '--bare', 'node_modules/origin');
    await repository.git('remote', 'add', 'origin', repository.path('node_modules/origin'));
    await server.become('down');
    repository.write({ 'a.ts': prompt('A', 'Pushed {{x}}.') });
    await repository.commit();
    expect((await repository.tryGit(['push', '--quiet', 'origin', 'main'])).code).toBe(0);
    expect(await repository.spooled()).toHaveLength(2);
    await server.become('well');
    // A push that is rejected has delivered all the same: it activates nothing.
    await repository.git('push', '--quiet', '--dry-run', 'origin', 'main');
    expect(await repository.spooled()).toEqual([]);
    expect(told()).toHaveLength(2);
  });
});

describe('a repository', () => {
  it('has one spool for all its work trees, which outlives them', async () => {
    const repository = await withHistory();
    const place = repository.path('node_modules/linked');
    await repository.git('worktree', 'add', '--quiet', '-b', 'linked', place);
    const at = {
      ...repository,
      root: place,
      path: (name: string) => `${place}/${name}`,
      write: repository.write,
    };
    const linked = openHooked({ bin: built.script, server, at });
    await server.become('down');
    repository.write({ 'node_modules/linked/a.ts': prompt('A', 'Linked {{x}}.') });
    await linked.commit();
    expect(await repository.spooled()).toHaveLength(2);
    rmSync(place, { recursive: true });
    await repository.git('worktree', 'prune');
    await server.become('well');
    await repository.ledger('sync', '--spooled');
    expect(told()).toEqual(['staged A_PROMPT=Linked {{x}}.', 'commit A_PROMPT=Linked {{x}}.']);
    expect(gitOf(1)).toMatchObject({ branch: 'linked' });
  });

  it('is looked at by several copies at once', async () => {
    const repository = await withHistory();
    repository.write({ 'a.ts': prompt('A', 'Parallel {{x}}.') });
    await repository.git('add', '--all');
    await server.become('down');
    const copies = await Promise.all(Array.from({ length: 5 }, () => repository.ledger('sync', '--staged')));
    expect(copies.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    expect(await repository.spooled()).toHaveLength(5);
    await server.become('well');
    const deliveries = await Promise.all(
      Array.from({ length: 5 }, () => repository.ledger('sync', '--spooled')),
    );
    expect(deliveries.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
    expect(await repository.spooled()).toEqual([]);
    expect(new Set(told())).toEqual(new Set(['staged A_PROMPT=Parallel {{x}}.']));
  });

  it('may have its configuration, and the tool, in a folder', async () => {
    const repository = await withHistory({
      'app/ledger.config.json': '{}',
      'app/p.ts': prompt('APP', 'App {{x}}.'),
    });
    await repository.ledger('hooks', 'uninstall');
    const app = openHooked({
      bin: built.script,
      server,
      at: { ...repository, root: repository.path('app'), path: (name) => repository.path(`app/${name}`) },
    });
    expect((await app.ledger('hooks', 'install')).code).toBe(0);
    repository.write({
      'app/p.ts': prompt('APP', 'Changed {{x}}.'),
      'a.ts': prompt('A', 'Not of the app {{x}}.'),
    });
    await repository.commit();
    expect(told()).toEqual(['staged APP_PROMPT=Changed {{x}}.', 'commit APP_PROMPT=Changed {{x}}.']);
    expect(gitOf(0)).toMatchObject({ folder: 'app' });
    expect(server.requests[0]?.prompts?.[0]?.location?.path).toBe('app/p.ts');
  });

  it('may be a submodule', async () => {
    const inner = await withHistory();
    const outer = await hooked();
    await outer.commit('Empty', '--allow-empty');
    await outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.root, 'inner');
    await outer.commit('With a submodule');
    const path = (name: string) => outer.path(`inner/${name}`);
    const module = openHooked({ bin: built.script, server, at: { ...outer, root: path(''), path } });
    await module.git('config', 'user.name', 'Test');
    await module.git('config', 'user.email', 'test@example.com');
    expect((await module.ledger('hooks', 'install')).code).toBe(0);
    server.requests.length = 0;
    outer.write({ 'inner/a.ts': prompt('A', 'Inner {{x}}.') });
    await module.commit();
    expect(told()).toEqual(['staged A_PROMPT=Inner {{x}}.', 'commit A_PROMPT=Inner {{x}}.']);
  });

  it('lets a commit through where the tool is not there', async () => {
    const repository = await withHistory();
    rmSync(repository.path('node_modules/.bin/ledger'));
    repository.write({ 'a.ts': prompt('A', 'Alone {{x}}.') });
    await repository.git('add', '--all');
    const { code, stderr } = await repository.tryGit(['commit', '-qm', 'Alone']);
    expect(code).toBe(0);
    expect(stderr).toContain('node_modules/.bin/ledger is not there, so prompts were not looked at');
  });
});
