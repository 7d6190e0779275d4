import { describe, expect, it } from 'vitest';
import { told } from '../../../../test/support/told.ts';

/* Operators: as JavaScript has them, or left to the running code. */

describe('what is known', () => {
  it.each([
    ['1 + 2 + "3"', '33'],
    ['"1" + 2 + 3', '123'],
    ['1 + 10n', '{{ value }}'],
    ['"a" + undefined + null + true', 'aundefinednulltrue'],
    ['[1, 2] + "a"', '1,2a'],
    ['[1] + [2]', '12'],
    ['7 - 2 * 3', '1'],
    ['7 / 2', '3.5'],
    ['7 % 4', '3'],
    ['2 ** 3', '8'],
    ['6 & 3', '2'],
    ['6 | 3', '7'],
    ['6 ^ 3', '5'],
    ['1 << 4', '16'],
    ['-9 >> 1', '-5'],
    ['-9 >>> 28', '{{ value }}'],
    ['"3" * "2"', '6'],
    ['1 === 1', 'true'],
    ['1 === "1"', 'false'],
    ['1 !== 1', 'false'],
    ['1 == "1"', 'true'],
    ['1 != "1"', 'false'],
    ['2 < 2', 'false'],
    ['2 <= 2', 'true'],
    ['2 > 2', 'false'],
    ['2 >= 2', 'true'],
    ['"a" < "b"', 'true'],
    ['10n === 10n', '{{ condition }}'],
    ['"a" in { a: 1 }', '{{ condition }}'],
    ['[] instanceof Array', '{{ condition }}'],
    ['-"3"', '-3'],
    ['+"4"', '4'],
    ['~5', '-6'],
    ['!"a"', 'false'],
    ['!""', 'true'],
    ['-10n', '{{ value }}'],
    ['+[]', '{{ value }}'],
    ['void "a"', 'undefined'],
    ['typeof "a"', 'string'],
    ['typeof 1', 'number'],
    ['typeof true', 'boolean'],
    ['typeof undefined', 'undefined'],
    ['typeof null', 'object'],
    ['typeof [1]', 'object'],
    ['typeof { a: 1 }', 'object'],
    ['typeof (() => 1)', 'function'],
    ['typeof class {}', 'function'],
    ['typeof `${s}!`', 'string'],
    ['typeof l.length', 'number'],
    ['typeof Promise.resolve(1)', 'object'],
    ['typeof 10n', '{{ type }}'],
    ['typeof s', '{{ type }}'],
    ['typeof get()', '{{ type }}'],
    ['typeof s === "string" ? 1 : 2', '{% if s is string %}1{% else %}2{% endif %}'],
    ['typeof s !== "string" ? 1 : 2', '{% if s is not string %}1{% else %}2{% endif %}'],
    ['typeof s === "undefined" ? 1 : 2', '{% if s is not defined %}1{% else %}2{% endif %}'],
    ['typeof s === "object" ? 1 : 2', '{% if type == "object" %}1{% else %}2{% endif %}'],
    ['typeof s !== "string" || !s ? 1 : s', '{% if s is not string or not s %}1{% else %}{{ s }}{% endif %}'],
    ['delete { a: 1 }.a', '{{ value }}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('sums of what is known in part', () => {
  it.each([
    ['s + "a"', '{{ s }}a'],
    ['"a" + s', 'a{{ s }}'],
    ['"a" + n', 'a{{ n }}'],
    ['n + "a"', '{{ n }}a'],
    ['n + 1', '{{ value }}'],
    ['1 + n', '{{ value }}'],
    ['n + n', '{{ value }}'],
    ['s + s', '{{ s }}{{ s }}'],
    ['s + n', '{{ s }}{{ n }}'],
    ['a + a', '{{ value }}'],
    ['a + "a"', '{{ a }}a'],
    ['"a" + a + 1', 'a{{ a }}1'],
    ['l + "a"', '{% for item in l %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}a'],
    ['l.length + 1', '{{ value }}'],
    ['1 + l.length', '{{ value }}'],
    ['"a" + l.length', 'a{{ l | length }}'],
    ['l.length + "a"', '{{ l | length }}a'],
    ['l.length - 1', '{{ value }}'],
    ['1 - l.length', '{{ value }}'],
    ['n - 1', '{{ value }}'],
    ['l.length - "1"', '{{ value }}'],
    ['l.length * 2', '{{ value }}'],
    ['(p ? 1 : 2) + 3', '{% if p %}4{% else %}5{% endif %}'],
    ['3 + (p ? 1 : 2)', '{% if p %}4{% else %}5{% endif %}'],
    ['(p ? "a" : "b") + n', '{% if p %}a{% else %}b{% endif %}{{ n }}'],
    ['n + (p ? "a" : "b")', '{{ n }}{% if p %}a{% else %}b{% endif %}'],
    ['(p ? 1 : "a") + n', '{% if p %}{{ value }}{% else %}a{{ n }}{% endif %}'],
    ['(p ? 1 : 2) * 2', '{{ value }}'],
    [
      '(p ? 1 : 2) + (q ? 3 : 4)',
      '{% if p %}{% if q %}4{% else %}5{% endif %}{% elif q %}5{% else %}6{% endif %}',
    ],
    ['get() + 1', '{{ value }}'],
    ['1 + get()', '{{ value }}'],
    ['get() + get()', '{{ value }}'],
    ['({ a: 1 }) + "a"', '{{ value }}a'],
    ['[s] + n', '{{ s }}{{ n }}'],
    ['(() => 1) + "a"', '{{ value }}a'],
    [
      'l.map((x, i) => i + 1).join()',
      '{% for item in l %}{{ loop.index }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'l.map((x, i) => 1 + i).join()',
      '{% for item in l %}{{ loop.index }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'l.map((x, i) => i - 1).join()',
      '{% for item in l %}{{ loop.index0 - 1 }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'l.map((x, i) => i + s).join()',
      '{% for item in l %}{{ loop.index0 }}{{ s }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'l.map((x, i) => 1 - i).join()',
      '{% for item in l %}{{ value[loop.index0] }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'l.map((x, i) => i + i).join()',
      '{% for item in l %}{{ value[loop.index0] }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('what is the same', () => {
  it.each([
    ['(s === "a") ? 1 : 2', '{% if s == "a" %}1{% else %}2{% endif %}'],
    ['("a" === s) ? 1 : 2', '{% if s == "a" %}1{% else %}2{% endif %}'],
    ['(s !== "a") ? 1 : 2', '{% if s != "a" %}1{% else %}2{% endif %}'],
    ['("a" !== s) ? 1 : 2', '{% if s != "a" %}1{% else %}2{% endif %}'],
    ['(s == "a") ? 1 : 2', '{% if s == "a" %}1{% else %}2{% endif %}'],
    ['(s != "a") ? 1 : 2', '{% if s != "a" %}1{% else %}2{% endif %}'],
    ['(n === 1) ? 1 : 2', '{% if n == 1 %}1{% else %}2{% endif %}'],
    ['(n == 1) ? 1 : 2', '{% if condition %}1{% else %}2{% endif %}'],
    ['(n === 1n) ? 1 : 2', '{% if condition %}1{% else %}2{% endif %}'],
    ['(p === true) ? 1 : 2', '{% if p == true %}1{% else %}2{% endif %}'],
    ['(s === null) ? 1 : 2', '{% if s is none %}1{% else %}2{% endif %}'],
    ['(s !== null) ? 1 : 2', '{% if s is not none %}1{% else %}2{% endif %}'],
    ['(s == null) ? 1 : 2', '{% if s is not defined or s is none %}1{% else %}2{% endif %}'],
    ['(s != null) ? 1 : 2', '{% if not (s is not defined or s is none) %}1{% else %}2{% endif %}'],
    ['(s === undefined) ? 1 : 2', '{% if s is not defined %}1{% else %}2{% endif %}'],
    ['(s == undefined) ? 1 : 2', '{% if s is not defined or s is none %}1{% else %}2{% endif %}'],
    ['(undefined === s) ? 1 : 2', '{% if s is not defined %}1{% else %}2{% endif %}'],
    ['(s === a) ? 1 : 2', '{% if condition %}1{% else %}2{% endif %}'],
    ['(`${s}!` === "a") ? 1 : 2', '{% if condition %}1{% else %}2{% endif %}'],
    ['(`${s}!` === 1) ? 1 : 2', '2'],
    ['(`${s}!` == 1) ? 1 : 2', '{% if condition %}1{% else %}2{% endif %}'],
    ['(`${s}!` == null) ? 1 : 2', '2'],
    ['(`${s}!` === undefined) ? 1 : 2', '2'],
    ['([s] === "a") ? 1 : 2', '2'],
    ['([s] == "a") ? 1 : 2', '{% if condition %}1{% else %}2{% endif %}'],
    ['([s] == null) ? 1 : 2', '2'],
    ['([s] != null) ? 1 : 2', '1'],
    ['({ s } === "a") ? 1 : 2', '2'],
    ['({ s } == null) ? 1 : 2', '2'],
    ['((() => 1) === "a") ? 1 : 2', '2'],
    ['(class {} === null) ? 1 : 2', '2'],
    ['(class {} == "a") ? 1 : 2', '{% if condition %}1{% else %}2{% endif %}'],
    ['(get() === "a") ? 1 : 2', '{% if get == "a" %}1{% else %}2{% endif %}'],
    ['((p ? "a" : "b") === "a") ? 1 : 2', '{% if p %}1{% else %}2{% endif %}'],
    ['("a" === (p ? "a" : "b")) ? 1 : 2', '{% if p %}1{% else %}2{% endif %}'],
    [
      '((p ? "a" : "b") === (q ? "a" : "b")) ? 1 : 2',
      '{% if p and q or not p and not q %}1{% else %}2{% endif %}',
    ],
    ['((p ? "a" : s) !== "a") ? 1 : 2', '{% if not p and s != "a" %}1{% else %}2{% endif %}'],
    ['((p ? "a" : get()) === "a") ? 1 : 2', '{% if p or get == "a" %}1{% else %}2{% endif %}'],
    ['((p ? get() : "a") === "a") ? 1 : 2', '{% if not p or get == "a" %}1{% else %}2{% endif %}'],
    ['((p ? 1 : 2) < 2) ? 1 : 2', '{% if p %}1{% else %}2{% endif %}'],
    ['(n < 2) ? 1 : 2', '{% if n < 2 %}1{% else %}2{% endif %}'],
    ['(2 < n) ? 1 : 2', '{% if n > 2 %}1{% else %}2{% endif %}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('how many there are', () => {
  it.each([
    ['(l.length > 1) ? 1 : 2', '{% if l[1] is defined %}1{% else %}2{% endif %}'],
    ['(l.length >= 1) ? 1 : 2', '{% if l[0] is defined %}1{% else %}2{% endif %}'],
    ['(l.length < 1) ? 1 : 2', '{% if l[0] is not defined %}1{% else %}2{% endif %}'],
    ['(l.length <= 1) ? 1 : 2', '{% if l[1] is not defined %}1{% else %}2{% endif %}'],
    ['(1 < l.length) ? 1 : 2', '{% if l[1] is defined %}1{% else %}2{% endif %}'],
    ['(1 <= l.length) ? 1 : 2', '{% if l[0] is defined %}1{% else %}2{% endif %}'],
    ['(1 > l.length) ? 1 : 2', '{% if l[0] is not defined %}1{% else %}2{% endif %}'],
    ['(1 >= l.length) ? 1 : 2', '{% if l[1] is not defined %}1{% else %}2{% endif %}'],
    ['(l.length === 1) ? 1 : 2', '{% if l[0] is defined and l[1] is not defined %}1{% else %}2{% endif %}'],
    ['(l.length == 1) ? 1 : 2', '{% if l[0] is defined and l[1] is not defined %}1{% else %}2{% endif %}'],
    [
      '(l.length !== 1) ? 1 : 2',
      '{% if not (l[0] is defined and l[1] is not defined) %}1{% else %}2{% endif %}',
    ],
    [
      '(l.length != 1) ? 1 : 2',
      '{% if not (l[0] is defined and l[1] is not defined) %}1{% else %}2{% endif %}',
    ],
    ['(1 === l.length) ? 1 : 2', '{% if l[0] is defined and l[1] is not defined %}1{% else %}2{% endif %}'],
    ['(l.length - 1 > 0) ? 1 : 2', '{% if l[1] is defined %}1{% else %}2{% endif %}'],
    ['(l.length + 1 > 2) ? 1 : 2', '{% if l[1] is defined %}1{% else %}2{% endif %}'],
    ['(l.length > "1") ? 1 : 2', '{% if condition %}1{% else %}2{% endif %}'],
    ['(l.length > n) ? 1 : 2', '{% if condition %}1{% else %}2{% endif %}'],
    ['(l.length === l.length) ? 1 : 2', '{% if condition %}1{% else %}2{% endif %}'],
    ['(s.length > 0) ? 1 : 2', '{% if s %}1{% else %}2{% endif %}'],
    ['(s.length >= 1) ? 1 : 2', '{% if s %}1{% else %}2{% endif %}'],
    ['(s.length !== 0) ? 1 : 2', '{% if s %}1{% else %}2{% endif %}'],
    ['(s.length === 0) ? 1 : 2', '{% if not s %}1{% else %}2{% endif %}'],
    ['(s.length < 1) ? 1 : 2', '{% if not s %}1{% else %}2{% endif %}'],
    ['(s.length <= 0) ? 1 : 2', '{% if not s %}1{% else %}2{% endif %}'],
    ['(s.length >= 0) ? 1 : 2', '{% if condition %}1{% else %}2{% endif %}'],
    ['(s.length > 1) ? 1 : 2', '{% if condition %}1{% else %}2{% endif %}'],
    ['(s.length === 1) ? 1 : 2', '{% if condition %}1{% else %}2{% endif %}'],
    ['(s.length - 1 >= 0) ? 1 : 2', '{% if s %}1{% else %}2{% endif %}'],
    ['(Object.keys(a).length > 0) ? 1 : 2', '{% if a %}1{% else %}2{% endif %}'],
    ['(["a", ...l].length > 0) ? 1 : 2', '1'],
    ['([...l, ...l].length > 0) ? 1 : 2', '{% if l[0] is defined %}1{% else %}2{% endif %}'],
    ['([...l, ...l].length >= 0) ? 1 : 2', '1'],
    ['([...l, ...l].length >= 1) ? 1 : 2', '{% if l[0] is defined %}1{% else %}2{% endif %}'],
    ['([...l, ...l].length < 1) ? 1 : 2', '{% if l[0] is not defined %}1{% else %}2{% endif %}'],
    ['([...l, ...l].length < 0) ? 1 : 2', '2'],
    ['([...l, ...l].length === 0) ? 1 : 2', '{% if l[0] is not defined %}1{% else %}2{% endif %}'],
    ['([...l, ...l].length > 1) ? 1 : 2', '{% if condition %}1{% else %}2{% endif %}'],
    ['([...l, ...l].length <= 1) ? 1 : 2', '{% if condition %}1{% else %}2{% endif %}'],
    [
      '([...l, ...l].length === 1) ? 1 : 2',
      '{% if l[0] is defined and length == 1 %}1{% else %}2{% endif %}',
    ],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('a number that is compared', () => {
  it.each([
    ['n > 1 ? "yes" : "no"', '{% if n > 1 %}yes{% else %}no{% endif %}'],
    ['n >= 1 ? "yes" : "no"', '{% if n >= 1 %}yes{% else %}no{% endif %}'],
    ['n < 1 ? "yes" : "no"', '{% if n < 1 %}yes{% else %}no{% endif %}'],
    ['n <= -1 ? "yes" : "no"', '{% if n <= -1 %}yes{% else %}no{% endif %}'],
    ['0.5 < n ? "yes" : "no"', '{% if n > 0.5 %}yes{% else %}no{% endif %}'],
    ['!(n > 1) ? "no" : "yes"', '{% if n <= 1 %}no{% else %}yes{% endif %}'],
    [
      'n > 1 ? "many" : n === 1 ? "one" : "none"',
      '{% if n > 1 %}many{% elif n == 1 %}one{% else %}none{% endif %}',
    ],
    ['n > 1 && (n > 1 || p) ? "yes" : "no"', '{% if n > 1 %}yes{% else %}no{% endif %}'],
    ['n && n < 2 ? "yes" : "no"', '{% if n and n < 2 %}yes{% else %}no{% endif %}'],
    ['n > 1e21 ? "yes" : "no"', '{% if condition %}yes{% else %}no{% endif %}'],
    ['n > NaN ? "yes" : "no"', '{% if condition %}yes{% else %}no{% endif %}'],
    ['n > s.length ? "yes" : "no"', '{% if condition %}yes{% else %}no{% endif %}'],
    ['n > "1" ? "yes" : "no"', '{% if condition %}yes{% else %}no{% endif %}'],
    ['a > 1 ? "yes" : "no"', '{% if condition %}yes{% else %}no{% endif %}'],
    ['s > 1 ? "yes" : "no"', '{% if condition %}yes{% else %}no{% endif %}'],
    ['n + 1 > 1 ? "yes" : "no"', '{% if condition %}yes{% else %}no{% endif %}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('whether a text has anything', () => {
  it.each([
    ['s.trim() ? "yes" : "no"', '{% if s | trim %}yes{% else %}no{% endif %}'],
    ['!s.trim() ? "no" : "yes"', '{% if not s | trim %}no{% else %}yes{% endif %}'],
    [
      's.trim() || "none"',
      '{% if s | trim %}{% filter trim %}{{ s }}{% endfilter %}{% else %}none{% endif %}',
    ],
    ['s.trim() !== "" && p ? "yes" : "no"', '{% if s | trim and p %}yes{% else %}no{% endif %}'],
    ['"" === s.trim() ? "no" : "yes"', '{% if not s | trim %}no{% else %}yes{% endif %}'],
    ['s.trim().length > 0 ? "yes" : "no"', '{% if s | trim %}yes{% else %}no{% endif %}'],
    ['s.trim().length === 0 ? "no" : "yes"', '{% if not s | trim %}no{% else %}yes{% endif %}'],
    ['s.trim().length ? "yes" : "no"', '{% if s | trim %}yes{% else %}no{% endif %}'],
    ['s.trim().length > 1 ? "yes" : "no"', '{% if condition %}yes{% else %}no{% endif %}'],
    ['s.trim() && s ? "yes" : "no"', '{% if s | trim %}yes{% else %}no{% endif %}'],
    ['s.trim() ? (s ? "yes" : "maybe") : "no"', '{% if s | trim %}yes{% else %}no{% endif %}'],
    ['s.trim() ? "yes" : s ? "blank" : "no"', '{% if s | trim %}yes{% elif s %}blank{% else %}no{% endif %}'],
    ['` ${s} `.trim() === s ? "yes" : "no"', '{% if condition %}yes{% else %}no{% endif %}'],
    ['s.trim() === "a" ? "yes" : "no"', '{% if condition %}yes{% else %}no{% endif %}'],
    ['a.trim() ? "yes" : "no"', '{% if trim %}yes{% else %}no{% endif %}'],
    ['s.trimEnd() ? "yes" : "no"', '{% if trimEnd %}yes{% else %}no{% endif %}'],
    ['(p ? "a" : s) === "" ? "no" : "yes"', '{% if not p and s == "" %}no{% else %}yes{% endif %}'],
    ['`${p ? "a" : ""}` === "" ? "no" : "yes"', '{% if not p %}no{% else %}yes{% endif %}'],
    ['`${p ? "a" : ""}`.length > 0 ? "yes" : "no"', '{% if p %}yes{% else %}no{% endif %}'],
    ['`a${s}` === "" ? "no" : "yes"', 'yes'],
    ['`a${s}`.length === 0 ? "no" : "yes"', 'yes'],
    ['`${s}${a}` === "" ? "no" : "yes"', '{% if condition %}no{% else %}yes{% endif %}'],
    [
      'o.filter((x) => x.name.trim()).map((x) => x.name).join("; ")',
      '{% for item in o if item.name | trim %}{{ item.name }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'l.map((x) => { const t = x.trim(); return t.length === 0 ? null : `<${t}>`; }).filter((x) => x !== null).join("; ")',
      '{% for item in l if item | trim %}<{% filter trim %}{{ item }}{% endfilter %}>{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'o.map((x) => (x.on ? `- ${x.name}` : "")).filter((x) => x !== "").join("; ")',
      '{% for item in o if item.on %}- {{ item.name }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'o.map((x) => (x.on ? `- ${x.name}` : "")).filter((x) => x.length > 0).join("; ")',
      '{% for item in o if item.on %}- {{ item.name }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('whether a text has anything, of what may not be there', () => {
  const present = 'maybe is defined and maybe is not none';
  it.each([
    ['maybe?.trim() ? "yes" : "no"', `{% if ${present} and maybe | trim %}yes{% else %}no{% endif %}`],
    ['!maybe?.trim() ? "no" : "yes"', `{% if not (${present} and maybe | trim) %}no{% else %}yes{% endif %}`],
    [
      'maybe?.trim() || "none"',
      `{% if ${present} and maybe | trim %}{% filter trim %}{{ maybe }}{% endfilter %}{% else %}none{% endif %}`,
    ],
    ['maybe && maybe.trim() ? "yes" : "no"', '{% if maybe and maybe | trim %}yes{% else %}no{% endif %}'],
    [
      '[maybe].filter((x) => x?.trim()).map((x) => `<${x}>`).join("; ")',
      `{% if ${present} and maybe | trim %}<{{ maybe }}>{% endif %}`,
    ],
    [
      '[{ t: maybe }].map((x) => x?.t?.trim() ? "yes" : "no").join("; ")',
      `{% if ${present} and maybe | trim %}yes{% else %}no{% endif %}`,
    ],
    [
      'o.map((x) => x.name?.trim() ? `- ${x.name}` : null).filter(Boolean).join("; ")',
      '{% for item in o if item.name is defined and item.name is not none and item.name | trim %}- {{ item.name }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    ['maybe?.trim() === "" ? "blank" : "no"', '{% if condition %}blank{% else %}no{% endif %}'],
    ['maybe?.trim() !== "" ? "no" : "blank"', '{% if condition %}no{% else %}blank{% endif %}'],
    ['maybe?.trim().length === 0 ? "blank" : "no"', '{% if length == 0 %}blank{% else %}no{% endif %}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

it('is left to the running code where the condition would ask more than anybody reads', () => {
  const pieces = (count: number) =>
    Array.from({ length: count }, (_, index) => `\${l[${index}] ? "x" : ""}`).join('');
  expect(told(`\`${pieces(3)}\` === "" ? "no" : "yes"`)).toBe(
    '{% if not (l[0] is defined and l[0] or l[1] is defined and l[1] or l[2] is defined and l[2]) %}no{% else %}yes{% endif %}',
  );
  expect(told(`\`${pieces(600)}\` === "" ? "no" : "yes"`)).toBe(
    '{% if condition %}no{% else %}yes{% endif %}',
  );
});

describe('which turn it is', () => {
  it.each([
    [
      'l.map((x, i) => i === 0 ? 1 : 2).join()',
      '{% for item in l %}{% if loop.first %}1{% else %}2{% endif %}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'l.map((x, i) => i !== 0 ? 1 : 2).join()',
      '{% for item in l %}{% if not loop.first %}1{% else %}2{% endif %}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'l.map((x, i) => i > 0 ? 1 : 2).join()',
      '{% for item in l %}{% if loop.index0 > 0 %}1{% else %}2{% endif %}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'l.map((x, i) => 0 < i ? 1 : 2).join()',
      '{% for item in l %}{% if loop.index0 > 0 %}1{% else %}2{% endif %}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'l.map((x, i) => i + 1 > 1 ? 1 : 2).join()',
      '{% for item in l %}{% if loop.index0 > 0 %}1{% else %}2{% endif %}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'l.map((x, i) => i === l.length - 1 ? 1 : 2).join()',
      '{% for item in l %}{% if loop.last %}1{% else %}2{% endif %}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'l.map((x, i) => i >= l.length - 1 ? 1 : 2).join()',
      '{% for item in l %}{% if loop.last %}1{% else %}2{% endif %}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'l.map((x, i) => i < l.length - 1 ? 1 : 2).join()',
      '{% for item in l %}{% if not loop.last %}1{% else %}2{% endif %}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'l.map((x, i) => i + 1 < l.length ? 1 : 2).join()',
      '{% for item in l %}{% if not loop.last %}1{% else %}2{% endif %}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'l.map((x, i) => i + 1 === l.length ? 1 : 2).join()',
      '{% for item in l %}{% if loop.last %}1{% else %}2{% endif %}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'l.map((x, i) => i <= l.length - 1 ? 1 : 2).join()',
      '{% for item in l %}{% if condition[loop.index0] %}1{% else %}2{% endif %}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'l.map((x, i) => i > l.length - 1 ? 1 : 2).join()',
      '{% for item in l %}{% if condition[loop.index0] %}1{% else %}2{% endif %}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'l.map((x, i) => i < l.length ? 1 : 2).join()',
      '{% for item in l %}{% if condition[loop.index0] %}1{% else %}2{% endif %}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'l.map((x, i) => i < o.length - 1 ? 1 : 2).join()',
      '{% for item in l %}{% if condition[loop.index0] %}1{% else %}2{% endif %}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'l.map((x, i) => l.length - 1 > i ? 1 : 2).join()',
      '{% for item in l %}{% if condition[loop.index0] %}1{% else %}2{% endif %}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'l.filter((x) => x).map((x, i) => i < l.length - 1 ? 1 : 2).join()',
      '{% for item in l if item %}{% if condition[loop.index0] %}1{% else %}2{% endif %}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('one or the other', () => {
  it.each([
    ['s || "none"', '{% if s %}{{ s }}{% else %}none{% endif %}'],
    ['s && "some"', '{% if not s %}{{ s }}{% else %}some{% endif %}'],
    ['s ?? "none"', '{% if s is defined and s is not none %}{{ s }}{% else %}none{% endif %}'],
    ['(s || n) ? 1 : 2', '{% if s or n %}1{% else %}2{% endif %}'],
    ['(s && n) ? 1 : 2', '{% if s and n %}1{% else %}2{% endif %}'],
    ['"" || s', '{{ s }}'],
    ['"a" || s', 'a'],
    ['"" && s', ''],
    ['"a" && s', '{{ s }}'],
    ['null ?? s', '{{ s }}'],
    ['"" ?? s', ''],
    ['`${s}!` ?? "none"', '{{ s }}!'],
    ['`${s}!` || "none"', '{{ s }}!'],
    ['get() ?? "none"', '{% if get is defined and get is not none %}{{ get }}{% else %}none{% endif %}'],
    ['get() || "none"', '{% if get %}{{ get }}{% else %}none{% endif %}'],
    ['get() && "some"', '{% if not get %}{{ get }}{% else %}some{% endif %}'],
    ['(p ? null : "a") ?? "none"', '{% if p %}none{% else %}a{% endif %}'],
    [
      '(p ? get() : "a") ?? "none"',
      '{% if p %}{% if get is defined and get is not none %}{{ get }}{% else %}none{% endif %}{% else %}a{% endif %}',
    ],
    ['(p ? "" : "a") || s', '{% if p %}{{ s }}{% else %}a{% endif %}'],
    ['(p ? "" : "a") && s', '{% if not p %}{{ s }}{% endif %}'],
    ['l.length || "none"', '{% if l[0] is defined %}{{ l | length }}{% else %}none{% endif %}'],
    ['l.length && "some"', '{% if l[0] is not defined %}{{ l | length }}{% else %}some{% endif %}'],
    ['(s === "a") && "yes"', '{% if s == "a" %}yes{% else %}false{% endif %}'],
    ['(s === "a") || "no"', '{% if s == "a" %}true{% else %}no{% endif %}'],
    ['(p && q) || "no"', '{% if not p %}no{% elif q %}{{ q }}{% else %}no{% endif %}'],
    ['p && q && "yes"', '{% if not p %}{{ p }}{% elif not q %}{{ q }}{% else %}yes{% endif %}'],
    ['!s ? 1 : 2', '{% if not s %}1{% else %}2{% endif %}'],
    ['!!s ? 1 : 2', '{% if s %}1{% else %}2{% endif %}'],
    ['!(s && q) ? 1 : 2', '{% if not (s and q) %}1{% else %}2{% endif %}'],
    ['!(s || q) ? 1 : 2', '{% if not (s or q) %}1{% else %}2{% endif %}'],
    ['!s', '{% if not s %}true{% else %}false{% endif %}'],
    ['!get() ? 1 : 2', '{% if not get %}1{% else %}2{% endif %}'],
    ['(s && "") ? 1 : 2', '2'],
    ['(s || "a") ? 1 : 2', '1'],
    ['("" || s) ? 1 : 2', '{% if s %}1{% else %}2{% endif %}'],
    ['("a" && s) ? 1 : 2', '{% if s %}1{% else %}2{% endif %}'],
    ['("" && s) ? 1 : 2', '2'],
    [
      '(s ?? q) ? 1 : 2',
      '{% if s is defined and s or not (s is defined and s is not none) and q %}1{% else %}2{% endif %}',
    ],
    ['(p, q) ? 1 : 2', '{% if q %}1{% else %}2{% endif %}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});
