import path from 'node:path';
import { isSeq, parseDocument, type Document } from 'yaml';
import { editYaml } from './edit-yaml.ts';
import type { Manager, Project } from './manager.ts';
import { quote } from './script.ts';
import { ARGUMENTS, STAGES, type Stage } from './stages.ts';

const FILE = '.pre-commit-config.yaml';

/** The pre-commit framework: a repository "local" with a hook for each stage, in a file of YAML whose comments stay. */
export const preCommit: Manager = {
  name: 'pre-commit',
  isUsed: ({ root, read }) => read(path.join(root, FILE)) !== null,
  install(project) {
    const file = path.join(project.root, FILE);
    const before = project.read(file) ?? 'repos: []\n';
    const document = parseDocument(before);
    if (document.errors.length > 0) return broken(file, project);
    removeOwn(document, project);
    const repos = document.get('repos');
    const entry = document.createNode({
      repo: 'local',
      hooks: STAGES.map((stage) => ({ ...toHook(stage, project), stages: [nameOf(stage, project)] })),
    });
    if (isSeq(repos)) repos.add(entry);
    else document.set('repos', document.createNode([entry]));
    const types = STAGES.map((stage) => `-t ${stage}`).join(' ');
    const edits = editYaml(file, before, document);
    return { kind: 'edits', edits, next: edits.length > 0 ? `pre-commit install ${types}` : null };
  },
  uninstall(project) {
    const file = path.join(project.root, FILE);
    const before = project.read(file);
    if (before === null) return { kind: 'edits', edits: [], next: null };
    const document = parseDocument(before);
    if (document.errors.length > 0) return broken(file, project);
    removeOwn(document, project);
    return { kind: 'edits', edits: editYaml(file, before, document), next: null };
  },
  stateOf(project, stage) {
    const text = project.read(path.join(project.root, FILE));
    const config: unknown = text === null ? null : parseDocument(text).toJS();
    const hook = hooksIn(config).find(({ id }) => id === idOf(stage, project));
    if (hook === undefined) return 'missing';
    return hook.entry === toHook(stage, project).entry ? 'installed' : 'outdated';
  },
};

function idOf(stage: Stage, { folder }: Project): string {
  return `prompt-ledger-${stage}${folder === '' ? '' : `-${folder.replaceAll('/', '-')}`}`;
}

/** Always, and without names of files: a commit that only deletes has none, and many would start several copies. */
function toHook(stage: Stage, project: Project) {
  const { folder, bin } = project;
  const full = folder === '' ? bin : `${folder}/${bin}`;
  const inFolder = folder === '' ? '' : `cd ${quote(folder)} && `;
  return {
    id: idOf(stage, project),
    name: 'Prompt Ledger',
    entry: `sh -c "[ ! -x ${quote(full)} ] || { ${inFolder}${quote(bin)} ${ARGUMENTS[stage]}; }"`,
    language: 'system',
    pass_filenames: false,
    always_run: true,
  };
}

/** Before 3.2 two stages had other names, and with one that it does not know it lets no commit through. */
function nameOf(stage: Stage, { versionOf }: Project): string {
  const [, major, minor] = /(\d+)\.(\d+)/.exec(versionOf('pre-commit') ?? '') ?? [];
  const isOld = major !== undefined && (Number(major) < 3 || (major === '3' && Number(minor) < 2));
  return isOld ? stage.replace(/^pre-/, '') : stage;
}

/** A repository entry of ours has nothing but hooks of ours. */
function removeOwn(document: Document, project: Project): void {
  const repos = document.get('repos');
  if (!isSeq(repos)) return;
  const ids = new Set(STAGES.map((stage) => idOf(stage, project)));
  repos.items = repos.items.filter((item) => {
    const hooks = hooksIn({ repos: [document.createNode(item).toJS(document)] });
    return hooks.length === 0 || !hooks.every(({ id }) => ids.has(id));
  });
}

interface Hook {
  readonly id: string;
  readonly entry: unknown;
}

function hooksIn(config: unknown): Hook[] {
  if (typeof config !== 'object' || config === null || !('repos' in config)) return [];
  const repos: unknown[] = Array.isArray(config.repos) ? config.repos : [];
  return repos.flatMap((repo) =>
    typeof repo === 'object' && repo !== null && 'hooks' in repo && Array.isArray(repo.hooks)
      ? repo.hooks.filter(isHook)
      : [],
  );
}

function isHook(value: unknown): value is Hook {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}

function broken(file: string, project: Project) {
  const lines = STAGES.map((stage) => `  ${stage}: ${toHook(stage, project).entry}`);
  const advice = `Mend it, or give these stages a hook:\n${lines.join('\n')}`;
  return { kind: 'by-hand', reason: `${file} is no valid YAML.`, advice } as const;
}
