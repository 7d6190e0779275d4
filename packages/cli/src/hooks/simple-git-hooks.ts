import path from 'node:path';
import { applyEdits, modify } from 'jsonc-parser';
import type { Manager, Plan, Project, State } from './manager.ts';
import { buildCommand } from './script.ts';
import { STAGES, type Stage } from './stages.ts';

const KEY = 'simple-git-hooks';
const FILES = ['.simple-git-hooks.json', 'simple-git-hooks.json'];
const SCRIPTS = [
  '.simple-git-hooks.cjs',
  '.simple-git-hooks.js',
  'simple-git-hooks.cjs',
  'simple-git-hooks.js',
];

/** simple-git-hooks: a command line for each hook, in package.json or a JSON file of its own. */
export const simpleGitHooks: Manager = {
  name: 'simple-git-hooks',
  isUsed: (project) => findConfig(project) !== null || findScript(project) !== null,
  install: (project) => edit(project, (command, stage) => add(command, stage, project)),
  uninstall: (project) => edit(project, (command) => remove(command, project)),
  stateOf(project, stage): State {
    const command = findConfig(project)?.hooks[stage];
    if (typeof command !== 'string' || !command.includes(project.bin)) return 'missing';
    return command.endsWith(own(stage, project)) ? 'installed' : 'outdated';
  },
};

interface Config {
  readonly file: string;
  readonly text: string;
  readonly within: readonly string[];
  readonly hooks: Readonly<Record<string, unknown>>;
}

function findConfig({ root, read }: Project): Config | null {
  const places = [
    { file: path.join(root, 'package.json'), within: [KEY] },
    ...FILES.map((name) => ({ file: path.join(root, name), within: [] })),
  ];
  for (const { file, within } of places) {
    const text = read(file);
    if (text === null) continue;
    const value = parse(text);
    const hooks = within.length === 0 ? value : value?.[KEY];
    if (typeof hooks === 'object' && hooks !== null)
      return { file, text, within, hooks: hooks as Readonly<Record<string, unknown>> };
  }
  return null;
}

function findScript({ root, read }: Project): string | null {
  return SCRIPTS.map((name) => path.join(root, name)).find((file) => read(file) !== null) ?? null;
}

function parse(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}

function edit(project: Project, change: (command: string | null, stage: Stage) => string | null): Plan {
  const config = findConfig(project);
  if (config === null) {
    const lines = STAGES.map((stage) => `  ${stage}: ${own(stage, project)}`);
    return {
      kind: 'by-hand',
      reason: `${findScript(project) ?? 'The configuration of simple-git-hooks'} is a program, which is not edited here.`,
      advice: `Let its hooks run:\n${lines.join('\n')}`,
    };
  }
  let { text } = config;
  for (const stage of STAGES) {
    const held = config.hooks[stage];
    const command = typeof held === 'string' ? held : null;
    const wanted = change(command, stage);
    if (wanted === command) continue;
    const formattingOptions = { insertSpaces: !/^\t/m.test(text), tabSize: 2, eol: '\n' };
    const place = [...config.within, stage];
    text = applyEdits(text, modify(text, place, wanted ?? undefined, { formattingOptions }));
  }
  const edits = text === config.text ? [] : [{ file: config.file, text, executable: false }];
  return { kind: 'edits', edits, next: edits.length > 0 ? 'npx simple-git-hooks' : null };
}

/** In braces: behind another command, its alternatives must not be that one's. */
function own(stage: Stage, project: Project): string {
  return `{ ${buildCommand(stage, project)}; }`;
}

function add(command: string | null, stage: Stage, project: Project): string {
  const others = remove(command, project);
  return others === null ? own(stage, project) : `${others} && ${own(stage, project)}`;
}

/** What others have before and behind ours, which is known by what it begins with. */
function remove(command: string | null, project: Project): string | null {
  const at = command?.indexOf('{ [ "$LEDGER" = 0 ]') ?? -1;
  if (command === null || at < 0) return command;
  const end = findEnd(command, at);
  if (!command.slice(at, end).includes(project.bin)) return command;
  const before = command
    .slice(0, at)
    .replace(/\s*&&\s*$/, '')
    .trim();
  const behind = command.slice(end).trim();
  const others = before === '' ? behind.replace(/^(?:&&|\|\||;)\s*/, '') : `${before} ${behind}`.trim();
  return others === '' ? null : others;
}

/** Behind the brace that closes the one at a place; the end where none does. */
function findEnd(command: string, at: number): number {
  let depth = 0;
  for (const { 0: brace, index } of command.slice(at).matchAll(/\{ |; \}/g)) {
    depth += brace === '{ ' ? 1 : -1;
    if (depth === 0) return at + index + brace.length;
  }
  return command.length;
}
