import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Edit, Manager, Project } from './manager.ts';
import { findManager, getManager } from './managers.ts';
import { STAGES } from './stages.ts';

/** A repository that exists on paper. */
function project(
  files: Readonly<Record<string, string>>,
  hooksFolder = '/r/.git/hooks',
  version: string | null = null,
): Project & {
  readonly files: Record<string, string>;
} {
  const own: Record<string, string> = { ...files };
  return {
    root: '/r',
    folder: '',
    bin: 'node_modules/.bin/ledger',
    hooksFolder,
    files: own,
    read: (file) => own[file] ?? null,
    versionOf: () => version,
  };
}

function apply(
  on: { readonly files: Record<string, string> },
  plan: ReturnType<Manager['install']>,
): readonly Edit[] {
  if (plan.kind !== 'edits') throw new Error(plan.reason);
  for (const { file, text } of plan.edits) {
    if (text === null) delete on.files[file];
    else on.files[file] = text;
  }
  return plan.edits;
}

const LEFTHOOK = `# ours
pre-commit:
  parallel: true
  commands:
    lint:
      run: npm run lint # keep
`;
const PRE_COMMIT = `# ours
repos:
  - repo: https://github.com/pre-commit/pre-commit-hooks
    rev: v5.0.0 # keep
    hooks:
      - id: end-of-file-fixer
`;
const PACKAGE = `{
  "name": "x",
  "simple-git-hooks": {
    "pre-commit": "npx lint-staged"
  }
}
`;

describe.each([
  ['husky', { '/r/.husky/pre-commit': 'npm test\n' }, '/r/.husky/_'],
  ['lefthook', { '/r/lefthook.yml': LEFTHOOK }, undefined],
  ['pre-commit', { '/r/.pre-commit-config.yaml': PRE_COMMIT }, undefined],
  ['simple-git-hooks', { '/r/package.json': PACKAGE }, undefined],
  ['plain', { '/r/.git/hooks/pre-commit': '#!/bin/sh\nexec npm test\n' }, undefined],
])('%s', (name, files, hooksFolder) => {
  it('is found, gets all hooks once, and is left as it was', () => {
    const on = project(files, hooksFolder);
    const manager = findManager(on);
    expect(manager.name).toBe(name);
    expect(STAGES.map((stage) => manager.stateOf(on, stage))).toEqual(['missing', 'missing', 'missing']);
    apply(on, manager.install(on));
    expect(STAGES.map((stage) => manager.stateOf(on, stage))).toEqual([
      'installed',
      'installed',
      'installed',
    ]);
    for (const [file, text] of Object.entries(files)) {
      for (const line of text.split('\n').filter((one) => /keep|npm|rev:/.test(one)))
        expect(on.files[file]).toContain(line.trim().replace(/"$/, ''));
    }
    expect(apply(on, manager.install(on))).toEqual([]);
    const moved = { ...on, bin: '../node_modules/.bin/ledger' };
    expect(['outdated', 'missing']).toContain(manager.stateOf(moved, 'pre-commit'));
    apply(on, manager.uninstall(on));
    expect(on.files).toEqual(files);
    expect(apply(on, manager.uninstall(on))).toEqual([]);
  });
});

describe.each([
  [
    'lefthook',
    '/r/lefthook.yml',
    "pre-commit:\n    commands:\n        lint: {run: 'npm run lint'}   # keep\npost-commit:\n    commands: {}\n",
  ],
  [
    'pre-commit',
    '/r/.pre-commit-config.yaml',
    "repos:\n-   repo: local\n    hooks:\n    -   {id: 'lint', entry: lint}   # keep\n",
  ],
])('the file of %s, formatted as its owner likes it,', (name, file, text) => {
  it('is not touched by an uninstall that finds nothing of ours', () => {
    const on = project({ [file]: text });
    expect(findManager(on).name).toBe(name);
    expect(apply(on, findManager(on).uninstall(on))).toEqual([]);
  });

  it('is not touched by an install that finds all there', () => {
    const on = project({ [file]: text });
    const manager = findManager(on);
    apply(on, manager.install(on));
    const formatted = stringify(parse(on.files[file] ?? ''), { indent: 7, lineWidth: 0 });
    expect(formatted).not.toBe(on.files[file]);
    on.files[file] = formatted;
    expect(apply(on, manager.install(on))).toEqual([]);
    expect(apply(on, manager.uninstall(on))).toHaveLength(1);
    expect(on.files[file]).not.toContain('sync --staged');
  });
});

describe('a manager', () => {
  it('is husky where the packages of the project bring it, also before they are installed', () => {
    const files = {
      '/r/package.json': '{ "devDependencies": { "husky": "^9.1.7" } }',
      '/r/.husky/pre-commit': 'npm test\n',
    };
    const on = project(files);
    const plan = findManager(on).install(on);
    expect([findManager(on).name, plan.kind === 'edits' && plan.next]).toEqual(['husky', 'npx husky']);
    expect(apply(on, plan).map(({ file }) => file)).toContain('/r/.husky/pre-commit');
    const elsewhere = project(files, '/r/githooks');
    expect(findManager(elsewhere).name).toBe('plain');
  });

  it('that is at work comes before one that is only configured', () => {
    const files = {
      '/r/lefthook.yml': LEFTHOOK,
      '/r/package.json': PACKAGE,
      '/r/.git/hooks/pre-commit': '#!/bin/sh\n[ "$SKIP_SIMPLE_GIT_HOOKS" = 1 ] && exit 0\nnpx lint-staged\n',
    };
    expect(findManager(project(files)).name).toBe('simple-git-hooks');
    expect(getManager('nobody')).toBeNull();
  });

  it('whose file cannot be edited says what to write into it', () => {
    const cases: readonly (readonly [string, Record<string, string>])[] = [
      ['lefthook', { '/r/lefthook.toml': '' }],
      ['lefthook', { '/r/lefthook.yml': 'a: [' }],
      ['pre-commit', { '/r/.pre-commit-config.yaml': 'repos: [' }],
      ['simple-git-hooks', { '/r/.simple-git-hooks.cjs': '' }],
      ['plain', { '/r/.git/hooks/pre-commit': '#!/usr/bin/env python3\n' }],
    ];
    for (const [name, files] of cases) {
      const on = project(files);
      const plan = findManager(on).install(on);
      expect([findManager(on).name, plan.kind]).toEqual([name, 'by-hand']);
      expect(plan.kind === 'by-hand' && plan.advice).toContain('sync --staged');
    }
  });

  it.each([
    ['plain', '/r/.git/hooks/pre-commit', '#!/bin/sh\nexec npm test\n', undefined],
    ['husky', '/r/.husky/pre-commit', 'npm test\n', '/r/.husky/_'],
  ])('finds its part in a file whose lines end as on Windows: %s', (_name, file, text, hooksFolder) => {
    const on = project({ [file]: text }, hooksFolder);
    const manager = findManager(on);
    apply(on, manager.install(on));
    const crlf = (from: string) => from.replaceAll('\n', '\r\n');
    // As `core.autocrlf` hands them to a work tree.
    for (const [name, written] of Object.entries(on.files)) on.files[name] = crlf(written);
    // A shell would take the ends of lines for a part of its words.
    expect(manager.stateOf(on, 'pre-commit')).toBe('outdated');
    apply(on, manager.install(on));
    expect(on.files[file]?.split('>>> prompt-ledger >>>')).toHaveLength(2);
    expect(manager.stateOf(on, 'pre-commit')).toBe('installed');
    apply(on, manager.uninstall(on));
    expect(on.files).toEqual({ [file]: crlf(text) });
  });

  it.each([
    ['npm test', (own: string) => `npm test && ${own}`],
    ['npm test && npm run more', (own: string) => `npm test && ${own} && npm run more`],
    ['npm run more', (own: string) => `${own} && npm run more`],
    ['npm run more || true', (own: string) => `${own}; npm run more || true`],
  ])('leaves the commands of others before and behind its own: %s', (others, write) => {
    const on = project({ '/r/package.json': PACKAGE.replace('npx lint-staged', 'x') });
    const manager = findManager(on);
    apply(on, manager.install(on));
    const hooks = () => JSON.parse(on.files['/r/package.json'] ?? '')['simple-git-hooks'];
    const own = String(hooks()['pre-commit']).replace('x && ', '');
    on.files['/r/package.json'] = JSON.stringify({ 'simple-git-hooks': { 'pre-commit': write(own) } });
    apply(on, manager.install(on));
    expect(hooks()['pre-commit']).toBe(`${others} && ${own}`);
    on.files['/r/package.json'] = JSON.stringify({ 'simple-git-hooks': { 'pre-commit': write(own) } });
    apply(on, manager.uninstall(on));
    expect(hooks()['pre-commit']).toBe(others);
  });

  it.each(['', '# ours\n', 'pre-commit:\n', 'pre-commit:\n  commands:\npre-push: ~\n'])(
    'fills what its file has left empty: %j',
    (text) => {
      const on = project({ '/r/lefthook.yml': text });
      apply(on, findManager(on).install(on));
      expect(STAGES.map((stage) => findManager(on).stateOf(on, stage))).toEqual(
        STAGES.map(() => 'installed'),
      );
    },
  );

  it('is told to run it always, without names of files', () => {
    const on = project({ '/r/.pre-commit-config.yaml': PRE_COMMIT });
    apply(on, findManager(on).install(on));
    const { repos } = parse(on.files['/r/.pre-commit-config.yaml'] ?? '') as { repos: { hooks: object[] }[] };
    expect(repos[1]?.hooks[0]).toMatchObject({
      pass_filenames: false,
      always_run: true,
      stages: ['pre-commit'],
    });
  });

  it.each([
    [null, ['pre-commit', 'post-commit', 'pre-push']],
    ['pre-commit 4.3.0', ['pre-commit', 'post-commit', 'pre-push']],
    ['pre-commit 3.2.0', ['pre-commit', 'post-commit', 'pre-push']],
    ['pre-commit 3.1.1', ['commit', 'post-commit', 'push']],
    ['pre-commit 2.17.0', ['commit', 'post-commit', 'push']],
  ])('calls the stages of %s as it does', (version, stages) => {
    const on = project({ '/r/.pre-commit-config.yaml': 'repos: []\n' }, undefined, version);
    apply(on, findManager(on).install(on));
    const { repos } = parse(on.files['/r/.pre-commit-config.yaml'] ?? '') as {
      repos: { hooks: { stages: string[] }[] }[];
    };
    expect(repos[0]?.hooks.map((hook) => hook.stages)).toEqual(stages.map((stage) => [stage]));
    expect(STAGES.map((stage) => findManager(on).stateOf(on, stage))).toEqual(STAGES.map(() => 'installed'));
  });
});
