import type { Style } from './style.ts';
import { formatTable, type Cell } from './table.ts';

export interface Column<Item> {
  readonly title: string;
  readonly cell: (item: Item) => Cell;
  readonly align?: 'right';
  /** Gives way, in this order, where the table is too wide. */
  readonly giveWay?: number;
  /** Cut at the front, such as a path. */
  readonly keepEnd?: true;
  /** Left out where the terminal has fewer columns. */
  readonly from?: number;
}

/** Items as a table under titles; a column that is empty for all of them is left out. */
export function formatColumns<Item>(
  items: readonly Item[],
  columns: readonly Column<Item>[],
  style: Style,
  width: number | null,
): string[] {
  const used = columns.filter(
    ({ cell, from = 0 }) => (width ?? Infinity) >= from && items.some((item) => cell(item) !== ''),
  );
  const titles = used.map(({ title }) => ({ text: title, paint: style.faint }));
  const rows = items.map((item) => used.map(({ cell }) => cell(item)));
  return formatTable([titles, ...rows], {
    width,
    right: used.flatMap(({ align }, index) => (align === 'right' ? [index] : [])),
    keepEnd: used.flatMap(({ keepEnd }, index) => (keepEnd ? [index] : [])),
    flexible: used
      .map(({ giveWay }, index) => ({ giveWay, index }))
      .filter(({ giveWay }) => giveWay !== undefined)
      .toSorted((a, b) => (a.giveWay ?? 0) - (b.giveWay ?? 0))
      .map(({ index }) => index),
  });
}
