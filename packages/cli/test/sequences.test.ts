import { rmSync } from 'node:fs';
import { chmodSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HistoryResponse } from '@prompt-ledger/shared/contract';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { buildLedger, type Built } from './support/built.ts';
import { createHooked, openHooked, type Hooked } from './support/hooked.ts';
import { ledger, ledgerJson } from './support/ledger.ts';

let built: Built;
let server: TestServer;
beforeAll(async () => {
  [built, server] = await Promise.all([buildLedger(), startTestServer()]);
});
afterAll(async () => {
  built.remove();
  await server.close();
});

const prompt = (name: string, text: string) => `export const ${name}_PROMPT = '${text}';\n`;

/** A repository with one prompt of a name that no other test has. */
async function withPrompt(name: string, text = 'One {{x}}.'): Promise<Hooked> {
  const repository = await createHooked({ bin: built.script, server, files: { 'a.ts': prompt(name, text) } });
  await repository.commit('First');
  return repository;
}

const sync = (repository: Hooked, ...args: string[]) =>
  ledger({ cwd: repository.root, server }, 'sync', ...args);

async function historyOf(name: string): Promise<HistoryResponse> {
  const answer = await fetch(`${server.url}/v1/prompts/${name}_PROMPT/history`, {
    headers: { 'x-api-key': server.key },
  });
  return (await answer.json()) as HistoryResponse;
}

/** Each version with its text, oldest first, the active one with a star; then the drafts. */
async function told(name: string): Promise<string[]> {
  const { versions = [], drafts = [] } = await historyOf(name);
  return [
    ...versions
      .toReversed()
      .map(
        ({ version, template_source: text, status }) => `${version}${status === 'active' ? '*' : ''} ${text}`,
      ),
    ...drafts.map(({ template_source: text }) => `draft ${text}`),
  ];
}

const firstSeen = async (name: string, version: number) =>
  (await historyOf(name)).versions.find((one) => one.version === version)?.first_seen;

describe('on a real server', () => {
  it('a commit gives the next number; one that its message hook refuses gives none', async () => {
    const repository = await withPrompt('ABORTED');
    expect(await told('ABORTED')).toEqual(['1* One {{x}}.']);
    repository.write({ '.git/hooks/commit-msg': '#!/bin/sh\ngrep -q good "$1"\n' });
    chmodSync(repository.path('.git/hooks/commit-msg'), 0o755);
    repository.write({ 'a.ts': prompt('ABORTED', 'Refused {{x}}.') });
    expect((await repository.commit('bad')).code).toBe(1);
    expect(await told('ABORTED')).toEqual(['1* One {{x}}.', 'draft Refused {{x}}.']);
    repository.write({ 'a.ts': prompt('ABORTED', 'Two {{x}}.') });
    await repository.commit('good');
    expect(await told('ABORTED')).toEqual(['1 One {{x}}.', '2* Two {{x}}.', 'draft Refused {{x}}.']);
    const head = (await repository.git('rev-parse', 'HEAD')).trim();
    expect(await firstSeen('ABORTED', 2)).toMatchObject({
      source: 'commit',
      commit: head,
      branch: 'main',
      author: 'Test <test@example.com>',
      path: 'a.ts',
      line: 1,
    });
  });

  it('an amended message makes nothing new; an amended text is one more version', async () => {
    const repository = await withPrompt('AMENDED');
    await repository.git('commit', '--quiet', '--amend', '-m', 'Another message');
    expect(await told('AMENDED')).toEqual(['1* One {{x}}.']);
    repository.write({ 'a.ts': prompt('AMENDED', 'Two {{x}}.') });
    await repository.commit('Amended', '--amend');
    expect(await told('AMENDED')).toEqual(['1 One {{x}}.', '2* Two {{x}}.']);
  });

  it('what was committed with --no-verify is there, and so is what a rebase ended with after a sync', async () => {
    const repository = await withPrompt('REBASED');
    await repository.git('switch', '--quiet', '-c', 'topic');
    for (let pick = 1; pick <= 5; pick += 1) {
      repository.write({ 'a.ts': prompt('REBASED', `Pick ${pick} {{x}}.`) });
      await repository.commit(`Pick ${pick}`, '--no-verify');
    }
    await repository.git('switch', '--quiet', 'main');
    repository.write({ 'README.md': 'Main went on.' });
    await repository.commit();
    const before = await told('REBASED');
    expect(before).toHaveLength(6);
    expect(before[0]).toBe('1* One {{x}}.');
    await repository.git('rebase', '--quiet', 'main', 'topic');
    expect((await sync(repository)).stdout).toContain(
      'Nothing became active: only the default branch does that.',
    );
    expect(await told('REBASED')).toEqual(before);
  });

  it('a cherry-pick is a second sighting of the same version, and a revert brings the old one back', async () => {
    const repository = await withPrompt('PICKED');
    await repository.git('switch', '--quiet', '-c', 'topic');
    repository.write({ 'a.ts': prompt('PICKED', 'Two {{x}}.') });
    await repository.commit();
    expect(await told('PICKED')).toEqual(['1* One {{x}}.', '2 Two {{x}}.']);
    await repository.git('switch', '--quiet', 'main');
    await repository.git('cherry-pick', 'topic');
    expect(await told('PICKED')).toEqual(['1 One {{x}}.', '2* Two {{x}}.']);
    const two = (await historyOf('PICKED')).versions.find((one) => one.version === 2);
    expect(two?.last_seen?.commit).not.toBe(two?.first_seen?.commit);
    await repository.git('revert', '--no-edit', 'HEAD');
    expect(await told('PICKED')).toEqual(['1* One {{x}}.', '2 Two {{x}}.']);
  });

  it('a merge and a squash bring a build nothing new', async () => {
    const repository = await withPrompt('MERGED');
    await repository.git('switch', '--quiet', '-c', 'topic');
    repository.write({ 'a.ts': prompt('MERGED', 'Two {{x}}.') });
    await repository.commit();
    await repository.git('switch', '--quiet', 'main');
    await repository.git('merge', '--quiet', '--no-ff', '--no-edit', 'topic');
    const build = await ledgerJson({ cwd: repository.root, server, env: { CI: 'true' } }, 'sync');
    expect(build).toMatchObject({ branch: 'main', complete: true, activation: { activates: true } });
    expect(await told('MERGED')).toEqual(['1 One {{x}}.', '2* Two {{x}}.']);
    await repository.git('reset', '--quiet', '--hard', 'HEAD^');
    await repository.git('merge', '--quiet', '--squash', 'topic');
    await repository.git('commit', '--quiet', '-m', 'Squashed');
    await sync(repository, '--ci');
    expect(await told('MERGED')).toEqual(['1 One {{x}}.', '2* Two {{x}}.']);
  });

  it('a build says what is gone, and a later one that it is back', async () => {
    const repository = await withPrompt('ARCHIVED');
    repository.write({ 'b.ts': prompt('STAYING', 'Stays {{x}}.') });
    await repository.commit();
    await sync(repository, '--ci');
    await repository.git('rm', '--quiet', 'a.ts');
    await repository.commit();
    expect((await sync(repository, '--ci')).stdout).toContain('Gone, and archived: ARCHIVED_PROMPT');
    expect((await historyOf('ARCHIVED')).archived_at).not.toBeNull();
    repository.write({ 'a.ts': prompt('ARCHIVED', 'One {{x}}.') });
    await repository.commit();
    await sync(repository, '--ci');
    expect((await historyOf('ARCHIVED')).archived_at).toBeNull();
  });

  it.each([
    ['a build', ['--ci']],
    ['a sync by hand', []],
  ])('%s that finds no prompt any more says so, and a later one that one is back', async (_, args) => {
    const name = args.length > 0 ? 'LAST_BUILT' : 'LAST';
    const repository = await withPrompt(name);
    await repository.git('remote', 'add', 'origin', `https://example.com/emptied/${name}.git`);
    await sync(repository, ...args);
    // A prompt whose text is not known is there, alone and beside others.
    const dynamic =
      "['You are a careful assistant. Answer in one short sentence.', ...load()].sort().join(' ')";
    repository.write({
      'a.ts': `declare const load: () => string[];\nexport const ${name}_PROMPT = ${dynamic};\n`,
    });
    await repository.commitQuietly();
    await sync(repository, ...args);
    expect((await historyOf(name)).archived_at).toBeNull();
    repository.write({ 'b.ts': prompt(`${name}_BESIDE`, 'Stays {{x}}.') });
    await repository.commitQuietly();
    expect((await sync(repository, ...args)).stdout).not.toContain('archived');
    await repository.git('rm', '--quiet', 'b.ts');
    repository.write({ 'a.ts': 'export const nothing = 1;\n' });
    await repository.commitQuietly();
    await sync(repository, ...args, '--dry-run');
    expect((await historyOf(name)).archived_at).toBeNull();
    expect((await sync(repository, ...args)).stdout).toContain(
      `Gone, and archived: ${name}_BESIDE_PROMPT, ${name}_PROMPT`,
    );
    expect((await historyOf(name)).archived_at).not.toBeNull();
    expect((await sync(repository, ...args)).stdout).not.toContain('archived');
    repository.write({ 'a.ts': prompt(name, 'One {{x}}.') });
    await repository.commitQuietly();
    expect((await sync(repository, ...args)).stdout).toContain(`Back from the archive: ${name}_PROMPT`);
  });

  it('a build of an older commit that ends late moves nothing back', async () => {
    const repository = await withPrompt('LATE');
    const older = (await repository.git('rev-parse', 'HEAD')).trim();
    repository.write({ 'a.ts': prompt('LATE', 'Two {{x}}.') });
    await repository.commit();
    const github = (run: string, sha: string) => ({
      cwd: repository.root,
      server,
      env: { GITHUB_ACTIONS: 'true', GITHUB_REF: 'refs/heads/main', GITHUB_SHA: sha, GITHUB_RUN_NUMBER: run },
    });
    const newer = (await repository.git('rev-parse', 'HEAD')).trim();
    expect((await ledger(github('12', newer), 'sync')).code).toBe(0);
    await repository.git('checkout', '--quiet', '--detach', older);
    expect((await ledger(github('11', older), 'sync')).code).toBe(0);
    expect(await told('LATE')).toEqual(['1 One {{x}}.', '2* Two {{x}}.']);
  });

  it('a pull request, checked out as a merge at depth 1, is known by its own commit and activates nothing', async () => {
    const repository = await withPrompt('PULLED');
    const base = (await repository.git('rev-parse', 'HEAD')).trim();
    await repository.git('switch', '--quiet', '-c', 'topic');
    repository.write({ 'a.ts': prompt('PULLED', 'Two {{x}}.') });
    await repository.commitQuietly('Topic');
    const head = (await repository.git('rev-parse', 'HEAD')).trim();
    await repository.git('switch', '--quiet', 'main');
    await repository.git('switch', '--quiet', '-c', 'pull');
    await repository.git('merge', '--quiet', '--no-ff', '--no-edit', 'topic');
    const merge = (await repository.git('rev-parse', 'HEAD')).trim();
    repository.write({
      'node_modules/event.json': JSON.stringify({
        pull_request: { number: 7, head: { sha: head, ref: 'topic' }, base: { sha: base, ref: 'main' } },
      }),
    });
    const clone = repository.path('node_modules/clone');
    await repository.git(
      'clone',
      '--quiet',
      '--depth',
      '1',
      '--branch',
      'pull',
      `file://${repository.root}`,
      clone,
    );
    await repository.git('-C', clone, 'checkout', '--quiet', '--detach');
    const env = {
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: repository.path('node_modules/event.json'),
      GITHUB_REF: 'refs/pull/7/merge',
      GITHUB_SHA: merge,
      GITHUB_RUN_NUMBER: '3',
    };
    const shallow = await ledgerJson({ cwd: clone, server, env }, 'sync');
    expect(shallow).toMatchObject({ commit: head, branch: 'topic', complete: false });
    expect(shallow.activation).toMatchObject({ activates: false, reason: 'pull_request' });
    expect(await told('PULLED')).toEqual(['1* One {{x}}.', '2 Two {{x}}.']);
    expect(await firstSeen('PULLED', 2)).toMatchObject({
      commit: head,
      branch: 'topic',
      base,
      pull_request: '7',
    });
    // With its history the commit itself is there to be read.
    const whole = await ledgerJson({ cwd: repository.root, server, env }, 'sync');
    expect(whole).toMatchObject({ commit: head, complete: true });
  });

  it('a build without git knows its commit from the command line', async () => {
    const repository = await withPrompt('GITLESS');
    const commit = (await repository.git('rev-parse', 'HEAD')).trim();
    rmSync(repository.path('.git'), { recursive: true });
    const nameless = await sync(repository, '--ci');
    expect(nameless).toMatchObject({ code: 2, stdout: '' });
    expect(nameless.stderr).toContain('--commit <id>');
    expect((await sync(repository, '--ci', '--commit', commit, '--branch', 'main')).stdout).toContain(
      `Seen in commit ${commit.slice(0, 12)} on branch main.`,
    );
  });

  it('a build that finds neither git nor a prompt says nothing of what the commit has not', async () => {
    const repository = await withPrompt('WRONG_FOLDER');
    await sync(repository, '--ci');
    rmSync(repository.path('.git'), { recursive: true });
    rmSync(repository.path('a.ts'));
    const empty = await sync(repository, '--ci', '--commit', 'e'.repeat(40), '--branch', 'main');
    expect(empty).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing was recorded') });
    expect((await historyOf('WRONG_FOLDER')).archived_at).toBeNull();
  });

  it('by hand, what HEAD has is seen in it, and the rest is a draft until it is committed', async () => {
    const repository = await withPrompt('BY_HAND');
    repository.write({
      'a.ts': prompt('BY_HAND', 'Two {{x}}.'),
      'b.ts': prompt('BY_HAND_NEW', 'New {{x}}.'),
    });
    const { stdout } = await sync(repository);
    expect(stdout).toMatch(/~ BY_HAND_PROMPT +1 → draft/);
    expect(stdout).toMatch(/\+ BY_HAND_NEW_PROMPT +new, draft/);
    expect(stdout).toContain('2 drafts: not committed yet. They get their numbers with the commit.');
    expect(await told('BY_HAND')).toEqual(['1* One {{x}}.', 'draft Two {{x}}.']);
    await repository.commitQuietly();
    expect((await sync(repository)).stdout).toMatch(/BY_HAND_PROMPT +1 → 2/);
    expect(await told('BY_HAND')).toEqual(['1 One {{x}}.', '2* Two {{x}}.']);
    expect(await told('BY_HAND_NEW')).toEqual(['1* New {{x}}.']);
  });

  it('two work trees at once, each on a branch of its own', async () => {
    const repository = await withPrompt('TREES');
    const place = repository.path('node_modules/linked');
    await repository.git('worktree', 'add', '--quiet', '-b', 'linked', place);
    const path = (name: string) => `${place}/${name}`;
    const linked = openHooked({ bin: built.script, server, at: { ...repository, root: place, path } });
    repository.write({
      'a.ts': prompt('TREES', 'Main {{x}}.'),
      'node_modules/linked/a.ts': prompt('TREES', 'Linked {{x}}.'),
    });
    await Promise.all([repository.commit(), linked.commit()]);
    const { versions } = await historyOf('TREES');
    const seen = versions.map(({ template_source: text, first_seen: first, status }) => [
      text,
      first?.branch,
      status,
    ]);
    expect(seen.toSorted()).toEqual([
      ['Linked {{x}}.', 'linked', 'draft'],
      ['Main {{x}}.', 'main', 'active'],
      ['One {{x}}.', 'main', 'deprecated'],
    ]);
    expect(await repository.spooled()).toEqual([]);
  });

  it('what waited for the server is delivered by a sync by hand, which says so in a line', async () => {
    const repository = await withPrompt('WAITED');
    const offline = openHooked({
      bin: built.script,
      server: { url: 'http://127.0.0.1:1', key: server.key },
      at: repository,
    });
    repository.write({ 'a.ts': prompt('WAITED', 'Two {{x}}.') });
    await offline.commit();
    repository.write({ 'a.ts': prompt('WAITED', 'Three {{x}}.') });
    await offline.commit();
    expect(await repository.spooled()).toHaveLength(4);
    expect((await sync(repository, '--dry-run')).code).toBe(0);
    expect(await repository.spooled()).toHaveLength(4);
    const { stdout } = await sync(repository);
    expect(stdout).toMatch(/\nledger: delivered late: WAITED_PROMPT\n$/);
    expect(await told('WAITED')).toEqual(['1 One {{x}}.', '2 Two {{x}}.', '3* Three {{x}}.']);
    expect(await repository.spooled()).toEqual([]);
  });

  it('a build fails by itself where the server does, unless it may', async () => {
    const repository = await withPrompt('FAILING');
    const away = { cwd: repository.root, server: { url: 'http://127.0.0.1:1', key: 'k' } };
    expect((await ledger(away, 'sync', '--allow-failure')).code).toBe(0);
    expect((await ledger(away, 'sync')).code).toBe(3);
    const other = { cwd: repository.root, server: { url: server.url, key: 'wrong' } };
    expect((await ledger(other, 'sync', '--ci')).code).toBe(4);
    const allowed = await ledger(other, 'sync', '--ci', '--allow-failure');
    expect(allowed).toMatchObject({ code: 0, stdout: '' });
    expect(allowed.stderr).toContain('warning: ');
  });
});
