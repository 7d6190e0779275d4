import { readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ledger } from './support/ledger.ts';
import { createFolder, createRepository } from './support/repository.ts';
import { check, checkJson, createBranch, kindsOf, LONG, prompt } from './support/checked.ts';

describe('what is compared', () => {
  it('is what the branch did since it left its base, not what others did there', async () => {
    const repository = createBranch({ 'src/prompts/a.ts': prompt('A', LONG) });
    repository.write({ 'src/prompts/own.ts': prompt('OWN', `${LONG} Own.`) });
    repository.commit();
    repository.git('checkout', '--quiet', 'main');
    repository.write({ 'src/prompts/theirs.ts': prompt('THEIRS', `${LONG} Theirs.`) });
    repository.commit();
    repository.git('checkout', '--quiet', 'topic');
    expect(await kindsOf(repository)).toEqual(['new OWN_PROMPT']);
    expect(await kindsOf(repository, '--base', 'main', '--head', 'main')).toEqual([]);
    expect(await kindsOf(repository, '--base', 'topic', '--head', 'main')).toEqual(['new THEIRS_PROMPT']);
  });

  it('is the first of the usual bases that is there', async () => {
    const origin = createRepository({ 'src/prompts/a.ts': prompt('A', LONG) });
    origin.commit();
    const root = `${createFolder().root}/clone`;
    origin.git('clone', '--quiet', origin.root, root);
    expect((await check({ root })).stdout).toContain('compared with where it left origin/HEAD (');
    origin.git('-C', root, 'remote', 'set-head', 'origin', '--delete');
    expect((await check({ root })).stdout).toContain('left origin/main (');
    origin.git('-C', root, 'remote', 'remove', 'origin');
    expect((await check({ root })).stdout).toContain('left main (');
    origin.git('-C', root, 'branch', '--move', 'main', 'trunk');
    expect(await check({ root })).toMatchObject({ code: 2, stderr: expect.stringContaining('--base') });
  });

  it('may be what is staged, with a file that is staged in part', async () => {
    const repository = createBranch({ 'src/prompts/a.ts': prompt('A', LONG) });
    repository.write({
      'src/prompts/a.ts': prompt('A', `${LONG} One.`),
      'src/prompts/b.ts': prompt('B', LONG),
    });
    repository.git('add', 'src/prompts/a.ts');
    repository.write({ 'src/prompts/a.ts': prompt('A', LONG) });
    expect(await kindsOf(repository, '--staged')).toEqual(['changed A_PROMPT']);
    expect(await kindsOf(repository)).toEqual(['new B_PROMPT']);
    expect(await check(repository, '--staged', '--head', 'main')).toMatchObject({ code: 2 });
  });

  it('is nothing before the first commit: all is new', async () => {
    const repository = createRepository({ 'src/prompts/a.ts': prompt('A', LONG) });
    const { code, stdout } = await check(repository);
    expect(code).toBe(0);
    expect(stdout).toContain('compared with nothing: there is no commit yet.');
    expect(await kindsOf(repository)).toEqual(['new A_PROMPT']);
    repository.git('add', '--all');
    expect(await kindsOf(repository, '--staged')).toEqual(['new A_PROMPT']);
    expect(await check(repository, '--base', 'main')).toMatchObject({ code: 2 });
  });

  it('may be one commit on both sides, which is said', async () => {
    const repository = createRepository({ 'src/prompts/a.ts': prompt('A', LONG) });
    repository.commit();
    const same = await check(repository, '--head', 'HEAD');
    expect(same).toMatchObject({ code: 0 });
    expect(same.stdout).toContain('They are one commit: nothing can differ.');
    expect((await check(repository)).stdout).toContain(
      'That is HEAD: only what is not committed can differ.',
    );
  });

  it('is the other commit itself where there is no common history', async () => {
    const repository = createRepository({ 'src/prompts/a.ts': prompt('A', LONG) });
    repository.commit();
    repository.git('checkout', '--quiet', '--orphan', 'topic');
    repository.write({ 'src/prompts/a.ts': prompt('B', LONG) });
    repository.commit();
    const { stdout } = await check(repository);
    expect(stdout).toContain('compared with main itself');
    expect(stdout).toContain('renamed from A_PROMPT');
  });

  it('cannot be told in a shallow clone, which says what to fetch', async () => {
    const origin = createBranch({ 'src/prompts/a.ts': prompt('A', LONG) });
    origin.write({ 'src/prompts/a.ts': prompt('A', `${LONG} One.`) });
    origin.commit();
    origin.git('checkout', '--quiet', '--detach');
    const root = `${createFolder().root}/clone`;
    origin.git('clone', '--quiet', '--depth', '1', '--branch', 'topic', `file://${origin.root}`, root);
    const absent = await check({ root }, '--base', 'origin/main');
    expect(absent).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('git fetch --unshallow origin main'),
    });
    // A clone of one branch takes that for the branch of all.
    origin.git('-C', root, 'remote', 'set-head', 'origin', '--delete');
    expect((await check({ root })).stderr).toContain('git fetch --unshallow');
    origin.git('-C', root, 'fetch', '--quiet', '--depth', '1', 'origin', 'main:refs/remotes/origin/main');
    const apart = await check({ root }, '--base', 'origin/main');
    expect(apart).toMatchObject({ code: 2, stderr: expect.stringContaining('This clone is shallow') });
    origin.git('-C', root, 'fetch', '--quiet', '--deepen', '1');
    expect(await kindsOf({ root }, '--base', 'HEAD^1')).toEqual(['changed A_PROMPT']);
    expect(await kindsOf({ root }, '--base', 'origin/main')).toEqual(['changed A_PROMPT']);
  });

  it('must be there: no such ref, an option in its place, no git', async () => {
    const repository = createBranch({ 'src/prompts/a.ts': prompt('A', LONG) });
    for (const ref of ['nope', '', '--all', 'HEAD:src', 'a b', '1234567890123456789012345678901234567890']) {
      const result = await check(repository, `--base=${ref}`);
      expect([ref, result.code, result.stdout]).toEqual([ref, 2, '']);
    }
    expect((await check(repository, '--head', 'nope')).stderr).toContain('There is no commit nope here.');
    expect(await check(createFolder())).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no git repository'),
    });
    expect(await check(repository, '--json', '--format', 'sarif')).toMatchObject({ code: 2 });
  });

  it('is the text, however its lines end on disk', async () => {
    const repository = createBranch({
      'src/prompts/a.ts': `import text from './tone.md';\nexport const A_PROMPT = \`${LONG}\n\${text}\`;\n`,
      'src/prompts/tone.md': 'Be\nbrief.\n',
    });
    repository.git('config', 'core.autocrlf', 'true');
    rmSync(repository.path('src'), { recursive: true });
    repository.git('checkout', '--quiet', '--', '.');
    expect(readFileSync(repository.path('src/prompts/tone.md'), 'latin1')).toContain('\r\n');
    expect(await kindsOf(repository)).toEqual([]);
    await ledger({ cwd: repository.root }, 'extract');
    expect(await kindsOf(repository)).toEqual([]);
  });

  it('leaves out on both sides what a sparse checkout leaves out', async () => {
    const repository = createBranch({
      'kept/a.ts': prompt('A', LONG),
      'left/prompts/b.ts': prompt('B', `${LONG} B`),
    });
    repository.git('sparse-checkout', 'set', 'kept');
    expect(await kindsOf(repository)).toEqual([]);
    expect(await kindsOf(repository, '--staged')).toEqual([]);
    repository.git('sparse-checkout', 'disable');
    expect((await checkJson(repository)).counts.unchanged).toBe(2);
  });

  it('follows what a prompt imports', async () => {
    const repository = createBranch({
      'src/prompts/a.ts': `import { TONE } from '../tone';\nexport const A_PROMPT = \`${LONG} \${TONE}\`;\n`,
      'src/tone.ts': "export const TONE = 'Be brief.';\n",
    });
    repository.write({ 'src/tone.ts': "export const TONE = 'Be kind.';\n" });
    expect(await kindsOf(repository)).toEqual(['changed A_PROMPT']);
    expect(await kindsOf(repository, '--head', 'HEAD')).toEqual([]);
  });

  it('is the same from a sub-folder and in a linked work tree', async () => {
    const repository = createBranch({ 'src/prompts/a.ts': prompt('A', LONG) });
    repository.write({ 'src/prompts/b.ts': prompt('B', `${LONG} B`) });
    expect(await kindsOf({ root: repository.path('src') })).toEqual(['new B_PROMPT']);
    const linked = `${createFolder().root}/linked`;
    repository.git('worktree', 'add', '--quiet', '-b', 'other', linked);
    expect(await kindsOf({ root: linked })).toEqual([]);
    renameSync(path.join(linked, 'src/prompts/a.ts'), path.join(linked, 'src/prompts/c.ts'));
    expect(await kindsOf({ root: linked })).toEqual(['moved A_PROMPT']);
  });
});
