import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { render } from '../../../test/extract/sample.ts';
import { parameter, path } from '../../../test/support/trees.ts';
import { NOTHING_HIDDEN, type Loop, type Root, type Slot } from '../values/values.ts';
import { assignNames, IDENTIFIER, RESERVED, toIdentifier } from './names.ts';

const slotNamed = (name: string): Slot => ({
  name,
  expression: name,
  hidden: NOTHING_HIDDEN,
  loop: null,
  origin: { code: 'DYN_COMPUTED', node: null as never, module: null as never },
});
const loopOver = (): Loop => ({ list: path(parameter('xs')), filter: null });

describe('a name in a template', () => {
  it('is one that the engine reads, whatever it was in the code', () => {
    const name = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom(...RESERVED, '', '1x', '$', 'naïve'));
    fc.assert(
      fc.property(name, (wanted) => {
        const safe = toIdentifier(wanted);
        expect(safe).toMatch(IDENTIFIER);
        expect(RESERVED.has(safe)).toBe(false);
        expect(render(`{{ ${safe} }}`, { [safe]: 'here' })).toBe('here');
        expect(toIdentifier(safe)).toBe(safe);
      }),
    );
  });

  it('stays what it is where it can', () => {
    expect(['userName', '_x', 'A1', 'items'].map(toIdentifier)).toEqual(['userName', '_x', 'A1', 'items']);
    expect(['$x', 'a-b', '1', '', 'not', 'loop'].map(toIdentifier)).toEqual([
      '_x',
      'a_b',
      '_1',
      '_',
      'not_',
      'loop_',
    ]);
  });

  it('is no word that an engine has for itself', () => {
    for (const word of ['true', 'False', 'none', 'self', 'super', 'is', 'in', 'if', 'else', 'undefined'])
      expect(toIdentifier(word)).toBe(`${word}_`);
  });
});

describe('names', () => {
  it('are one for each thing, and another for every other', () => {
    const wanted = fc.array(fc.constantFrom('x', 'x_2', 'item', 'value', '$x', 'loop'), { maxLength: 6 });
    fc.assert(
      fc.property(wanted, wanted, fc.nat(3), (parameters, computed, loops) => {
        const roots = parameters.map(parameter);
        const slots = computed.map(slotNamed);
        const names = assignNames([...roots, ...roots], [...slots, ...slots], []);
        const entered = Array.from({ length: loops }, loopOver).map((loop) => {
          const name = names.enterLoop(loop);
          expect(names.enterLoop(loop)).toBe(name);
          expect(names.of({ kind: 'item', loop })).toBe(name);
          return name;
        });
        const all = [
          ...roots.map((root) => names.of(root)),
          ...slots.map((slot) => names.of(slot)),
          ...entered,
        ];
        expect(new Set(all).size).toBe(all.length);
        for (const slot of slots) expect(names.of({ kind: 'slot', slot })).toBe(names.of(slot));
      }),
    );
  });

  it('of parameters come before those of slots, and both before those of items', () => {
    const [root, slot] = [parameter('item'), slotNamed('item')];
    const names = assignNames([{ kind: 'slot', slot }, root], [slot], []);
    expect([names.of(root), names.of(slot), names.enterLoop(loopOver())]).toEqual([
      'item',
      'item_2',
      'item_3',
    ]);
  });

  it('of parameters that a text does not use are taken all the same', () => {
    const slot = slotNamed('x');
    const names = assignNames([], [slot], ['x', '$y', 'item']);
    expect(names.of(slot)).toBe('x_2');
    const other = slotNamed('_y');
    expect(assignNames([], [other], ['$y']).of(other)).toBe('_y_2');
    expect(names.enterLoop(loopOver())).toBe('item_2');
  });

  it('are not taken by parameters that the text uses under that very name', () => {
    const root: Root = parameter('x');
    expect(assignNames([root], [], ['x']).of(root)).toBe('x');
  });
});
