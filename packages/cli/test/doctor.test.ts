import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { openSpool } from '../src/ledger/spool.ts';
import { ledger, ledgerJson } from './support/ledger.ts';
import { createFolder, createRepository } from './support/repository.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

describe('ledger hooks', () => {
  it('are installed, told of and removed; what others have there stays', async () => {
    const repository = createRepository({ '.git/hooks/pre-push': '#!/bin/sh\nexec true\n' });
    const at = { cwd: repository.root };
    expect((await ledger(at, 'hooks', 'status')).code).toBe(1);
    const { code, stdout } = await ledger(at, 'hooks', 'install');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'Added to the hooks (plain): .git/hooks/pre-commit, .git/hooks/post-commit, .git/hooks/pre-push',
    );
    expect(stdout).toContain('npm install --save-dev @prompt-ledger/cli');
    expect((await ledger(at, 'hooks', 'status')).stdout).toMatch(/pre-push +installed\n/);
    expect((await ledger(at, 'hooks', 'install')).stdout).toContain('The hooks are there already');
    expect((await ledger(at, 'hooks', 'uninstall')).stdout).toContain('Removed from: ');
    const status = await ledger(at, 'hooks', 'status', '--json');
    expect(status.code).toBe(1);
    expect(JSON.parse(status.stdout).hooks).toMatchObject([
      { state: 'missing' },
      { state: 'missing' },
      { state: 'missing' },
    ]);
    expect(repository.git('status', '--porcelain')).toBe('');
  });

  it('are not put where other repositories have theirs, nor where there is no repository', async () => {
    const shared = createFolder();
    const repository = createRepository();
    repository.git('config', 'core.hooksPath', shared.root);
    const refused = await ledger({ cwd: repository.root }, 'hooks', 'install');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('which lies outside this repository');
    expect((await ledger({ cwd: shared.root }, 'hooks', 'install')).code).toBe(2);
  });

  it('are put into a folder of the repository, whatever its name begins with', async () => {
    const repository = createRepository();
    repository.git('config', 'core.hooksPath', '..hooks');
    const { code, stdout } = await ledger({ cwd: repository.root }, 'hooks', 'install');
    expect(code).toBe(0);
    expect(stdout).toContain('..hooks/pre-commit');
  });

  it('that a manager has yet to put where git looks are told to be idle', async () => {
    const repository = createRepository({ 'lefthook.yml': 'pre-commit:\n  commands: {}\n' });
    const at = { cwd: repository.root };
    expect((await ledger(at, 'hooks', 'install')).stdout).toContain('Now run: npx lefthook install');
    const { stdout } = await ledger(at, 'hooks', 'status');
    expect(stdout).toMatch(/pre-commit +idle: git finds no .*pre-commit; lefthook has yet to put it there/);
  });
});

describe('ledger doctor', () => {
  it('says what is well, and what is not with what to do', async () => {
    const repository = createRepository();
    const at = { cwd: repository.root, server };
    openSpool(repository.path('.git')).put({ prompts: [] }, new Date());
    const { code, stdout } = await ledger(at, 'doctor');
    expect(code).toBe(0);
    expect(stdout).toContain(`✓ server  ${server.url} (from LEDGER_URL)`);
    expect(stdout).toMatch(/! hooks +pre-commit \(plain\): missing\n +→ `ledger hooks install` adds it/);
    expect(stdout).toMatch(/! spool +1 registration to be delivered/);
    const off = await ledger({ ...at, env: { LEDGER: '0' } }, 'doctor');
    expect(off.stdout).toContain('LEDGER=0 is set: they do nothing');
  });

  it('fails where the server cannot be used', async () => {
    const folder = createFolder();
    const away = await ledger(
      { cwd: folder.root, server: { url: 'http://127.0.0.1:1', key: 'k' } },
      'doctor',
    );
    expect(away.code).toBe(1);
    expect(away.stdout).toMatch(/✗ server +No server answers at .*\n +→ Start one/);
    expect(away.stdout).toMatch(/! git +there is no repository/);
    const stranger = await ledger(
      { cwd: folder.root, server: { ...server, key: 'wrong' } },
      'doctor',
      '--json',
    );
    expect(stranger.code).toBe(1);
    expect(stranger.stdout).not.toContain('wrong');
  });

  it('goes on where git is not installed, or refuses', async () => {
    const repository = createRepository();
    const at = { cwd: repository.root, server };
    const without = await withPath(createFolder().root, () => ledger(at, 'doctor'));
    expect(without.code).toBe(1);
    expect(without.stdout).toMatch(/✗ git +it does not run: git is not installed, or not on the PATH/);
    expect(without.stdout).toMatch(/✗ hooks +git is not installed/);
    expect(without.stdout).toMatch(/✓ server/);
    const broken = createFolder({ '.git/HEAD': 'nonsense' });
    const refused = await ledger({ cwd: broken.root, server }, 'hooks', 'status');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/^error git refuses in .*: fatal: not a git repository/);
  });

  it('is the same for programs', async () => {
    const repository = createRepository();
    const { findings } = await ledgerJson({ cwd: repository.root, server }, 'doctor');
    expect(findings.map(({ about }: { about: string }) => about)).toEqual([
      'ledger',
      'git',
      'config',
      'server',
      'hooks',
      'hooks',
      'hooks',
      'spool',
    ]);
  });
});

async function withPath<T>(path: string, work: () => Promise<T>): Promise<T> {
  const before = process.env['PATH'];
  process.env['PATH'] = path;
  try {
    return await work();
  } finally {
    process.env['PATH'] = before;
  }
}
