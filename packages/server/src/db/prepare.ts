/** So often a statement is seen before it is worth a plan that stays. */
const WORTH_IT = 3;
/** Statements whose text depends on how many values they have are many; each one prepared takes memory for ever. */
const MOST_NAMES = 200;
const MOST_COUNTED = 2_000;

/**
 * Names the statements that come again and again: Postgres parses and plans a named one once for each connection,
 * which for a short statement is most of its work.
 *
 * @returns the name of a statement, or null where it has none
 */
export function createStatementNames(): (text: string) => string | null {
  const names = new Map<string, string>();
  const seen = new Map<string, number>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined) return known;
    if (names.size >= MOST_NAMES) return null;
    const count = (seen.get(text) ?? 0) + 1;
    if (count < WORTH_IT) {
      if (seen.size >= MOST_COUNTED) seen.clear();
      seen.set(text, count);
      return null;
    }
    seen.delete(text);
    const name = `ledger_${names.size}`;
    names.set(text, name);
    return name;
  };
}
