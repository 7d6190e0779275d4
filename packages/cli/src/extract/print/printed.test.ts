import { describe, expect, it } from 'vitest';
import { literal, parameter, path, variable } from '../../../test/support/trees.ts';
import { NOTHING_HIDDEN, type Condition, type Loop, type Part, type Slot } from '../values/values.ts';
import { escapeLiteral, findPlaceholders, printTemplates, quote } from './print.ts';

const [a, b, xs] = [path(parameter('a')), path(parameter('b')), path(parameter('xs'))];
const isA: Condition = { op: 'truthy', path: a };
const isB: Condition = { op: 'truthy', path: b };
const given: Condition = { op: 'defined', path: a };
const not = (test: Condition): Condition => ({ op: 'not', test });
const pair = (left: Condition, op: 'and' | 'or', right: Condition): Condition => ({ op, left, right });
const when = (test: Condition, consequent: readonly Part[], alternate: readonly Part[] = []): Part => ({
  kind: 'if',
  test,
  consequent,
  alternate,
});
const [yes, no] = [literal('yes'), literal('no')];
const slotNamed = (name: string, loop: Loop | null = null): Slot => ({
  name,
  expression: `${name}()`,
  hidden: NOTHING_HIDDEN,
  loop,
  // Printing looks at the name alone.
  origin: { code: 'DYN_COMPUTED', node: null as never, module: null as never },
});

const printed = (...parts: Part[]) => printTemplates([parts], false);
const print = (...parts: Part[]) => printed(...parts).templates[0];
const asked = (test: Condition) =>
  /^\{% if (.*?) %\}yes\{% endif %\}$/.exec(print(when(test, [yes])) ?? '')?.[1];

describe('a condition is asked as', () => {
  const loop: Loop = { list: xs, filter: null };
  const inLoop = (test: Condition) =>
    /\{% if (.*?) %\}/.exec(
      print({ kind: 'for', loop, body: [when(test, [yes])], separator: '' }) ?? '',
    )?.[1];

  it.each<[string, Condition]>([
    ['a', isA],
    ['a is defined', given],
    ['a is not defined', not(given)],
    ['a is none', { op: 'null', path: a }],
    ['a is not none', not({ op: 'null', path: a })],
    ['a == "x\\"y"', { op: 'equals', path: a, value: 'x"y' }],
    ['a != 3', not({ op: 'equals', path: a, value: 3 })],
    ['a == false', { op: 'equals', path: a, value: false }],
    ['"x" in a', { op: 'contains', path: a, value: 'x' }],
    ['"x" not in a', not({ op: 'contains', path: a, value: 'x' })],
    ['not a', not(isA)],
    ['a and b', pair(isA, 'and', isB)],
    ['a or b', pair(isA, 'or', isB)],
    ['not (a and b)', not(pair(isA, 'and', isB))],
    ['not (a or b)', not(pair(isA, 'or', isB))],
    ['(a or b) and xs', pair(pair(isA, 'or', isB), 'and', { op: 'truthy', path: xs })],
    ['xs and (a or b)', pair({ op: 'truthy', path: xs }, 'and', pair(isA, 'or', isB))],
    ['a and b or xs', pair(pair(isA, 'and', isB), 'or', { op: 'truthy', path: xs })],
    ['xs or a and b', pair({ op: 'truthy', path: xs }, 'or', pair(isA, 'and', isB))],
    ['xs or (a or b)', pair({ op: 'truthy', path: xs }, 'or', pair(isA, 'or', isB))],
    ['not a and b', pair(not(isA), 'and', isB)],
    ['a and b and xs', pair(pair(isA, 'and', isB), 'and', { op: 'truthy', path: xs })],
    ['a or b or xs', pair(pair(isA, 'or', isB), 'or', { op: 'truthy', path: xs })],
    [
      'a[1] is defined and a[2] is not defined and b',
      pair({ op: 'length', path: a, compare: '==', value: 2 }, 'and', isB),
    ],
    ['isBig', { op: 'opaque', slot: slotNamed('isBig') }],
  ])('%s', (text, test) => expect(asked(test)).toBe(text));

  it.each<[string, '>' | '>=' | '<' | '<=' | '==' | '!=', number]>([
    ['a[0] is defined', '>', 0],
    ['a[2] is defined', '>', 2],
    ['a[0] is defined', '>=', 1],
    ['true', '>=', 0],
    ['false', '<', 0],
    ['a[1] is not defined', '<', 2],
    ['a[0] is not defined', '<=', 0],
    ['a[0] is not defined', '==', 0],
    ['a[0] is defined', '!=', 0],
    ['a[1] is defined and a[2] is not defined', '==', 2],
    ['not (a[1] is defined and a[2] is not defined)', '!=', 2],
    ['a[99] is defined', '>=', 100],
    ['a | length >= 101', '>=', 101],
    ['a | length > 1.5', '>', 1.5],
    ['a | length > -2', '>', -2],
  ])('%s, for a length that is %s %d', (text, compare, value) =>
    expect(asked({ op: 'length', path: a, compare, value })).toBe(text),
  );

  it.each<[string, '>' | '>=' | '<' | '<=' | '==' | '!=', number]>([
    ['a[0] is not defined', '>', 0],
    ['a[0] is not defined', '>=', 1],
    ['a[0] is defined', '<', 1],
    ['a[0] is defined', '<=', 0],
    ['a[0] is defined', '==', 0],
    ['a[0] is not defined', '!=', 0],
    ['not (a[1] is defined and a[2] is not defined)', '==', 2],
    ['(a[1] is defined and a[2] is not defined)', '!=', 2],
  ])('%s, for a length that is not %s %d', (text, compare, value) => {
    expect(asked(not({ op: 'length', path: a, compare, value }))).toBe(text);
  });

  it.each<[string, Condition]>([
    ['loop.first', { op: 'index', loop, compare: '==', value: 0 }],
    ['loop.index0 == 1', { op: 'index', loop, compare: '==', value: 1 }],
    ['loop.index0 > 0', { op: 'index', loop, compare: '>', value: 0 }],
    ['loop.last', { op: 'last', loop }],
    ['not loop.last', not({ op: 'last', loop })],
  ])('%s, in a loop', (text, test) => expect(inLoop(test)).toBe(text));
});

describe('branches', () => {
  it('that only another branch follows are one more of the same', () => {
    expect(print(when(isA, [yes], [when(isB, [no], [literal('-')])]))).toBe(
      '{% if a %}yes{% elif b %}no{% else %}-{% endif %}',
    );
    expect(print(when(isA, [yes], [literal('-'), when(isB, [no])]))).toBe(
      '{% if a %}yes{% else %}-{% if b %}no{% endif %}{% endif %}',
    );
    expect(print(when(isA, [yes], [when(isB, [no])]))).toBe('{% if a %}yes{% elif b %}no{% endif %}');
  });

  it('make sure of what they asked for, and of nothing else', () => {
    const required = (part: Part) => printed(part).variables.find(({ name }) => name === 'a')?.required;
    expect(required(when(isB, [yes], [when(given, [variable(a), yes])]))).toBe(false);
    expect(required(when(isB, [yes], [when(given, [yes], [variable(a)])]))).toBe(true);
    expect(required(when(isB, [yes], [when(not(given), [yes], [variable(a)])]))).toBe(false);
    expect(required(when(isB, [yes], [when(not(given), [variable(a)], [yes])]))).toBe(true);
    expect(print(when(isB, [yes], [when(isA, [literal('{')])]))).toBe(
      '{% if b %}yes{% elif a %}{{ "{" }}{% endif %}',
    );
  });

  it('with a short default are a filter, also as the other branch', () => {
    const short = (text: string, of = b) =>
      when({ op: 'defined', path: of }, [variable(of)], text === '' ? [] : [literal(text)]);
    expect(print(when(isA, [yes], [short('en')]))).toBe(
      '{% if a %}yes{% else %}{{ b | default("en") }}{% endif %}',
    );
    expect(print(short(''))).toBe('{% if b is defined %}{{ b }}{% endif %}');
    expect(print(short('1234567890'))).toBe('{{ b | default("1234567890") }}');
    expect(print(short('12345678901'))).toBe('{% if b is defined %}{{ b }}{% else %}12345678901{% endif %}');
    expect(print(short('en'), short('de'))).toBe('{{ b | default("en") }}{{ b | default("de") }}');
    expect(printed(short('en'), short('de')).variables).toEqual([
      { name: 'b', required: false, default: 'en' },
    ]);
  });

  it('that are more than a default stay branches', () => {
    for (const part of [
      when({ op: 'defined', path: b }, [variable(a)], [literal('en')]),
      when({ op: 'defined', path: b }, [variable(b), yes], [literal('en')]),
      when({ op: 'defined', path: b }, [variable(b)], [variable(a)]),
      when({ op: 'defined', path: b }, [variable(b)], [literal('e'), variable(a)]),
      when({ op: 'null', path: b }, [variable(b)], [literal('en')]),
      when({ op: 'defined', path: b }, [yes], [no]),
    ]) {
      expect(print(part)).toMatch(/^\{% if b is /);
    }
  });

  it('before and behind them have their braces escaped, and only there', () => {
    const open = literal('{');
    expect(print(open, when(isA, [open], [yes, open]), open)).toBe(
      '{{ "{" }}{% if a %}{{ "{" }}{% else %}yes{{ "{" }}{% endif %}{',
    );
  });
});

describe('a loop', () => {
  const loopOver = (list = xs): Loop => ({ list, filter: null });
  const each = (loop: Loop, body: readonly Part[], separator = ''): Part => ({
    kind: 'for',
    loop,
    body,
    separator,
  });
  const item = (loop: Loop) => variable(path({ kind: 'item', loop }));

  it('has an item, what stands between two, and what it leaves out', () => {
    const loop = loopOver();
    expect(print(each(loop, [item(loop)]))).toBe('{% for item in xs %}{{ item }}{% endfor %}');
    expect(print(each(loop, [item(loop)], ' {'))).toBe(
      '{% for item in xs %}{{ item }}{% if not loop.last %} {{ "{" }}{% endif %}{% endfor %}',
    );
    loop.filter = { op: 'truthy', path: path({ kind: 'item', loop }, 'ok') };
    expect(print(each(loop, [literal('- '), item(loop), literal('{')]))).toBe(
      '{% for item in xs if item.ok %}- {{ item }}{{ "{" }}{% endfor %}',
    );
  });

  it('in a loop has an item of its own', () => {
    const outer = loopOver();
    const inner = loopOver(path({ kind: 'item', loop: outer }, 'ys'));
    expect(print(each(outer, [each(inner, [item(outer), item(inner)])]))).toBe(
      '{% for item in xs %}{% for item_2 in item.ys %}{{ item }}{{ item_2 }}{% endfor %}{% endfor %}',
    );
    expect(printed(each(outer, [each(inner, [item(inner)])])).variables).toEqual([
      { name: 'xs', required: true },
    ]);
  });

  it('may ask what its item has, which is no variable of the prompt', () => {
    const loop = loopOver();
    const test: Condition = { op: 'defined', path: path({ kind: 'item', loop }, 'name') };
    expect(printed(each(loop, [when(test, [yes])]))).toEqual({
      templates: ['{% for item in xs %}{% if item.name is defined %}yes{% endif %}{% endfor %}'],
      variables: [{ name: 'xs', required: true }],
    });
  });

  it('has a number, counted from where the code counts', () => {
    const loop = loopOver();
    const numbers = [0, 1, 2, -1].map((offset): Part => ({ kind: 'index', loop, offset }));
    expect(print(each(loop, numbers, ''))).toBe(
      '{% for item in xs %}{{ loop.index0 }}{{ loop.index }}{{ loop.index0 + 2 }}{{ loop.index0 - 1 }}{% endfor %}',
    );
  });

  it('takes what the program computes at each turn from a list, by its number', () => {
    const loop = loopOver();
    const [own, fixed] = [slotNamed('own', loop), slotNamed('fixed')];
    const template = print(
      each(loop, [
        { kind: 'slot', slot: own },
        { kind: 'slot', slot: fixed },
        when({ op: 'opaque', slot: own }, [yes]),
      ]),
      { kind: 'slot', slot: fixed },
    );
    expect(template).toBe(
      '{% for item in xs %}{{ own[loop.index0] }}{{ fixed }}{% if own[loop.index0] %}yes{% endif %}{% endfor %}{{ fixed }}',
    );
  });

  it('goes through what only the program knows', () => {
    const slot = slotNamed('rows');
    const loop = loopOver(path({ kind: 'slot', slot }, 'all'));
    expect(printed(each(loop, [item(loop)]))).toEqual({
      templates: ['{% for item in rows.all %}{{ item }}{% endfor %}'],
      variables: [{ name: 'rows', required: true, opaque: true, expression: 'rows()' }],
    });
  });
});

describe('what a template names', () => {
  it('is named before anything is printed, wherever it stands', () => {
    const slot = slotNamed('a');
    const hidden: readonly Part[] = [
      variable(a),
      { kind: 'length', path: a },
      when(isA, [yes]),
      when(not(isA), [yes]),
      when(pair(isB, 'and', isA), [yes]),
      when(pair(isA, 'or', isB), [yes]),
      { kind: 'trim', body: [variable(a)] },
      { kind: 'for', loop: { list: a, filter: null }, body: [yes], separator: '' },
      { kind: 'for', loop: { list: xs, filter: isA }, body: [yes], separator: '' },
      { kind: 'for', loop: { list: xs, filter: null }, body: [variable(a)], separator: '' },
      when(isB, [yes], [variable(a)]),
    ];
    for (const part of hidden) {
      const { templates, variables } = printed({ kind: 'slot', slot }, part);
      expect(templates[0]).toMatch(/^\{\{ a_2 \}\}/);
      expect(variables.map(({ name }) => name)).toContain('a');
    }
  });

  it('has one name in all messages of a prompt', () => {
    const other = path(parameter('a'));
    const { templates, variables } = printTemplates([[variable(a)], [variable(other), variable(a)]], false);
    expect(templates).toEqual(['{{ a }}', '{{ a_2 }}{{ a }}']);
    expect(variables.map(({ name }) => name)).toEqual(['a', 'a_2']);
  });

  it('is not called like a parameter that it does not use', () => {
    const parts: Part[] = [{ kind: 'slot', slot: slotNamed('unused') }];
    expect(printTemplates([parts], false, ['unused']).templates).toEqual(['{{ unused_2 }}']);
    expect(printTemplates([parts], false).templates).toEqual(['{{ unused }}']);
  });

  it('is a text that is trimmed, or how many there are of it', () => {
    expect(print({ kind: 'trim', body: [variable(a), literal('{')] })).toBe(
      '{% filter trim %}{{ a }}{{ "{" }}{% endfilter %}',
    );
    expect(print({ kind: 'length', path: a })).toBe('{{ a | length }}');
  });

  it('may be a member, by its number or its name', () => {
    expect(print(variable(path(a.root, 'b', 0, 'c-d', 'e_1', '1f')))).toBe('{{ a.b[0]["c-d"].e_1["1f"] }}');
  });
});

describe('placeholders of a constant', () => {
  const plain = (text: string, mustache = true) => printTemplates([[literal(text)]], mustache);

  it('are variables where that is asked for, and text where not', () => {
    expect(plain('{{a}} {{ b.c }}')).toEqual({
      templates: ['{{a}} {{ b.c }}'],
      variables: [
        { name: 'a', required: true },
        { name: 'b.c', required: true },
      ],
    });
    expect(plain('{{a}}', false)).toEqual({ templates: ['{{ "{{" }}a}}'], variables: [] });
  });

  it('are text where the code has variables of its own', () => {
    expect(printTemplates([[literal('{{a}}'), variable(b)]], true).templates).toEqual([
      '{{ "{{" }}a}}{{ b }}',
    ]);
    expect(printTemplates([[variable(b)]], true).templates).toEqual(['{{ b }}']);
    expect(printTemplates([[]], true).templates).toEqual(['']);
  });

  it('keep a brace before them from being a part of them', () => {
    expect(plain('{ {{a}}{').templates).toEqual(['{ {{a}}{']);
    expect(plain('x{% {{a}}').templates).toEqual(['x{{ "{%" }} {{a}}']);
  });

  it('are found by their places, without the words of the language', () => {
    expect(findPlaceholders('{{ a }}{{if}}{{b.if}}{{ if.b }}{{\tc }}')).toEqual([
      { name: 'a', start: 0, end: 7 },
      { name: 'b.if', start: 13, end: 21 },
      { name: 'c', start: 31, end: 38 },
    ]);
    expect(findPlaceholders('{{{a}}} {{a}}} {{{a}} {{a.}} {{1a}} {{ a b }}')).toEqual([]);
  });
});

describe('characters', () => {
  it('that end a string or a line are written in a way every engine reads', () => {
    expect(quote('a"b\\c\n\r\t\u0000\u001f\u007f é')).toBe('"a\\"b\\\\c\\n\\r\\t\\u0000\\u001f\\u007f é"');
  });

  it('that begin a tag are printed by one, each run of them once', () => {
    expect(escapeLiteral('a {', false)).toBe('a {');
    expect(escapeLiteral('a {', true)).toBe('a {{ "{" }}');
    expect(escapeLiteral('{ a', true)).toBe('{ a');
    expect(escapeLiteral('{%{#{{{', false)).toBe('{{ "{%" }}{{ "{#" }}{{ "{{{" }}');
  });
});
