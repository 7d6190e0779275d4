import type { Place } from './script.ts';
import type { Stage } from './stages.ts';

/** What there is to know of a repository before its hooks are touched. */
export interface Project extends Place {
  /** The top of the work tree. */
  readonly root: string;
  /** Where git looks for hooks. */
  readonly hooksFolder: string;
  /** The text of a file by its absolute path; null where there is none. */
  read(file: string): string | null;
  /** What a program says to `--version`; null where there is none of that name. */
  versionOf(program: string): string | null;
}

/** A file as it is to be. */
export interface Edit {
  readonly file: string;
  /** null: it is to be deleted, as nothing of anybody is left in it. */
  readonly text: string | null;
  readonly executable: boolean;
}

export type Plan =
  | {
      readonly kind: 'edits';
      readonly edits: readonly Edit[];
      /** What is to be run then. */ readonly next: string | null;
    }
  /** Somebody has to do it by hand: why, and what. */
  | { readonly kind: 'by-hand'; readonly reason: string; readonly advice: string };

/** `outdated`: another version of the tool, or another place, wrote it. */
export type State = 'installed' | 'outdated' | 'missing';

export interface Manager {
  readonly name: string;
  isUsed(project: Project): boolean;
  install(project: Project): Plan;
  uninstall(project: Project): Plan;
  /** As far as the manager's own files say it. */
  stateOf(project: Project, stage: Stage): State;
}
