import { expect, it } from 'vitest';
import { known } from '../../../../test/extract/sample.ts';

/* What is not known becomes what it is after replacing: the code that a caller is shown must say so. */

it.each([
  ['`a ${s} b`.replace(/ /g, "_")', ['String(s).replace(/ /g, "_")']],
  ['`a ${s} b`.replace(/\\s+/g, "_")', ['(" " + s + " ").replace(/\\s+/g, "_")']],
  ['`a ${s}b`.replace(/\\s+/g, "_")', ['(" " + s).replace(/\\s+/g, "_")']],
  ['`a${s} b`.replace(/\\s+/g, "_")', ['(s + " ").replace(/\\s+/g, "_")']],
  ['`a ${a.b[0].c} b`.replace(/ /g, "")', ['String(a["b"][0]["c"]).replace(/ /g, "")']],
  ['`a ${get(s)} b`.replace(/\\s+/g, "_")', ['(" " + get(s) + " ").replace(/\\s+/g, "_")']],
])('%s', (code, expressions) => {
  const { variables } = known(
    `/** @prompt */ export function prompt(s: string, a) { return \`Answer in a few words, and in full sentences: \${${code}}\`; }`,
  );
  expect(variables.flatMap(({ expression }) => expression ?? [])).toEqual(expressions);
});
