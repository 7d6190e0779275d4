import { it } from 'vitest';
import * as language from '../support/programs.ts';
import * as optional from '../support/optional-programs.ts';
import { runBeside } from './beside.ts';

it('what is told of a program is what running it gives', { timeout: 3_600_000 }, () => {
  runBeside(language, 0.01);
});

it('also where its parameters may not be there', { timeout: 3_600_000 }, () => {
  // A template refuses what is not given where JavaScript takes it for false.
  runBeside(optional, 0.2);
});
