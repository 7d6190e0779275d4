import { execFileSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createFolder, createRepository } from '../../test/support/repository.ts';
import { readBranch } from './facts.ts';

/** A git that says this of HEAD, as one does that is newer than the one which runs the tests. */
function withGit(head: string): void {
  const folder = createFolder({
    git: `#!/bin/sh\ncase "$*" in *"symbolic-ref --quiet HEAD") ${head} ;; esac\n`,
  });
  chmodSync(folder.path('git'), 0o755);
  const before = process.env['PATH'];
  process.env['PATH'] = `${folder.root}${path.delimiter}${before ?? ''}`;
  onTestFinished(() => {
    process.env['PATH'] = before;
  });
}

describe('the branch that is checked out', () => {
  it('is read from the file that says it', () => {
    const repository = createRepository({ 'a.ts': '' });
    expect(readBranch(repository.path('.git'))).toBe('main');
    repository.commit();
    repository.git('checkout', '--quiet', '-b', 'feat/x');
    expect(readBranch(repository.path('.git'))).toBe('feat/x');
    repository.git('checkout', '--quiet', '--detach');
    expect(readBranch(repository.path('.git'))).toBeNull();
    expect(readBranch(repository.path('none'))).toBeNull();
  });

  // `git init --ref-format=reftable` leaves this in HEAD for programs that do not know it.
  it.each([
    ['echo refs/heads/feat/x', 'feat/x'],
    ['exit 1', null],
  ])('is told by git where references are kept in tables: %s', (head, branch) => {
    const folder = createFolder({ HEAD: 'ref: refs/heads/.invalid\n' });
    withGit(head);
    expect(readBranch(folder.root)).toBe(branch);
  });

  it.skipIf(!hasReftable())('is that of a repository whose references are kept in tables', () => {
    const repository = createRepository({ 'a.ts': '' });
    repository.git('init', '--quiet', '--ref-format=reftable', '--initial-branch', 'feat/x', 'tables');
    expect(readBranch(repository.path('tables/.git'))).toBe('feat/x');
  });
});

/** git 2.45 and later. */
function hasReftable(): boolean {
  const [, major, minor] =
    /(\d+)\.(\d+)/.exec(execFileSync('git', ['--version'], { encoding: 'utf8' })) ?? [];
  return Number(major) > 2 || (major === '2' && Number(minor) >= 45);
}
