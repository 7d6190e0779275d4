import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { ledger, ledgerJson } from './support/ledger.ts';
import { openSpool } from '../src/ledger/spool.ts';
import { promptModule } from './support/prompts.ts';
import { createFolder, createRepository } from './support/repository.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('ledger sync', () => {
  it('registers, leaves alone, updates and reverts, as the plan says', async () => {
    const repository = createRepository(promptModule({ WELCOME: 'Hello {{name}}!' }));
    const at = { cwd: repository.root, server };

    const first = await ledger(at, 'sync');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toMatch(
      /^\+ WELCOME {2}new, version 1 {2}src\/prompts\/all\.ts:\d\n1 prompt: 1 new \([\d.]+ s\)\n$/,
    );

    expect((await ledger(at, 'sync')).stdout).toMatch(/^1 prompt: nothing changed \([\d.]+ s\)\n$/);

    repository.write(promptModule({ WELCOME: 'Hi {{name}}!' }));
    expect((await ledger(at, 'sync')).stdout).toMatch(/^~ WELCOME {2}1 → 2 .*\n1 prompt: 1 changed/);

    repository.write(promptModule({ WELCOME: 'Hello {{name}}!' }));
    expect((await ledger(at, 'sync')).stdout).toMatch(
      /^← WELCOME {2}2 → 1, an earlier text .*\n1 prompt: 1 reverted/,
    );
  });

  it('stores nothing in a dry run', async () => {
    const repository = createRepository(promptModule({ DRY_RUN: 'One {{thing}} at a time.' }));
    const at = { cwd: repository.root, server };
    expect((await ledger(at, 'sync', '--dry-run')).stdout).toContain('a dry run, nothing was stored');
    expect((await ledger(at, 'history', 'DRY_RUN')).code).toBe(1);
  });

  it('says as JSON what it says in words', async () => {
    const repository = createRepository(promptModule({ AS_JSON: 'As {{format}}, please.' }));
    const at = { cwd: repository.root, server };
    expect(await ledgerJson(at, 'sync')).toMatchObject({
      dryRun: false,
      prompts: [
        {
          kind: 'new',
          name: 'AS_JSON',
          version: 1,
          previousVersion: null,
          renamedFrom: null,
          file: 'src/prompts/all.ts',
        },
      ],
      counts: { new: 1, unchanged: 0 },
      diagnostics: [],
      stats: { files: 1 },
    });
  });

  it('recognises a prompt that only got another name', async () => {
    const text = 'The one text that only this prompt has: {{it}}.';
    const repository = createRepository(promptModule({ OLD_NAME: text }));
    const at = { cwd: repository.root, server };
    await ledger(at, 'sync');
    repository.write(promptModule({ NEW_NAME: text }));
    expect((await ledger(at, 'sync')).stdout).toMatch(/^→ NEW_NAME {2}renamed from OLD_NAME, version 1/);
  });

  it('works from a sub-folder, and reads the whole repository', async () => {
    const repository = createRepository({
      ...promptModule({ FROM_BELOW: 'Up {{there}}.' }),
      'docs/a.md': '',
    });
    const found = await ledgerJson({ cwd: repository.path('docs'), server }, 'sync');
    expect(found.prompts).toMatchObject([{ name: 'FROM_BELOW', file: 'src/prompts/all.ts' }]);
  });

  it('works without git, without files that a project does not write itself', async () => {
    const folder = createFolder({
      ...promptModule({ NO_GIT: 'Bare {{hands}}.' }),
      'node_modules/x/prompts/a.ts': 'export const FOREIGN_PROMPT = "Hello {{name}}!"',
    });
    const found = await ledgerJson({ cwd: folder.root, server }, 'sync');
    expect(found.prompts.map(({ name }: { name: string }) => name)).toEqual(['NO_GIT']);
  });

  it('takes nothing for gone that a sparse checkout leaves out', async () => {
    const sparse = promptModule({ SPARSE_KEPT: 'Kept, {{name}}.' })['src/prompts/all.ts'] ?? '';
    const left = promptModule({ SPARSE_LEFT: 'Left out, {{name}}.' })['src/prompts/all.ts'] ?? '';
    const repository = createRepository({ 'kept/prompts/a.ts': sparse, 'left/prompts/b.ts': left });
    repository.commit();
    const at = { cwd: repository.root, server };
    await ledger(at, 'sync');
    repository.git('sparse-checkout', 'set', 'kept');
    expect(await ledgerJson(at, 'sync')).toMatchObject({ archived: [] });
    expect((await ledgerJson(at, 'list', 'SPARSE')).prompts).toHaveLength(2);
  });

  it('says where it looked when it finds nothing', async () => {
    const repository = createRepository({ 'src/a.ts': 'export const a = 1;\n' });
    const { code, stdout } = await ledger({ cwd: repository.root, server }, 'sync');
    expect(code).toBe(0);
    expect(stdout).toContain(`No prompts were found in 1 source file under ${repository.root}.`);
    expect(stdout).toContain('@prompt');

    repository.write({ 'ledger.config.json': '{"exclude": ["src/**"]}' });
    expect((await ledger({ cwd: repository.root, server }, 'sync')).stdout).toContain(
      'ledger.config.json narrows what is looked at',
    );
  });

  it('sends nothing while two prompts have one name', async () => {
    const repository = createRepository({
      'src/prompts/a.ts': "export const TWICE_PROMPT = 'Hello {{name}}, this is a.';\n",
      'src/prompts/b.ts': "export const TWICE_PROMPT = 'Hello {{name}}, this is b.';\n",
      'src/prompts/c.ts': "export const ONCE_PROMPT = 'Hello {{name}}, this is c.';\n",
    });
    const at = { cwd: repository.root, server };
    const { code, stdout, stderr } = await ledger(at, 'sync');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/src\/prompts\/[ab]\.ts:1:\d+ error name-collision/);
    expect(stderr).toContain('Nothing was sent.');
    expect((await ledger(at, 'history', 'ONCE_PROMPT')).code).toBe(1);

    const json = await ledger(at, 'sync', '--json');
    expect(json).toMatchObject({ code: 1, stdout: '' });
    expect(JSON.parse(json.stderr).error).toMatchObject({ code: 'findings' });
    expect(json.stderr).toContain('src/prompts/');
  });

  it('refuses a name that breaks the grammar, before anything is sent', async () => {
    const repository = createRepository({
      'src/prompts/a.ts': "/** @prompt not@name */\nexport const A = 'Hello {{name}}!';\n",
    });
    const { code, stderr } = await ledger({ cwd: repository.root, server }, 'sync');
    expect(code).toBe(1);
    expect(stderr).toContain('src/prompts/a.ts:');
    expect(stderr).toContain('@');
  });

  it('goes on past a file that does not parse, and says so', async () => {
    const repository = createRepository({
      ...promptModule({ BESIDE_BROKEN: 'Still {{here}}.' }),
      'src/prompts/broken.ts': 'export const BROKEN_PROMPT = `Hello',
    });
    const { code, stdout, stderr } = await ledger({ cwd: repository.root, server }, 'sync');
    expect(code).toBe(0);
    expect(stdout).toContain('+ BESIDE_BROKEN');
    expect(stderr).toContain('! src/prompts/broken.ts:1:');
    expect(stderr).toContain('1 file that cannot be parsed');
  });

  it('shows the first few of many warnings, and how many more there are', async () => {
    const broken = Object.fromEntries(
      Array.from({ length: 5 }, (_, index) => [`src/prompts/b${index}.ts`, 'export const B_PROMPT = `']),
    );
    const repository = createRepository(broken);
    const { stdout, stderr } = await ledger({ cwd: repository.root, server }, 'sync');
    expect(stderr).toContain('… and 2 more');
    expect(stdout).toContain('No prompts were found in 5 source files');
  });

  it('says when nothing that it found can be tracked', async () => {
    const repository = createRepository({
      'src/prompts/a.ts':
        "import { readFileSync } from 'node:fs';\n/** @prompt */\nexport const FILE_PROMPT = readFileSync('a.txt', 'utf8');\n",
    });
    const { code, stdout, stderr } = await ledger({ cwd: repository.root, server }, 'sync');
    expect(code).toBe(0);
    expect(stdout).toContain('None of the 1 prompt found can be tracked');
    expect(stderr).toContain('1 warning;');
  });

  it('stores nothing of a batch that names a full-mode prompt, and passes on why', async () => {
    await fetch(`${server.url}/v1/prompts/MANAGED`, {
      method: 'PUT',
      headers: { 'x-api-key': server.key, 'content-type': 'application/json' },
      body: JSON.stringify({ template_source: 'Kept in the ledger.', set_active: true }),
    });
    const repository = createRepository(
      promptModule({ MANAGED: 'Kept in {{code}}.', UNMANAGED: 'Also in {{code}}.' }),
    );
    const at = { cwd: repository.root, server };
    const { code, stderr } = await ledger(at, 'sync');
    expect(code).toBe(1);
    expect(stderr).toMatch(/MANAGED.*full/);
    expect((await ledger(at, 'history', 'UNMANAGED')).code).toBe(1);
  });
});

describe('ledger status', () => {
  it('tells going back to an older text from not having the newer one yet', async () => {
    const repository = createRepository(promptModule({ BEHIND: 'One {{x}}.', BACK: 'One {{y}}.' }));
    repository.git('remote', 'add', 'origin', 'https://example.com/team/behind.git');
    const at = { cwd: repository.root, server };
    repository.commit('One');
    await ledger(at, 'sync');
    repository.git('checkout', '--quiet', '-b', 'topic');
    repository.git('checkout', '--quiet', 'main');
    repository.write(promptModule({ BEHIND: 'Two {{x}}.', BACK: 'Two {{y}}.' }));
    repository.commit('Two');
    await ledger(at, 'sync');
    repository.write(promptModule({ BEHIND: 'Two {{x}}.', BACK: 'One {{y}}.' }));
    const kinds = async () =>
      (await ledgerJson(at, 'status')).prompts
        .filter(({ name }: { name: string }) => ['BEHIND', 'BACK'].includes(name))
        .map(({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`);
    expect(await kinds()).toEqual(['reverted BACK', 'unchanged BEHIND']);
    repository.git('checkout', '--quiet', '--force', 'topic');
    expect(await kinds()).toEqual(['behind BACK', 'behind BEHIND']);
    const { stdout } = await ledger(at, 'status');
    expect(stdout).toMatch(/Behind the ledger, .*:\n {2}< BACK +has 1, active is 2 /);
    expect(stdout).toContain('`git pull` may bring the rest.');
    expect((await ledger(at, 'status', '--porcelain')).stdout).toContain('behind\tBACK\t1\t2\t');
  });

  it('groups what sync would do, and what the source has no more', async () => {
    const repository = createRepository(
      promptModule({
        S_SAME: 'Same {{x}}.',
        S_CHANGE: 'Before {{x}}.',
        S_RENAME: 'Moved {{x}}.',
        S_GONE: 'Gone {{x}}.',
      }),
    );
    const at = { cwd: repository.root, server };
    await ledger(at, 'sync');
    repository.write(
      promptModule({
        S_SAME: 'Same {{x}}.',
        S_CHANGE: 'After {{x}}.',
        S_RENAMED: 'Moved {{x}}.',
        S_NEW: 'New {{x}}.',
      }),
    );
    const { code, stdout } = await ledger(at, 'status', '--verbose');
    expect(code).toBe(0);
    expect(stdout).toMatch(/New:\n {2}\+ S_NEW {2}new, version 1 .*\n\nChanged:\n {2}~ S_CHANGE {2}1 → 2/);
    expect(stdout).toContain('Renamed:\n  → S_RENAMED  renamed from S_RENAME, version 1');
    expect(stdout).toMatch(/In the ledger, not in this source:[\s\S]*- S_GONE +version 1/);
    expect(stdout).not.toContain('- S_RENAME ');
    expect(stdout).toMatch(/1 prompt is unchanged\. `ledger sync` stores the 3 changes\.\n$/);
    expect((await ledgerJson(at, 'status')).counts).toMatchObject({
      new: 1,
      changed: 1,
      renamed: 1,
      unchanged: 1,
    });
    expect((await ledger(at, 'history', 'S_NEW')).code).toBe(1);
  });

  it('has stable lines for programs, and says what hooks could not deliver', async () => {
    const repository = createRepository(promptModule({ P_CHANGE: 'Before {{x}}.' }));
    const at = { cwd: repository.root, server };
    await ledger(at, 'sync');
    repository.write(promptModule({ P_CHANGE: 'After {{x}}.', P_NEW: 'New {{x}}.' }));
    const spool = '.git/ledger/spool';
    repository.write({
      [`${spool}/000000000000001-1-0a1b2c3d.json`]: '{"format": 1, "request": {"prompts": []}}',
      [`${spool}/000000000000002-1-0a1b2c3d.json.refused`]: '{}',
    });
    const { code, stdout, stderr } = await ledger(at, 'status', '--porcelain');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n').filter((line) => !line.startsWith('gone\t'));
    expect(lines).toEqual([
      'changed\tP_CHANGE\t2\t1\tsrc/prompts/all.ts\t2',
      'new\tP_NEW\t1\t-\tsrc/prompts/all.ts\t5',
      'spooled\t1\t-\t-\t-\t-',
      '',
    ]);
    expect((await ledger(at, 'status')).stdout).toContain('1 registration of hooks still to be sent');
    expect((await ledgerJson(at, 'status')).spooled).toEqual({ waiting: 1, refused: 1, dropped: 0 });
  });

  it('tells what there was no room for, until a sync by hand has told it', async () => {
    const repository = createRepository(promptModule({ ROOMY: 'Say {{it}}.' }));
    repository.commit();
    const at = { cwd: repository.root, server };
    const spool = openSpool(repository.path('.git'), { registrations: 0, bytes: 0 });
    for (const time of [1, 2]) spool.put({ prompts: [] }, new Date(time));
    spool.makeRoom(new Set());
    const said =
      'There was no room for all that waited for a server, so the oldest 2 registrations of hooks were dropped: ' +
      '`ledger import --from-git` brings what commits had.';
    expect((await ledger(at, 'status')).stdout).toContain(said);
    expect((await ledger(at, 'doctor')).stdout.replaceAll(/\s+/g, ' ')).toContain(
      '! spool 2 registrations were dropped, as there was no room → `ledger import --from-git`',
    );
    expect((await ledgerJson(at, 'status')).spooled).toEqual({ waiting: 0, refused: 0, dropped: 2 });
    expect((await ledgerJson(at, 'sync', '--dry-run')).dropped).toBe(2);
    expect((await ledger(at, 'sync', '--quiet')).stdout).toBe('');
    expect((await ledger(at, 'sync')).stdout).toContain(said);
    expect((await ledger(at, 'sync')).stdout).not.toContain(said);
    expect((await ledgerJson(at, 'status')).spooled).toMatchObject({ dropped: 0 });
  });

  it('says so when there is nothing to do', async () => {
    const repository = createRepository(promptModule({ QUIET: 'Nothing {{to}} do.' }));
    const at = { cwd: repository.root, server };
    await ledger(at, 'sync');
    expect((await ledger(at, 'status')).stdout).toMatch(
      /1 prompt is as the ledger has it; nothing to sync\.\n$/,
    );
  });

  it('names only the first of many that are gone', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`MANY_${index}`, `Many {{a}} ${index}.`]),
    );
    const repository = createRepository(promptModule(many));
    const at = { cwd: repository.root, server };
    await ledger(at, 'sync');
    repository.write({ 'src/prompts/all.ts': '' });
    const { stdout } = await ledger(at, 'status');
    expect(stdout).toMatch(/… and \d+ more \(--verbose shows all\)/);
    expect(stdout).toContain('No prompts were found');
  });
});
