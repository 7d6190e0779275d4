import fc from 'fast-check';
import { expect, it } from 'vitest';
import { coverWindow, endOf, startOf } from './window.ts';

const at = (text: string) => new Date(`${text}Z`);
const show = (pieces: ReturnType<typeof coverWindow>) =>
  pieces.map(
    ({ grain, from, to, isTaken }) =>
      `${isTaken ? '-' : '+'} ${grain} ${from?.toISOString().slice(0, 13)} ${to?.toISOString().slice(0, 13)}`,
  );

it('is the total of all where there is no bound', () => {
  expect(show(coverWindow(null, null, null))).toEqual(['+ all undefined undefined']);
  expect(show(coverWindow(null, null, 'day'))).toEqual(['+ day undefined undefined']);
});

it('adds hours and days at the edges of months, or takes them away, whichever is fewer', () => {
  expect(show(coverWindow(at('2026-01-30T22:00'), at('2026-04-02T03:00'), null))).toEqual([
    '+ hour 2026-01-30T22 2026-01-31T00',
    '+ day 2026-01-31T00 2026-02-01T00',
    '+ month 2026-02-01T00 2026-04-01T00',
    '+ day 2026-04-01T00 2026-04-02T00',
    '+ hour 2026-04-02T00 2026-04-02T03',
  ]);
  expect(show(coverWindow(at('2026-01-03T02:00'), at('2026-02-26T20:00'), null))).toEqual([
    '- hour 2026-01-03T00 2026-01-03T02',
    '- day 2026-01-01T00 2026-01-03T00',
    '+ month 2026-01-01T00 2026-03-01T00',
    '- day 2026-02-27T00 2026-03-01T00',
    '- hour 2026-02-26T20 2026-02-27T00',
  ]);
});

it('of days within a month is those, where they are fewer than the others', () => {
  expect(show(coverWindow(at('2026-01-14T00:00'), at('2026-01-18T00:00'), null))).toEqual([
    '+ day 2026-01-14T00 2026-01-18T00',
  ]);
  expect(show(coverWindow(at('2026-01-02T00:00'), at('2026-01-31T00:00'), null))).toEqual([
    '- day 2026-01-01T00 2026-01-02T00',
    '+ month 2026-01-01T00 2026-02-01T00',
    '- day 2026-01-31T00 2026-02-01T00',
  ]);
});

it('is one piece, of what is the same to add and to take away, and to add pieces or to have it whole', () => {
  expect(show(coverWindow(at('2026-01-02T00:00'), at('2026-01-02T12:00'), null))).toEqual([
    '+ hour 2026-01-02T00 2026-01-02T12',
  ]);
  expect(show(coverWindow(at('2026-01-01T20:00'), at('2026-01-02T06:00'), null))).toEqual([
    '+ hour 2026-01-01T20 2026-01-02T06',
  ]);
});

it.each([
  ['hour', '0050-06-15T10:00:00.000Z', '0050-06-15T11:00:00.000Z'],
  ['day', '0050-06-15T00:00:00.000Z', '0050-06-16T00:00:00.000Z'],
  ['month', '0050-06-01T00:00:00.000Z', '0050-07-01T00:00:00.000Z'],
] as const)('knows when a %s begins and ends, also of the first century', (grain, start, end) => {
  const moment = new Date('0050-06-15T10:20:30Z');
  expect([startOf(moment, grain).toISOString(), endOf(moment, grain).toISOString()]).toEqual([start, end]);
  expect(endOf(new Date(end), grain).toISOString()).toBe(end);
});

const hours = fc.integer({ min: 0, max: 24 * 130 }).map((hour) => new Date(Date.UTC(2026, 10, 1, hour)));

const HOUR = 3_600_000;

it('comes to each hour within once, and to none outside, whatever the bounds', () => {
  fc.assert(
    fc.property(
      hours,
      hours,
      fc.constantFrom(null, 'hour' as const, 'day' as const, 'month' as const),
      (one, other, bucket) => {
        const [from, to] = one < other ? [one, other] : [other, one];
        if (from.getTime() === to.getTime()) return;
        const counts = new Map<number, number>();
        for (const piece of coverWindow(from, to, bucket)) {
          if (piece.grain === 'all' || piece.from === null || piece.to === null) throw new Error('open');
          expect(piece.from < piece.to).toBe(true);
          expect([piece.from, piece.to]).toEqual([
            startOf(piece.from, piece.grain),
            startOf(piece.to, piece.grain),
          ]);
          for (let hour = piece.from.getTime(); hour < piece.to.getTime(); hour += HOUR) {
            counts.set(hour, (counts.get(hour) ?? 0) + (piece.isTaken ? -1 : 1));
          }
        }
        const covered = [...counts].filter(([, count]) => count !== 0);
        expect(covered.every(([hour, count]) => count === 1 && hour >= +from && hour < +to)).toBe(true);
        expect(covered).toHaveLength((+to - +from) / HOUR);
      },
    ),
  );
});

it('takes half a day of hours and half a month of days at each end, and no more', () => {
  fc.assert(
    fc.property(hours, hours, (one, other) => {
      const [from, to] = one < other ? [one, other] : [other, one];
      if (from.getTime() === to.getTime()) return;
      const countOf = (grain: 'hour' | 'day') =>
        coverWindow(from, to, null)
          .filter((piece) => piece.grain === grain)
          .reduce(
            (sum, piece) =>
              sum + (+(piece.to ?? 0) - +(piece.from ?? 0)) / (grain === 'hour' ? HOUR : 24 * HOUR),
            0,
          );
      // Twice the half, and one more where hours or days alone are no more than that: noon to 13:00 of the day after, or
      // the middle of July to that of August.
      expect(countOf('hour')).toBeLessThanOrEqual(25);
      expect(countOf('day')).toBeLessThanOrEqual(32);
    }),
  );
});

it('leaves an open end open', () => {
  expect(show(coverWindow(at('2026-01-30T22:00'), null, null)).at(-1)).toBe(
    '+ month 2026-02-01T00 undefined',
  );
  expect(show(coverWindow(at('2026-01-30T22:00'), null, 'hour'))).toEqual(['+ hour 2026-01-30T22 undefined']);
  expect(show(coverWindow(null, at('2026-01-02T22:00'), null))).toEqual([
    '+ month undefined 2026-01-01T00',
    '+ day 2026-01-01T00 2026-01-03T00',
    '- hour 2026-01-02T22 2026-01-03T00',
  ]);
});

it('rounds outwards', () => {
  expect(startOf(at('2026-01-30T22:59'), 'hour')).toEqual(at('2026-01-30T22:00'));
  expect(endOf(at('2026-12-31T23:01'), 'hour')).toEqual(at('2027-01-01T00:00'));
  expect(endOf(at('2026-12-01T00:00'), 'month')).toEqual(at('2026-12-01T00:00'));
});
