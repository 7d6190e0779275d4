/** When a state of a repository was, as builds and commits count time. */
export interface Moment {
  readonly commit: string | null;
  readonly committedAt: Date | null;
  /** Counts the builds of one pipeline. */
  readonly runNumber: number | null;
  readonly repository: string | null;
  readonly folder: string | null;
}

/**
 * Whether what was seen at `one` may not replace what was seen at `other`: it is older, and only came later. Builds of
 * one repository are in the order of their numbers, also where a branch was set back to an older commit; else the dates
 * of the commits tell. What tells nothing is not older.
 */
export function isOlder(one: Moment, other: Moment | null): boolean {
  if (other === null) return false;
  if (one.commit !== null && one.commit === other.commit && one.repository === other.repository) return false;
  if (one.runNumber !== null && other.runNumber !== null && one.repository === other.repository) {
    return one.runNumber < other.runNumber;
  }
  if (one.committedAt === null || other.committedAt === null) return false;
  return toSeconds(one.committedAt) < toSeconds(other.committedAt);
}

/** git keeps whole seconds; a look without a commit's date has the finer one of its arrival. */
function toSeconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

/** Whether it says more than `other` about what is newest, so that it has to be remembered. */
export function isNewer(one: Moment, other: Moment): boolean {
  if (one.commit === other.commit && one.runNumber === other.runNumber) return false;
  return isOlder(other, one);
}
