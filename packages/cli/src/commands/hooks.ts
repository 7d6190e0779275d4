import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import { findCommonFolder } from '../git/folders.ts';
import { findHooksFolder } from '../git/hooks-folder.ts';
import type { Edit, Manager, Project } from '../hooks/manager.ts';
import { findManager, getManager } from '../hooks/managers.ts';
import { STAGES, type Stage } from '../hooks/stages.ts';
import { isInside } from '../inside.ts';

export interface HooksFlags {
  /** null: whoever is found. */
  readonly manager: string | null;
}

/** Adds our part to the hooks of this repository, and leaves everybody else's as it is. */
export async function installHooks(call: Call, flags: HooksFlags): Promise<ExitCode> {
  const { project, manager } = await open(call, flags);
  refuseShared(project, manager);
  const plan = manager.install(project);
  if (plan.kind === 'by-hand') throw new CliError('usage', plan.reason, plan.advice);
  apply(plan.edits);
  const files = plan.edits.map(({ file }) => path.relative(project.root, file));
  const isThere = existsSync(path.join(project.root, project.folder, project.bin));
  printResult(call, { manager: manager.name, files, next: plan.next, installed: isThere }, () => [
    ...(files.length === 0
      ? [`The hooks are there already (${manager.name}).`]
      : [`Added to the hooks (${manager.name}): ${files.join(', ')}`]),
    ...(plan.next === null ? [] : [`Now run: ${plan.next}`]),
    ...(isThere
      ? []
      : [
          `${project.bin} is not there yet; until it is, the hooks let every commit through: npm install --save-dev @prompt-ledger/cli`,
        ]),
  ]);
  return EXIT.ok;
}

export async function uninstallHooks(call: Call, flags: HooksFlags): Promise<ExitCode> {
  const { project, manager } = await open(call, flags);
  const plan = manager.uninstall(project);
  if (plan.kind === 'by-hand') throw new CliError('usage', plan.reason, plan.advice);
  apply(plan.edits);
  const files = plan.edits.map(({ file }) => path.relative(project.root, file));
  printResult(call, { manager: manager.name, files }, () => [
    files.length === 0
      ? `There is nothing of ours in the hooks (${manager.name}).`
      : `Removed from: ${files.join(', ')}`,
  ]);
  return EXIT.ok;
}

export interface HooksStatus {
  readonly manager: string;
  readonly hooks: readonly { readonly stage: Stage; readonly state: State; readonly reason: string | null }[];
}

/** `idle`: the manager is told to run it, and git does not call the manager. */
type State = ReturnType<Manager['stateOf']> | 'idle';

/** Says of each hook whether it does anything; ends with 1 where one does not. */
export async function showHooks(call: Call, flags: HooksFlags): Promise<ExitCode> {
  const status = await readHooks(call, flags);
  printResult(call, status, () => [
    `Hooks are managed by ${status.manager === 'plain' ? 'git itself' : status.manager}.`,
    ...status.hooks.map(
      ({ stage, state, reason }) => `${stage.padEnd(12)}${state}${reason === null ? '' : `: ${reason}`}`,
    ),
  ]);
  return status.hooks.every(({ state }) => state === 'installed') ? EXIT.ok : EXIT.findings;
}

export async function readHooks(call: Call, flags: HooksFlags): Promise<HooksStatus> {
  const { project, manager } = await open(call, flags);
  const hooks = STAGES.map((stage) => {
    const state = manager.stateOf(project, stage);
    const reason = explain(project, manager, stage, state);
    return { stage, state: state === 'installed' && reason !== null ? ('idle' as const) : state, reason };
  });
  return { manager: manager.name, hooks };
}

/** Why a hook does nothing, and what to do. */
function explain(project: Project, manager: Manager, stage: Stage, state: State): string | null {
  if (state === 'missing') return '`ledger hooks install` adds it';
  if (state === 'outdated') return 'another version or place wrote it; `ledger hooks install` rewrites it';
  const file = path.join(project.hooksFolder, stage);
  if (project.read(file) === null) return `git finds no ${file}; ${manager.name} has yet to put it there`;
  return null;
}

async function open(
  call: Call,
  { manager: named }: HooksFlags,
): Promise<{ project: Project; manager: Manager }> {
  const settings = await readSettings(call.context, call.flags);
  const { root, folder, underGit } = settings;
  if (!underGit) {
    throw new CliError('git', `There is no git repository at ${root}, and so there are no hooks.`);
  }
  const project: Project = {
    root,
    folder,
    bin: findBin(root, folder),
    hooksFolder: await findHooksFolder(root),
    read,
    versionOf,
  };
  const manager = named === null ? findManager(project) : getManager(named);
  if (manager === null) throw new CliError('usage', `${named} is no manager of hooks that is known here.`);
  return { project, manager };
}

const BIN = 'node_modules/.bin/ledger';

/** The nearest installed one, from the folder up to the top; where it is nowhere, where it will be. */
function findBin(root: string, folder: string): string {
  const depth = folder === '' ? 0 : folder.split('/').length;
  for (let up = 0; up <= depth; up += 1) {
    const bin = `${'../'.repeat(up)}${BIN}`;
    if (existsSync(path.join(root, folder, bin))) return bin;
  }
  return BIN;
}

/** A folder of hooks that all repositories of a user share is not for one of them to write into. */
function refuseShared({ root, hooksFolder }: Project, { name }: Manager): void {
  const common = findCommonFolder(root) ?? root;
  const isOwn = [root, common].some((folder) => isInside(folder, hooksFolder));
  if (isOwn || name !== 'plain') return;
  throw new CliError(
    'usage',
    `git looks for hooks in ${hooksFolder} (core.hooksPath), which lies outside this repository.`,
    'Other repositories may use it too. Set core.hooksPath for this one, or call `node_modules/.bin/ledger sync --staged` from the pre-commit hook there.',
  );
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function versionOf(program: string): string | null {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 5_000 });
  return status === 0 ? stdout.trim() : null;
}

function apply(edits: readonly Edit[]): void {
  for (const { file, text, executable } of edits) {
    try {
      if (text === null) rmSync(file);
      else {
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, text);
        if (executable) chmodSync(file, 0o755);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new CliError('usage', `${file} cannot be written: ${reason}.`, 'Make it writable.', error);
    }
  }
}
