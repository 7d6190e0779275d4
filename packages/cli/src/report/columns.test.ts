import { expect, it } from 'vitest';
import { MARKED } from '../../test/support/marked.ts';
import { formatColumns, type Column } from './columns.ts';
import { PLAIN } from './style.ts';

interface Item {
  readonly name: string;
  readonly path: string;
  readonly runs: number;
}
const items: Item[] = [
  { name: 'a'.repeat(12), path: 'src/prompts/a.ts', runs: 1 },
  { name: 'b', path: 'b.ts', runs: 20 },
];
const columns: Column<Item>[] = [
  { title: 'NAME', giveWay: 1, cell: ({ name }) => name },
  { title: 'NOTHING', cell: () => '' },
  { title: 'RUNS', align: 'right', cell: ({ runs }) => String(runs) },
  { title: 'PATH', giveWay: 0, keepEnd: true, cell: ({ path }) => path },
  { title: 'WIDE', from: 60, cell: () => 'x' },
];

it('items stand under titles, and what is empty for all of them is left out', () => {
  expect(formatColumns(items, columns, MARKED, null)).toEqual([
    '<faint: NAME>          <faint: RUNS>  <faint: PATH>              <faint: WIDE>',
    'aaaaaaaaaaaa     1  src/prompts/a.ts  x',
    'b               20  b.ts              x',
  ]);
});

it('a column may be for wide screens only', () => {
  expect(formatColumns(items, columns, PLAIN, 60)[0]).toMatch(/WIDE$/);
  expect(formatColumns(items, columns, PLAIN, 59)[0]).toMatch(/PATH$/);
});

it('columns give way in their order, at the side that says less', () => {
  expect(formatColumns(items, columns, PLAIN, 30)[1]).toBe('aaaaaaaaaaaa     1  …mpts/a.ts');
  expect(formatColumns(items, columns, PLAIN, 26)[1]).toBe('aaaaaaaaa…     1  …ts/a.ts');
});
