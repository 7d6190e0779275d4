/**
 * Who hands over the text of files: the work tree, the index, a commit. Extraction resolves imports through the same
 * source that a file came from, so a staged run never mixes in the work tree.
 */
export interface Source {
  /** Every file's path relative to the repository root, with `/`, sorted by code unit. */
  readonly paths: readonly string[];
  /**
   * The text of one file, byte order mark stripped.
   *
   * @returns null for a path that is missing, outside the root, larger than the bound or not strict UTF-8
   */
  read(path: string): string | null;
  /**
   * Names the content of a file: two files of one id have the same text, up to how their lines end. Asked after `read`
   * it names what was read. A source without it cannot tell, and what it gives is never kept.
   *
   * @returns null where the file cannot be read
   */
  id?(path: string): string | null;
  /** Says what will be read next, in this order, so that it can be fetched together. */
  expect?(paths: readonly string[]): void;
}
