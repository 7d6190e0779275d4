import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { extractFrom } from './sample.ts';
import { timed } from '../support/processor-time.ts';
import { seeded } from '../support/seeded.ts';

/*
 * Broken sources, the same ones each time: none stops the run, none hangs it, and what is said stays whole. MUTATED_SOURCES
 * says how many; the gate tries 10,000.
 */

const SEEDS = readdirSync(new URL('seeds/', import.meta.url))
  .toSorted()
  .map((name) => ({ name, text: readFileSync(new URL(`seeds/${name}`, import.meta.url), 'utf8') }));
const PER_CHUNK = 250;
const CHUNKS = Math.ceil(Number(process.env['MUTATED_SOURCES'] ?? 3_000) / PER_CHUNK);

const SAID = expect.stringMatching(/\S/);

/** Pieces that open, close, or change what code around them means. */
const TOKENS = (
  '{ } ( ) [ ] ` ${ } => ... await return ?. ?? += = : ; , this super let const break; continue; " \' /* */ // export ' +
  'default import class static async function* yield new .map( .join( .push( .replace(/\\s+/g,"") .filter(Boolean) ' +
  'for(const(x)of(y)) while(1) if(a) else switch(a){case try{ }catch{ 0n -0 1e999 \\u{110000} \\0 \u2028 \ufeff <div> @prompt <%= {{ }} {% %}'
).split(' ');

function mutate(text: string, random: (below: number) => number): string {
  let code = text;
  for (let edits = random(5); edits >= 0; edits -= 1) {
    const at = random(code.length + 1);
    const piece = code.slice(at, at + random(80));
    const token = TOKENS[random(TOKENS.length)] ?? '';
    switch (random(7)) {
      case 0:
        code = code.slice(0, at);
        break;
      case 1:
        code = code.slice(at);
        break;
      case 2:
        code = code.slice(0, at) + code.slice(at + piece.length);
        break;
      case 3:
        code = code.slice(0, at) + token + code.slice(at);
        break;
      case 4: {
        const to = random(code.length + 1);
        code = code.slice(0, to) + piece + code.slice(to);
        break;
      }
      case 5:
        code = code.slice(0, at) + token.repeat(1 + random(200)) + code.slice(at);
        break;
      default: {
        // One name becomes another one of the file: cycles, shadows, calls of what is no function.
        const names = code.match(/[A-Za-z_]\w*/g) ?? [];
        const [from, to] = [names[random(names.length || 1)], names[random(names.length || 1)]];
        if (from && to) code = code.replaceAll(new RegExp(`\\b${from}\\b`, 'g'), to);
      }
    }
  }
  return code.slice(0, 40_000);
}

describe('broken sources', () => {
  it.each(Array.from({ length: CHUNKS }, (_, chunk) => chunk))('chunk %i', (chunk) => {
    for (let number = chunk * PER_CHUNK; number < (chunk + 1) * PER_CHUNK; number += 1) {
      const random = seeded(number);
      const seed = SEEDS[number % SEEDS.length];
      const code = mutate(seed?.text ?? '', random);
      const files = { 'prompts.ts': code, 'helpers.ts': SEEDS[random(SEEDS.length)]?.text ?? '' };
      const { value, seconds } = timed(2, () => extractFrom(files));
      const { prompts, diagnostics } = value;
      expect(seconds, `source ${number}`).toBeLessThan(2);
      for (const prompt of prompts) {
        expect(prompt.name, `source ${number}`).not.toBe('');
        expect(prompt.status === 'ok' ? typeof prompt.template : prompt.codeHash).toMatch(
          /^(?:string|[0-9a-f]{64})$/,
        );
      }
      // What is not tracked says why, and where: at a line that the file has.
      const lines = code.split(/\r\n|[\n\r\u2028\u2029]/).length;
      for (const { file, line, message, hint } of diagnostics) {
        expect([message, hint], `source ${number}`).toEqual([SAID, SAID]);
        if (file === 'prompts.ts') expect(line, `source ${number}`).toBeLessThanOrEqual(lines);
      }
    }
  });

  it('give the same whenever they are read', () => {
    for (let number = 0; number < 200; number += 1) {
      const code = mutate(SEEDS[number % SEEDS.length]?.text ?? '', seeded(number));
      expect(extractFrom({ 'prompts.ts': code })).toEqual(extractFrom({ 'prompts.ts': code }));
    }
  });
});
