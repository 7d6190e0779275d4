/** The hooks of git's that we take part in. */
export const STAGES = ['pre-commit', 'post-commit', 'pre-push'] as const;

export type Stage = (typeof STAGES)[number];

/** What each of them runs. */
export const ARGUMENTS = {
  'pre-commit': 'sync --staged',
  'post-commit': 'sync --commit HEAD --quiet',
  'pre-push': 'sync --spooled --quiet',
} as const satisfies Record<Stage, string>;
