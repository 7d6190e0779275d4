import path from 'node:path';
import { findBlock, isEmptyScript, removeBlock, setBlock, whyNoShell } from './block.ts';
import type { Edit, Plan, Project, State } from './manager.ts';
import { buildScript } from './script.ts';
import { ARGUMENTS, STAGES, type Stage } from './stages.ts';

/** For managers whose hooks are shell scripts in a folder: git itself, and husky. */
export function installFiles(project: Project, directory: string, fresh: string): Plan {
  const edits: Edit[] = [];
  for (const stage of STAGES) {
    const file = path.join(directory, stage);
    const text = project.read(file);
    const problem = text === null ? null : whyNoShell(text);
    if (problem !== null) {
      const call = `${project.bin} ${ARGUMENTS[stage]}`;
      const advice = `Call this from it, and let its exit code be the hook's: ${call}`;
      return { kind: 'by-hand', reason: `Nothing can be added to ${file}: ${problem}.`, advice };
    }
    const wanted = setBlock(text ?? fresh, project.folder, buildScript(stage, project));
    if (wanted !== text)
      edits.push({ file, text: wanted.endsWith('\n') ? wanted : `${wanted}\n`, executable: true });
  }
  return { kind: 'edits', edits, next: null };
}

export function uninstallFiles(project: Project, directory: string): Plan {
  const edits = STAGES.flatMap((stage): Edit[] => {
    const file = path.join(directory, stage);
    const text = project.read(file);
    if (text === null || findBlock(text, project.folder) === null) return [];
    const left = removeBlock(text, project.folder);
    return [{ file, text: isEmptyScript(left) ? null : left, executable: true }];
  });
  return { kind: 'edits', edits, next: null };
}

export function stateOfFile(project: Project, directory: string, stage: Stage): State {
  const text = project.read(path.join(directory, stage));
  const block = text === null ? null : findBlock(text, project.folder);
  if (block === null) return 'missing';
  return block.join('\n') === buildScript(stage, project).join('\n') ? 'installed' : 'outdated';
}
