import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNewer, isOlder, type Moment } from './moment.ts';

const moment = (more: Partial<Moment> = {}): Moment => ({
  commit: 'b',
  committedAt: null,
  runNumber: null,
  repository: 'here',
  folder: null,
  ...more,
});
const at = (time: string) => ({ committedAt: new Date(`2026-11-20T${time}Z`) });

describe('a look is older', () => {
  it('by the dates of the commits, in whole seconds', () => {
    const other = moment({ commit: 'a', ...at('12:00:01.000') });
    expect(isOlder(moment(at('12:00:00.999')), other)).toBe(true);
    expect(isOlder(moment(at('12:00:01.000')), other)).toBe(false);
    expect(isOlder(moment(at('12:00:01.000')), moment({ commit: 'a', ...at('12:00:01.900') }))).toBe(false);
    expect(isOlder(moment(at('12:00:02.000')), other)).toBe(false);
  });

  it('by the numbers of the builds of one repository, whatever the dates', () => {
    const other = moment({ commit: 'a', runNumber: 8, ...at('12:00:00') });
    expect(isOlder(moment({ runNumber: 7, ...at('13:00:00') }), other)).toBe(true);
    expect(isOlder(moment({ runNumber: 8, ...at('11:00:00') }), other)).toBe(false);
    expect(isOlder(moment({ runNumber: 9, ...at('11:00:00') }), other)).toBe(false);
    expect(isOlder(moment({ runNumber: 9, repository: 'there', ...at('11:00:00') }), other)).toBe(true);
    expect(isOlder(moment({ runNumber: null, ...at('11:00:00') }), other)).toBe(true);
    expect(isOlder(moment({ runNumber: 7, ...at('11:00:00') }), { ...other, runNumber: null })).toBe(true);
  });

  it('never than the same commit, nor than nothing', () => {
    const early = moment({ runNumber: 7, ...at('11:00:00') });
    const late = moment({ runNumber: 8, ...at('12:00:00') });
    expect(isOlder(early, late)).toBe(false);
    expect(isOlder({ ...early, repository: 'there' }, late)).toBe(true);
    expect(isOlder({ ...early, commit: null }, { ...late, commit: null })).toBe(true);
    expect(isOlder(early, null)).toBe(false);
  });

  it('not where nothing tells', () => {
    expect(isOlder(moment(), moment({ commit: 'a', ...at('12:00:00') }))).toBe(false);
    expect(isOlder(moment(at('12:00:00')), moment({ commit: 'a' }))).toBe(false);
  });
});

it('a look is newer where it is not the same one and the other is older', () => {
  const early = moment({ commit: 'a', runNumber: 7 });
  expect(isNewer(moment({ runNumber: 8 }), early)).toBe(true);
  expect(isNewer(moment({ runNumber: 6 }), early)).toBe(false);
  expect(isNewer(early, early)).toBe(false);
});

it('of two looks one at the most is older, and none than itself', () => {
  const any: fc.Arbitrary<Moment> = fc.record({
    commit: fc.constantFrom(null, 'a', 'b'),
    committedAt: fc.option(fc.date({ min: new Date(0), max: new Date(5_000), noInvalidDate: true })),
    runNumber: fc.option(fc.integer({ min: 1, max: 3 })),
    repository: fc.constantFrom(null, 'here', 'there'),
    folder: fc.constant(null),
  });
  fc.assert(
    fc.property(any, any, (one, other) => {
      expect(isOlder(one, other) && isOlder(other, one)).toBe(false);
      expect(isOlder(one, one)).toBe(false);
      expect(isNewer(one, other) && !isOlder(other, one)).toBe(false);
    }),
  );
});
