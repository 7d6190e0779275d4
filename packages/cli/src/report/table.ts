import type { Paint } from './style.ts';
import { pad, truncate, truncateStart, widthOf } from './text.ts';

/** Text that is harmless already, and how it is painted once it has its width. */
export type Cell = string | { readonly text: string; readonly paint: Paint };

export interface TableOptions {
  /** Columns of the terminal; null: nothing is cut. */
  readonly width: number | null;
  /** The columns (from 0) that give way, in order, where a table is too wide. */
  readonly flexible: readonly number[];
  readonly right?: readonly number[];
  /** The columns that are cut at their front, such as paths. */
  readonly keepEnd?: readonly number[];
}

const GAP = 2;
/** What a column keeps that gives way; and what it keeps where the lines would break otherwise. */
const LEAST = [8, 4];

/** Lays rows out in columns, two spaces apart, without spaces at line ends. */
export function formatTable(rows: readonly (readonly Cell[])[], options: TableOptions): string[] {
  const widths = fitWidths(rows, options);
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const { text, paint } = typeof cell === 'string' ? { text: cell, paint: null } : cell;
        const width = widths[column] ?? 0;
        const isLast = column === row.length - 1 && !options.right?.includes(column);
        const cut = (options.keepEnd?.includes(column) ? truncateStart : truncate)(text, width);
        const laid = isLast ? cut : pad(cut, width, options.right?.includes(column) ? 'right' : 'left');
        // Painted without the padding, so that no underline or background hangs over.
        return paint === null ? laid : laid.replace(cut, () => paint(cut));
      })
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

function fitWidths(rows: readonly (readonly Cell[])[], { width, flexible }: TableOptions): number[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => widthOf(textOf(row[column] ?? '')))),
  );
  if (width === null) return widths;
  let excess = widths.reduce((sum, one) => sum + one, 0) + GAP * (columns - 1) - width;
  for (const least of LEAST) {
    for (const column of flexible) {
      const now = widths[column] ?? 0;
      const given = Math.max(0, Math.min(excess, now - least));
      widths[column] = now - given;
      excess -= given;
    }
  }
  return widths;
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}
