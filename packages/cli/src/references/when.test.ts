import { expect, it } from 'vitest';
import { readSince, readWhen } from './when.ts';

const now = new Date(2026, 7, 20, 12, 30);
const local = (...parts: [number, number, number, number?, number?, number?, number?]) => new Date(...parts);

it.each([
  ['2026-08-01', local(2026, 7, 1, 23, 59, 59, 999)],
  ['2026-08-01 14:30', local(2026, 7, 1, 14, 30)],
  ['2026-08-01T14:30:05', local(2026, 7, 1, 14, 30, 5)],
  ['2026-08-01T14:30Z', new Date('2026-08-01T14:30:00Z')],
  ['2026-08-01T14:30+02:00', new Date('2026-08-01T12:30:00Z')],
  ['now', now],
  ['today', local(2026, 7, 20, 23, 59, 59, 999)],
  ['yesterday', local(2026, 7, 19, 23, 59, 59, 999)],
  ['1 minute ago', local(2026, 7, 20, 12, 29)],
  ['3 hours ago', local(2026, 7, 20, 9, 30)],
  ['3 days ago', local(2026, 7, 17, 12, 30)],
  ['2 weeks ago', local(2026, 7, 6, 12, 30)],
  ['1 month ago', local(2026, 6, 20, 12, 30)],
  ['2 years ago', local(2024, 7, 20, 12, 30)],
])('%s', (text, moment) => expect(readWhen(text, now)).toEqual(moment));

it.each([
  '2026-02-30',
  '2026-02-30 14:30',
  '2026-04-31T14:30Z',
  '2026-13-01',
  '2026-08-01 25:00',
  'soon',
  '3 moons ago',
  '',
  '2026',
])('"%s" is no moment', (text) => expect(readWhen(text, now)).toBeNull());

it.each([
  ['2026-08-01', local(2026, 7, 1)],
  ['today', local(2026, 7, 20)],
  ['Yesterday', local(2026, 7, 19)],
  ['2026-08-01 14:30', local(2026, 7, 1, 14, 30)],
  ['7 days ago', local(2026, 7, 13, 12, 30)],
  ['2026-02-31', null],
  ['soon', null],
])('since %s is since its beginning', (text, moment) => expect(readSince(text, now)).toEqual(moment));
