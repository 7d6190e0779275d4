import fc from 'fast-check';
import { expect, it } from 'vitest';
import { coverWindow, endOf, startOf } from './window.ts';

const at = (text: string) => new Date(`${text}Z`);
const show = (pieces: ReturnType<typeof coverWindow>) =>
  pieces.map(
    ({ grain, from, to }) => `${grain} ${from?.toISOString().slice(0, 13)} ${to?.toISOString().slice(0, 13)}`,
  );

it('is the total of all where there is no bound', () => {
  expect(coverWindow(null, null, null)).toEqual([{ grain: 'all', from: null, to: null }]);
  expect(coverWindow(null, null, 'day')).toEqual([{ grain: 'day', from: null, to: null }]);
});

it('takes hours at the edges, days, and months within', () => {
  expect(show(coverWindow(at('2026-01-30T22:00'), at('2026-04-02T03:00'), null))).toEqual([
    'hour 2026-01-30T22 2026-01-31T00',
    'day 2026-01-31T00 2026-02-01T00',
    'month 2026-02-01T00 2026-04-01T00',
    'day 2026-04-01T00 2026-04-02T00',
    'hour 2026-04-02T00 2026-04-02T03',
  ]);
});

const hours = fc.integer({ min: 0, max: 24 * 800 }).map((hour) => new Date(Date.UTC(2026, 0, 1, hour)));

it('covers each hour once, whatever the bounds', () => {
  fc.assert(
    fc.property(
      hours,
      hours,
      fc.constantFrom(null, 'hour' as const, 'day' as const, 'month' as const),
      (one, other, bucket) => {
        const [from, to] = one < other ? [one, other] : [other, one];
        if (from.getTime() === to.getTime()) return;
        const pieces = coverWindow(from, to, bucket);
        let reached: Date | null = from;
        for (const piece of pieces) {
          expect(piece.from).toEqual(reached);
          if (piece.grain !== 'all') expect(startOf(piece.from ?? from, piece.grain)).toEqual(piece.from);
          reached = piece.to;
        }
        expect(reached).toEqual(to);
      },
    ),
  );
});

it('leaves an open end open', () => {
  expect(coverWindow(at('2026-01-30T22:00'), null, null).at(-1)).toEqual({
    grain: 'month',
    from: at('2026-02-01T00:00'),
    to: null,
  });
  expect(coverWindow(null, at('2026-01-30T22:00'), null)[0]).toEqual({
    grain: 'month',
    from: null,
    to: at('2026-01-01T00:00'),
  });
});

it('rounds outwards', () => {
  expect(startOf(at('2026-01-30T22:59'), 'hour')).toEqual(at('2026-01-30T22:00'));
  expect(endOf(at('2026-12-31T23:01'), 'hour')).toEqual(at('2027-01-01T00:00'));
  expect(endOf(at('2026-12-01T00:00'), 'month')).toEqual(at('2026-12-01T00:00'));
});
