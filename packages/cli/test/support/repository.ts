import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** A temporary folder, removed when the test ends. */
export interface Folder {
  readonly root: string;
  write(files: Readonly<Record<string, string>>): void;
  path(relative: string): string;
}

export interface Repository extends Folder {
  git(...args: string[]): string;
  commit(message?: string): void;
}

export function createFolder(files: Readonly<Record<string, string>> = {}): Folder {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'ledger-cli-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder: Folder = {
    root,
    path: (relative) => path.join(root, relative),
    write: (contents) => {
      for (const [name, text] of Object.entries(contents)) {
        mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
        writeFileSync(path.join(root, name), text);
      }
    },
  };
  folder.write(files);
  return folder;
}

/** A real git repository with these files in its work tree, not committed yet. */
export function createRepository(files: Readonly<Record<string, string>> = {}): Repository {
  const folder = createFolder(files);
  const git = (...args: string[]) => runGit(folder.root, args);
  git('init', '--quiet', '--initial-branch', 'main');
  return {
    ...folder,
    git,
    commit: (message = 'A change') => {
      git('add', '--all');
      git('commit', '--quiet', '--message', message);
    },
  };
}

/** A repository in the middle of a merge that both sides of changed `a.ts`. */
export function createConflict(): Repository {
  const repository = createRepository({ 'a.ts': '1\n' });
  repository.commit();
  repository.git('checkout', '--quiet', '-b', 'other');
  repository.write({ 'a.ts': '2\n' });
  repository.commit();
  repository.git('checkout', '--quiet', 'main');
  repository.write({ 'a.ts': '3\n' });
  repository.commit();
  try {
    repository.git('merge', 'other');
  } catch {
    return repository;
  }
  throw new Error('The merge should have had a conflict.');
}

/** git without the configuration of whoever runs the tests, and without the repository of a hook that runs them. */
function runGit(cwd: string, args: readonly string[]): string {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  const identity = [
    '-c',
    'user.name=Test',
    '-c',
    'user.email=test@example.com',
    '-c',
    'core.hooksPath=/dev/null',
  ];
  return execFileSync('git', [...identity, '-c', 'protocol.file.allow=always', ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' },
  });
}
