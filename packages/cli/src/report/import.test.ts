import { expect, it } from 'vitest';
import { formatImport, type Imported } from './import.ts';

const imported = (more: Partial<Imported> = {}): Imported => ({
  dryRun: false,
  branch: 'main',
  head: 'a'.repeat(40),
  since: null,
  commits: { total: 1_200, told: 1_100 },
  prompts: 1,
  versions: { made: 2, sighted: 3 },
  broken: 0,
  lacking: 0,
  resumed: false,
  ms: 1_234,
  ...more,
});

it.each<[string, Partial<Imported>, string[]]>([
  [
    'what it made',
    {},
    ['1,200 commits, 1,100 with prompts: 2 new versions of 1 prompt, 3 new sightings (1.23 s)'],
  ],
  [
    'that nothing was new, and nothing stored',
    { versions: { made: 0, sighted: 0 }, dryRun: true },
    [
      '1,200 commits, 1,100 with prompts: no new version, 0 new sightings (1.23 s) — a dry run, nothing was stored',
    ],
  ],
  [
    'what was odd about it',
    { resumed: true, broken: 1, lacking: 2, commits: { total: 0, told: 1 } },
    [
      '0 commits, 1 with prompts: 2 new versions of 1 prompt, 3 new sightings (1.23 s)',
      'It went on where the import before had stopped.',
      '1 time a file could not be parsed; its prompts were taken to be as before.',
      '2 files of the history are not in this clone, and were passed over.',
    ],
  ],
  [
    'that there is no history',
    { commits: { total: 0, told: 0 } },
    ['There is no commit yet, and so no history.'],
  ],
  [
    'that nothing came since',
    { commits: { total: 0, told: 0 }, since: 'b'.repeat(40) },
    ['There is no commit after bbbbbbbbbb, and so nothing to import.'],
  ],
  [
    'that commits had no prompt',
    { commits: { total: 1, told: 0 }, versions: { made: 0, sighted: 0 } },
    ['1 commit, 0 with prompts: no new version, 0 new sightings (1.23 s)'],
  ],
])('an import says %s', (_what, more, lines) => {
  expect(formatImport(imported(more))).toEqual(lines);
});
