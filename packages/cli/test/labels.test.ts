import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databases } from '../../server/test/support/databases.ts';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { ledger, ledgerJson } from './support/ledger.ts';
import { promptModule } from './support/prompts.ts';
import { createRepository, createFolder, type Repository } from './support/repository.ts';

let server: TestServer;
let repository: Repository;
let place: { cwd: string; server: TestServer };

/** Two commits on main: WELCOME has two texts, BYE one. Each is synced as it is committed. */
beforeAll(async () => {
  server = await startTestServer({ database: databases.at(-1) ?? 'embedded' });
});
afterAll(() => server?.close());

async function setUp(project: string): Promise<void> {
  repository = createRepository(promptModule({ WELCOME: 'Hello', BYE: 'Bye' }));
  place = { cwd: repository.root, server };
  await ledger(place, 'projects', 'create', project);
  repository.write({ 'ledger.config.json': JSON.stringify({ project }) });
  repository.commit('One');
  await ledger(place, 'sync', '--commit', 'HEAD');
  repository.write(promptModule({ WELCOME: 'Hello you', BYE: 'Bye' }));
  repository.commit('Two');
  await ledger(place, 'sync', '--commit', 'HEAD');
}

describe('ledger promote', () => {
  it('moves a label forth and back, and says so', async () => {
    await setUp('forth');
    const forth = await ledger(place, 'promote', 'WELCOME', 'BYE', '--label', 'production');
    expect(forth).toMatchObject({ code: 0, stderr: '' });
    expect(forth.stdout).toBe('BYE      version 1\nWELCOME  version 2\nproduction: 2 of 2 moved\n');
    const back = await ledger(place, 'promote', 'WELCOME@1', '--label', 'production');
    expect(back.stdout).toBe('WELCOME  2 → version 1\nproduction: 1 of 1 moved\n');
    const again = await ledger(place, 'promote', 'WELCOME@1', '--label', 'production');
    expect(again.stdout).toBe('WELCOME  version 1, as before\nproduction: nothing moved\n');
    const dry = await ledger(place, 'promote', 'WELCOME', '--label', 'production', '--dry-run');
    expect(dry.stdout).toContain('a dry run, nothing was stored');
    expect((await ledger(place, 'promote', 'WELCOME', '--label', 'production')).stdout).toContain(
      '1 → version 2',
    );
  });

  it('follows a label, a commit by any of its names, and all that a commit has', async () => {
    await setUp('follow');
    await ledger(place, 'promote', 'WELCOME@1', '--label', 'staging');
    const from = await ledgerJson(place, 'promote', 'WELCOME', '--label', 'canary', '--from', 'staging');
    expect(from).toMatchObject({
      label: 'canary',
      promoted: [{ name: 'WELCOME', version: 1, action: 'set' }],
    });
    const of = await ledgerJson(place, 'promote', 'WELCOME', '--label', 'canary', '--commit', 'HEAD');
    expect(of.promoted).toMatchObject([{ version: 2, previous_version: 1, action: 'moved' }]);
    const dated = await ledgerJson(place, 'promote', 'WELCOME@{now}', '--label', 'dated');
    expect(dated.promoted).toMatchObject([{ version: 2 }]);
    const ci = ['sync', '--ci', '--commit', repository.git('rev-parse', 'HEAD').trim(), '--branch', 'main'];
    await ledgerJson(place, ...ci);
    const all = await ledgerJson(place, 'promote', '--all', '--commit', 'HEAD', '--label', 'release/1');
    expect(all.promoted.map((each: { name: string }) => each.name)).toEqual(['BYE', 'WELCOME']);
  });

  it('without a label moves the active version, which then stays', async () => {
    await setUp('active');
    expect((await ledger(place, 'promote', 'WELCOME@1')).stdout).toContain('2 → version 1');
    await ledger(place, 'sync', '--commit', 'HEAD');
    expect((await ledgerJson(place, 'show', 'WELCOME')).version).toBe(1);
  });

  it.each([
    [['promote'], 2, 'Name the prompts to promote.'],
    [['promote', 'A', '--all', '--from', 'x'], 2, 'Names and --all exclude each other.'],
    [['promote', 'A', '--from', 'x', '--commit', 'y'], 2, '--from and --commit exclude each other.'],
    [['promote', '--all', '--label', 'x'], 2, '--all needs --from or --commit'],
    [['promote', 'A@work', '--label', 'x'], 2, 'Only what the ledger has can be promoted.'],
    [['promote', 'A@{whenever}', '--label', 'x'], 2, '"whenever" is no moment.'],
    [['promote', 'A', '--label', 'x', '--commit', 'nowhere'], 2, 'There is no commit nowhere here.'],
    [['promote', 'NOBODY', '--label', 'x'], 1, 'There is no prompt "NOBODY"'],
    [['promote', 'NOBODY', '--label', '7'], 1, 'must not be a number'],
    [['labels', 'delete', 'x'], 2, 'Name the prompts that lose the label, or give --all.'],
    [['labels', 'delete', 'nowhere', '--all'], 1, 'No prompt has the label "nowhere"'],
    [['labels', 'history', 'nowhere'], 1, 'No prompt ever had the label "nowhere"'],
    [['settings', 'set', 'colour', 'red'], 2, '"colour" is no setting.'],
    [['settings', 'set', 'default-branch', 'a b'], 1, 'must be the name of a branch'],
  ])('%j is told what is wrong', async (argv, exitCode, sentence) => {
    const here = { cwd: createRepository().root, server };
    const { code, stdout, stderr } = await ledger(here, ...argv);
    expect([code, stdout]).toEqual([exitCode, '']);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(sentence);
  });
});

describe('ledger labels', () => {
  it('lists, moves, deletes, and shows where they were', async () => {
    await setUp('labels');
    expect((await ledger(place, 'labels', 'list')).stdout).toContain('There are no labels yet');
    await ledger(place, 'labels', 'move', 'production', 'WELCOME@1');
    await ledger(place, 'labels', 'move', 'production', 'WELCOME@2');
    const { stdout } = await ledger(place, 'labels', 'list');
    expect(stdout).toMatch(/^LABEL +PROMPT +VERSION +CHECKSUM +MOVED +BY/);
    expect(stdout).toMatch(/^production +WELCOME +2 .*LEDGER_API_KEY +protected$/m);
    const branches = await ledgerJson(place, 'labels', 'list', 'BYE', '--branches');
    expect(branches.labels.map((each: { label: string }) => each.label)).toEqual(['active', 'branch/main']);
    const history = await ledger(place, 'labels', 'history', 'production', 'WELCOME');
    expect(history.stdout).toMatch(/WELCOME +1 +2 +promoted/);
    expect((await ledgerJson(place, 'labels', 'history', 'active', '-n', '1')).moves).toHaveLength(1);
    const deleted = await ledger(place, 'labels', 'delete', 'production', 'WELCOME');
    expect(deleted).toMatchObject({ code: 0, stdout: 'WELCOME has the label production no more.\n' });
    expect((await ledgerJson(place, 'labels', 'list', '--label', 'production')).labels).toEqual([]);
  });

  it('says what lost its label before one that had none', async () => {
    await setUp('halfway');
    await ledger(place, 'promote', 'WELCOME', 'BYE', '--label', 'canary');
    await ledger(place, 'labels', 'delete', 'canary', 'BYE');
    const halfway = ['labels', 'delete', 'canary', 'WELCOME', 'BYE'];
    const { code, stdout, stderr } = await ledger(place, ...halfway);
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'WELCOME has the label canary no more.\n' });
    expect(stderr).toContain('No prompt "BYE" has the label "canary"');
    expect(await ledger(place, ...halfway)).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('ledger settings', () => {
  it('shows and changes what the project does by itself', async () => {
    await setUp('settings');
    expect((await ledger(place, 'settings', 'show')).stdout).toBe(
      'project           settings\ndefault-branch    main or master\nprotected-labels  production\n',
    );
    const set = await ledgerJson(place, 'settings', 'set', 'default-branch', 'trunk');
    expect(set).toEqual({ project: 'settings', default_branch: 'trunk', protected_labels: ['production'] });
    await ledger(place, 'settings', 'set', 'protected-labels', 'prod, release/*');
    expect(await ledgerJson(place, 'settings', 'unset', 'default-branch')).toEqual({
      project: 'settings',
      default_branch: null,
      protected_labels: ['prod', 'release/*'],
    });
    expect((await ledger(place, 'settings', 'unset', 'protected-labels')).stdout).toContain(
      'protected-labels  none',
    );
  });

  it('needs a server', async () => {
    const { code } = await ledger(
      { cwd: createFolder().root, env: { LEDGER_URL: 'http://127.0.0.1:9' } },
      'settings',
      'show',
    );
    expect(code).toBe(3);
  });
});
