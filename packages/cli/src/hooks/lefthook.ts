import path from 'node:path';
import { parseDocument, type Document } from 'yaml';
import { editYaml } from './edit-yaml.ts';
import type { Manager, Project } from './manager.ts';
import { buildCommand } from './script.ts';
import { STAGES, type Stage } from './stages.ts';

const NAMES = ['lefthook.yml', 'lefthook.yaml', '.lefthook.yml', '.lefthook.yaml'];
const OTHER_NAMES = ['lefthook.toml', 'lefthook.json', '.lefthook.toml', '.lefthook.json'];

/** lefthook: a command for each hook in a file of YAML, whose comments stay. */
export const lefthook: Manager = {
  name: 'lefthook',
  isUsed: (project) => find(project, [...NAMES, ...OTHER_NAMES]) !== null,
  install(project) {
    const config = find(project, NAMES);
    if (config === null)
      return { kind: 'by-hand', reason: 'Only lefthook.yml can be edited here.', advice: adviseAll(project) };
    const document = parseDocument(config.text);
    if (document.errors.length > 0) return broken(config.file, project);
    for (const stage of STAGES) setCommand(document, stage, project);
    const edits = editYaml(config.file, config.text, document);
    return { kind: 'edits', edits, next: edits.length > 0 ? 'npx lefthook install' : null };
  },
  uninstall(project) {
    const config = find(project, NAMES);
    if (config === null) return { kind: 'edits', edits: [], next: null };
    const document = parseDocument(config.text);
    if (document.errors.length > 0) return broken(config.file, project);
    for (const stage of STAGES) deleteCommand(document, stage, project);
    const edits = editYaml(config.file, config.text, document);
    return { kind: 'edits', edits, next: null };
  },
  stateOf(project, stage) {
    const config = find(project, NAMES);
    const run = config && parseDocument(config.text).getIn([stage, 'commands', nameOf(project), 'run']);
    if (typeof run !== 'string') return 'missing';
    return run === buildCommand(stage, project) ? 'installed' : 'outdated';
  },
};

function find({ root, read }: Project, names: readonly string[]): { file: string; text: string } | null {
  for (const name of names) {
    const file = path.join(root, name);
    const text = read(file);
    if (text !== null) return { file, text };
  }
  return null;
}

function nameOf({ folder }: Project): string {
  return folder === '' ? 'prompt-ledger' : `prompt-ledger in ${folder}`;
}

/** Not by the files that lefthook would hand over: a commit that only deletes has none. */
function setCommand(document: Document, stage: Stage, project: Project): void {
  // A key without a value holds nothing that something could be added to.
  for (const place of [[stage], [stage, 'commands']]) {
    if (document.getIn(place) === null) document.deleteIn(place);
  }
  document.setIn([stage, 'commands', nameOf(project), 'run'], buildCommand(stage, project));
}

/** What else is empty then was there for ours alone. */
function deleteCommand(document: Document, stage: Stage, project: Project): void {
  const own = [stage, 'commands', nameOf(project)];
  if (!document.hasIn(own)) return;
  document.deleteIn(own);
  for (const place of [[stage, 'commands'], [stage]]) {
    const held = document.getIn(place);
    const isEmpty = typeof held === 'object' && held !== null && 'items' in held && isNothing(held.items);
    if (isEmpty) document.deleteIn(place);
  }
}

function isNothing(items: unknown): boolean {
  return Array.isArray(items) && items.length === 0;
}

function broken(file: string, project: Project) {
  return { kind: 'by-hand', reason: `${file} is no valid YAML.`, advice: adviseAll(project) } as const;
}

function adviseAll(project: Project): string {
  const lines = STAGES.map((stage) => `  ${stage}: ${buildCommand(stage, project)}`);
  return `Give these hooks a command:\n${lines.join('\n')}`;
}
